// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsCompletedTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        assertThat(stage.loop.toString()).contains("timers=0");
        stage.endsCleanly();
    }

    @Test
    void iterator_givesResultsInOrderOfCompletion() {
        stage.play(
                () -> {
                    List<String> results = new ArrayList<>();
                    for (Coroutine<String> next :
                            asCompleted(List.of(sleep(3, "c"), sleep(1, "a"), sleep(2, "b")))) {
                        results.add(await(next));
                    }
                    assertThat(results).containsExactly("a", "b", "c");
                });
    }

    @Test
    void next_givesTheFuturesThemselves() {
        stage.play(
                () -> {
                    Task<String> slow = createTask(sleep(2, "slow"));
                    Task<String> quick = createTask(sleep(1, "quick"));
                    AsCompleted<String> completed = asCompleted(List.of(slow, quick));
                    assertThat(await(completed.next())).isSameAs(quick);
                    assertThat(await(completed.next())).isSameAs(slow);
                    assertThatThrownBy(() -> await(completed.next()))
                            .isInstanceOf(StopAsyncIteration.class);
                });
    }

    @Test
    void duplicates_comeOnce() {
        stage.play(
                () -> {
                    Coroutine<String> twice = stage.job("twice", 1);
                    Iterator<Coroutine<String>> all =
                            asCompleted(List.of(twice, stage.job("once", 0), twice)).iterator();
                    assertThat(await(all.next())).isEqualTo("once");
                    assertThat(await(all.next())).isEqualTo("twice");
                    assertThat(all.hasNext()).isFalse();
                    assertThatThrownBy(all::next).isInstanceOf(NoSuchElementException.class);
                });
        stage.marks();
    }

    @Test
    void failure_comesOutOfItsCoroutine_andTheOthersGoOn() {
        stage.play(
                () -> {
                    Iterator<Coroutine<Object>> all =
                            AsCompletedTest.<Object>completed(
                                            Stage.failing(new IOException("x"), 0),
                                            stage.job("a", 2))
                                    .iterator();
                    assertThatThrownBy(() -> await(all.next())).isInstanceOf(IOException.class);
                    assertThat(await(all.next())).isEqualTo("a");
                });
        stage.marks();
    }

    private static <T> AsCompleted<T> completed(
            Awaitable<? extends T> one, Awaitable<? extends T> other) {
        return asCompleted(List.of(one, other));
    }

    @Test
    void timeout_eachMissingOneFails_andTheFuturesRunOn() {
        stage.play(
                () -> {
                    Task<String> slow = createTask(sleep(5, "slow"));
                    Task<String> slower = createTask(sleep(6, "slower"));
                    Iterator<Coroutine<String>> all =
                            asCompleted(
                                            List.of(slow, sleep(1, "quick"), slower),
                                            Duration.ofSeconds(2))
                                    .iterator();
                    assertThat(await(all.next())).isEqualTo("quick");
                    assertThatThrownBy(() -> await(all.next())).isInstanceOf(TimeoutError.class);
                    assertThatThrownBy(() -> await(all.next())).isInstanceOf(TimeoutError.class);
                    assertThat(all.hasNext()).isFalse();
                    assertThat(stage.loop.time()).isEqualTo(2);
                    assertThat(slow.cancelling()).isZero();
                    assertThat(await(gather(slow, slower))).containsExactly("slow", "slower");
                });
    }

    @Test
    void timeoutZero_letsWhatIsDoneThrough() {
        stage.play(
                () -> {
                    Future<String> done = stage.loop.createFuture();
                    done.setResult("done");
                    Future<String> pending = stage.loop.createFuture();
                    AsCompleted<String> all =
                            asCompleted(List.of(pending, done), Duration.ofSeconds(-1));
                    assertThat(await(all.next())).isSameAs(done);
                    assertThatThrownBy(() -> await(all.next())).isInstanceOf(TimeoutError.class);
                });
    }

    @Test
    void nothing_givesNothing() {
        stage.play(
                () -> {
                    AsCompleted<String> none =
                            asCompleted(List.<Task<String>>of(), Duration.ofSeconds(1));
                    assertThat(none.iterator().hasNext()).isFalse();
                    assertThatThrownBy(() -> await(none.next()))
                            .isInstanceOf(StopAsyncIteration.class);
                });
    }

    @Test
    void severalWaiters_getOneEach_firstComeFirstServed() {
        stage.play(
                () -> {
                    Iterator<Coroutine<String>> all =
                            asCompleted(List.of(sleep(2, "b"), sleep(1, "a"))).iterator();
                    assertThat(await(gather(all.next(), all.next()))).containsExactly("a", "b");
                });
    }

    @Test
    void cancelledWaiter_whoseItemCame_leavesItToTheNext() {
        stage.play(
                () -> {
                    Future<String> first = stage.loop.createFuture();
                    Future<String> second = stage.loop.createFuture();
                    AsCompleted<String> all = asCompleted(List.of(first, second));
                    Task<Future<String>> one = createTask(all.next());
                    Task<Future<String>> two = createTask(all.next());
                    await(sleep(0));
                    first.setResult("x");
                    await(sleep(0)); // completed() has run: it woke `one`, which has not resumed
                    one.cancel();
                    assertThat(await(waitFor(two, 1))).isSameAs(first);
                    second.setResult("y");
                    assertThat(one.isCancelled()).isTrue();
                    await(sleep(0));
                });
    }

    @Test
    void outsideALoop_isRefused() {
        assertThatThrownBy(() -> asCompleted(List.of(sleep(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
    }

    @Test
    void timeout_asAsyncIterator_failsForEachMissingOne_thenStops() {
        stage.play(
                () -> {
                    Future<String> never = stage.loop.createFuture();
                    Future<String> neither = stage.loop.createFuture();
                    Task<String> quick = createTask(sleep(1, "quick"));
                    AsCompleted<String> all =
                            asCompleted(List.of(never, quick, neither), Duration.ofSeconds(2));

                    assertThat(await(all.next())).isSameAs(quick);
                    for (int i = 0; i < 2; i++) {
                        assertThatThrownBy(() -> await(all.next()))
                                .isInstanceOf(TimeoutError.class);
                    }
                    assertThatThrownBy(() -> await(all.next()))
                            .isInstanceOf(StopAsyncIteration.class);
                    assertThat(stage.loop.time()).isEqualTo(2);
                    assertThat(never.isDone() || neither.isDone()).isFalse();
                });
    }

    @Test
    void next_cancelled_losesNothing() {
        stage.play(
                () -> {
                    Task<String> slow = createTask(sleep(2, "slow"));
                    AsCompleted<String> all = asCompleted(List.of(slow));
                    Task<Future<String>> asking = createTask(all.next());
                    await(sleep(1));
                    asking.cancel();
                    assertThatThrownBy(() -> await(asking)).isInstanceOf(CancelledError.class);

                    assertThat(await(all.next())).isSameAs(slow);
                });
    }
}
