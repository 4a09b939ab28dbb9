// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `map` and `gather` with a limit.
class MapTest {
    final Stage stage = new Stage();
    private int running;
    private int most;

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private Coroutine<Integer> square(int i) {
        return async(
                () -> {
                    most = Math.max(most, ++running);
                    try {
                        await(sleep(10 - i % 10));
                        return i * i;
                    } finally {
                        running--;
                    }
                });
    }

    @Test
    void results_areInTheOrderOfTheItems_atMostSoManyAtOnce() {
        List<Integer> items = IntStream.range(0, 25).boxed().toList();

        stage.play(
                () ->
                        assertThat(await(map(3, items, this::square)))
                                .isEqualTo(items.stream().map(i -> i * i).toList()));

        assertThat(most).isEqualTo(3);
    }

    @Test
    void items_areTakenOneByOne() {
        stage.play(
                () -> {
                    Iterable<Integer> items =
                            () ->
                                    IntStream.range(0, 4)
                                            .peek(i -> stage.mark("took " + i))
                                            .iterator();
                    await(map(1, items, i -> stage.job("job " + i, 0)));
                });

        assertThat(stage.marks().stream().filter(mark -> !mark.endsWith("begins")))
                .containsExactly(
                        "took 0",
                        "job 0 ends",
                        "took 1",
                        "job 1 ends",
                        "took 2",
                        "job 2 ends",
                        "took 3",
                        "job 3 ends");
    }

    @Test
    void manyItems_needFewTasks() {
        stage.play(
                () -> {
                    Task<List<Integer>> all =
                            createTask(
                                    map(
                                            4,
                                            IntStream.range(0, 10_000).boxed().toList(),
                                            i -> sleep(0, i)));
                    await(sleep(0));
                    for (int turn = 0; turn < 20; turn++) {
                        await(sleep(0));
                        assertThat(allTasks()).hasSizeLessThanOrEqualTo(6);
                    }
                    assertThat(await(all)).hasSize(10_000);
                });
    }

    @Test
    void nothing_givesNothing() {
        stage.play(
                () -> {
                    assertThat(await(map(1, List.<Integer>of(), this::square))).isEmpty();
                    assertThat(await(gather(1, List.<Task<String>>of()))).isEmpty();
                });
    }

