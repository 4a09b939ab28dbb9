// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.loop.LoopOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `for` over asynchronous sources, and what else they can be turned into.
class AwaitEachTest {
    private final Stage stage = new Stage();

    @AfterEach
    void nothingIsLeft() {
        stage.endsCleanly();
    }

    /// Counts down, and lets others run before each item.
    private static final class Countdown implements AsyncIterator<Integer> {
        private int left;

        Countdown(int left) {
            this.left = left;
        }

        @Override
        public Coroutine<Integer> next() {
            return async(
                    () -> {
                        await(sleep(0));
                        if (left == 0) {
                            throw new StopAsyncIteration();
                        }
                        return --left;
                    });
        }
    }

    private static AsyncGenerator<Integer> upTo(int count) {
        return generator(
                out -> {
                    for (int i = 1; i <= count; i++) {
                        out.emit(i);
                    }
                });
    }

    @Test
    void awaitEach_givesAllItems() {
        stage.play(
                () -> {
                    List<Integer> items = new ArrayList<>();
                    for (int item : awaitEach(new Countdown(3))) {
                        items.add(item);
                    }
                    assertThat(items).containsExactly(2, 1, 0);
                });
    }

    @Test
    void awaitEach_leftEarly_leavesTheRest() {
        stage.play(
                () -> {
                    AsyncGenerator<Integer> items = upTo(3);
                    for (int item : awaitEach(items)) {
                        assertThat(item).isEqualTo(1);
                        break;
                    }
                    List<Integer> rest = new ArrayList<>();
                    for (int item : awaitEach(items)) {
                        rest.add(item);
                    }
                    assertThat(rest).containsExactly(2, 3);
                });
    }

    @Test
    void awaitEach_ofAFactory_beginsAnew() {
        stage.play(
                () -> {
                    AsyncIterable<Integer> source = () -> upTo(2);

                    assertThat(await(source.toList())).containsExactly(1, 2);
                    assertThat(await(source.toList())).containsExactly(1, 2);
                });
    }

    @Test
    void awaitEach_ofAFailingSource_failsWithIt() {
        Exception failure = new Exception("on purpose");
        stage.play(
                () -> {
                    AsyncIterator<Integer> source = () -> Stage.failing(failure, 1);

                    assertThatExceptionOfType(Exception.class)
                            .isThrownBy(() -> awaitEach(source).forEach(stage::mark))
                            .isSameAs(failure);
                });
    }

    @Test
    void awaitEach_cancelled_cancelsTheAwaitOfTheItem() {
        stage.play(
                () -> {
                    AsyncIterator<Void> never = () -> stage.endless("next");
                    Task<Void> looping =
                            createTask(async(() -> awaitEach(never).forEach(stage::mark)));
                    await(sleep(0));

                    looping.cancel();
                    await(Asyncio.waitOn(List.of(looping)));

                    assertThat(looping.isCancelled()).isTrue();
                });

        assertThat(stage.marks()).containsExactly("next cancelled");
    }

    @Test
    void awaitEach_outsideACoroutine_isRefused() {
        Iterable<Integer> items = awaitEach(upTo(1));

        assertThatIllegalStateException()
                .isThrownBy(items::iterator)
                .withMessageStartingWith("await outside a coroutine");
    }

    @Test
    void next_withoutHasNext_works() {
        stage.play(
                () -> {
                    Iterator<Integer> items = awaitEach(upTo(1)).iterator();

                    assertThat(items.next()).isEqualTo(1);
                    assertThat(items.hasNext()).isFalse();
                    assertThatExceptionOfType(NoSuchElementException.class)
                            .isThrownBy(items::next)
                            .withMessage("the asynchronous iteration has ended");
                });
    }

    @Test
    void nextOr_atTheEnd_givesTheFallback() {
        stage.play(
                () -> {
                    AsyncGenerator<Integer> items = upTo(1);

                    assertThat(await(items.nextOr(-1))).isEqualTo(1);
                    assertThat(await(items.nextOr(-1))).isEqualTo(-1);
                    assertThat(await(new Countdown(0).nextOr(-1))).isEqualTo(-1);
                });
    }

    @Test
    void stream_onAnotherThread_givesTheItems() {
        Stage real = new Stage(LoopOptions.defaults());
        real.play(
                () -> {
                    AsyncIterable<Integer> source = () -> new Countdown(3);

                    List<Integer> items =
                            await(
                                    Asyncio.toThread(
                                            () ->
                                                    source.stream(real.loop)
                                                            .map(item -> item * 10)
                                                            .toList()));

                    assertThat(items).containsExactly(20, 10, 0);
                });
        real.loop.runUntilComplete(real.loop.shutdownDefaultExecutor());
        real.endsCleanly();
    }

    @Test
    void stream_closed_closesTheGenerator() {
        Stage real = new Stage(LoopOptions.defaults());
        real.play(
                () -> {
                    AsyncGenerator<Integer> items = upTo(3);

                    int first =
                            await(
                                    Asyncio.toThread(
                                            () -> {
                                                try (Stream<Integer> s = items.stream(real.loop)) {
                                                    return s.findFirst().orElseThrow();
                                                }
                                            }));

                    assertThat(first).isEqualTo(1);
                    assertThat(items.toString()).endsWith(" ended>");
                });
        real.loop.runUntilComplete(real.loop.shutdownDefaultExecutor());
        real.endsCleanly();
    }

    @Test
    void stream_onTheLoop_isRefused() {
        stage.play(
                () ->
                        assertThatIllegalStateException()
                                .isThrownBy(() -> upTo(1).stream(stage.loop))
                                .withMessage(
                                        "a stream would block the loop that runs here; use"
                                                + " await(source.toList())"));
    }
}