    @Test
    void failure_cancelsTheOthers_andComesOutItself_withLaterOnesSuppressed() {
        var failure = new IOException("first");
        stage.play(
                () -> {
                    Throwable thrown =
                            catchThrowable(
                                    () ->
                                            await(
                                                    map(
                                                            3,
                                                            List.of(1, 2, 3, 4),
                                                            i ->
                                                                    i == 2
                                                                            ? Stage.failing(
                                                                                    failure, 1)
                                                                            : failingInCleanup(
                                                                                    "later "
                                                                                            + i))));
                    assertThat(thrown).isSameAs(failure);
                    assertThat(thrown.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .containsExactly("later 1", "later 3");
                    assertThat(currentTask().cancelling()).isZero();
                    assertThat(allTasks()).hasSize(1);
                });
    }

    private static Coroutine<Object> failingInCleanup(String message) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                        return null;
                    } catch (CancelledError cancelled) {
                        throw new IOException(message);
                    }
                });
    }

    @Test
    void functionThatThrows_failsTheMap() {
        stage.play(
                () ->
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        map(
                                                                2,
                                                                List.of(1),
                                                                (Integer i) -> {
                                                                    throw new ArithmeticException(
                                                                            "function");
                                                                })))
                                .isInstanceOf(ArithmeticException.class));
    }

    @Test
    void itemThatEndsCancelled_cancelsTheOthers_andComesOut() {
        stage.play(
                () -> {
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    map(
                                                            2,
                                                            List.of(1, 2, 3, 4),
                                                            i ->
                                                                    i == 2
                                                                            ? gone()
                                                                            : stage.endless(
                                                                                    "" + i))))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("gone");
                    assertThat(currentTask().cancelling()).isZero();
                    assertThat(allTasks()).hasSize(1);

                    Future<String> cancelled = stage.loop.createFuture();
                    cancelled.cancel("gone, too");
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    gather(
                                                            1,
                                                            List.of(
                                                                    cancelled,
                                                                    stage.job("never", 0)))))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("gone, too");
                });

        assertThat(stage.marks()).containsExactly("1 cancelled");
    }

    private static Coroutine<Void> gone() {
        return async(
                () -> {
                    await(sleep(1));
                    throw new CancelledError("gone");
                });
    }

    @Test
    void workerThatIsCancelledBeforeItBegins_leavesNoEmptyResult() {
        stage.play(
                () -> {
                    Task<List<String>> all =
                            createTask(map(2, List.of("a", "b"), name -> sleep(1, name)));
                    await(sleep(0));
                    allTasks().getLast().cancel();
                    assertThatThrownBy(() -> await(all)).isInstanceOf(CancelledError.class);
                });
    }

    @Test
    void afterAFailure_noFurtherItemBegins_thoughOneWithstands() {
        stage.play(
                () ->
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        map(
                                                                2,
                                                                List.of(0, 1, 2, 3),
                                                                i ->
                                                                        i == 0
                                                                                ? Stage.failing(
                                                                                        new IOException(
                                                                                                "first"),
                                                                                        2)
                                                                                : withstanding(i))))
                                .hasMessage("first"));

        assertThat(stage.marks()).containsExactly("1 begins", "1 withstands");
    }

    @Test
    void afterACancel_noFurtherItemBegins_thoughOneWithstands() {
        stage.play(
                () -> {
                    Task<List<Object>> all =
                            createTask(map(1, List.of(1, 2, 3), this::withstanding));
                    await(sleep(1));
                    all.cancel();
                    assertThatThrownBy(() -> await(all)).isInstanceOf(CancelledError.class);
                });

        assertThat(stage.marks()).containsExactly("1 begins", "1 withstands");
    }

    private Coroutine<Object> withstanding(int i) {
        return async(
                () -> {
                    stage.mark(i + " begins");
                    try {
                        await(sleep(3600));
                    } catch (CancelledError cancelled) {
                        stage.mark(i + " withstands");
                    }
                    return i;
                });
    }

    @Test
    void cancelled_cancelsAll() {
        stage.play(
                () -> {
                    Task<List<Void>> all =
                            createTask(map(2, List.of("a", "b", "c"), stage::endless));
                    await(sleep(1));
                    all.cancel("enough");
                    assertThatThrownBy(() -> await(all))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("enough");
                    assertThat(allTasks()).hasSize(1);
                });

        assertThat(stage.marks()).containsExactly("a cancelled", "b cancelled");
    }

    @Test
    void gather_withALimit_startsNoMoreThanThat_andClosesWhatNeverBegan() {
        stage.play(
                () -> {
                    Coroutine<Object> unbegun = async(() -> "never");
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    gather(
                                                            1,
                                                            List.of(
                                                                    Stage.failing(
                                                                            new IOException("x"),
                                                                            1),
                                                                    unbegun))))
                            .isInstanceOf(IOException.class);
                    assertThat(unbegun.toString()).endsWith("closed>");
                    assertThat(await(gather(2, List.of(stage.job("a", 1), stage.job("b", 0)))))
                            .containsExactly("a", "b");
                });
        stage.marks();
    }

    @Test
    void gather_withALimit_leavesWhatRunsElsewhere() {
        stage.play(
                () -> {
                    Coroutine<String> elsewhere = stage.job("elsewhere", 5);
                    Task<String> task = createTask(elsewhere);
                    await(sleep(0));
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    gather(
                                                            1,
                                                            List.of(
                                                                    Stage.failing(
                                                                            new IOException("x"),
                                                                            1),
                                                                    elsewhere))))
                            .isInstanceOf(IOException.class);
                    assertThat(await(task)).isEqualTo("elsewhere");
                });
        stage.marks();
    }

    @Test
    void limit_lessThanOne_isRefused() {
        assertThatThrownBy(() -> map(0, List.of(1), this::square))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit: 0 (expected: >= 1)");
        assertThatThrownBy(() -> gather(-1, List.<Task<String>>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit: -1 (expected: >= 1)");
    }
}
