// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a body throws reaches its awaiter, and the loop goes on.
class BodyThrowsTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    static Stream<Throwable> anything() {
        return Stream.of(
                new SQLException("checked"),
                new IllegalStateException("unchecked"),
                new AssertionError("error"),
                new OutOfMemoryError("not really"),
                new StackOverflowError(),
                new LinkageError("linkage"),
                new Throwable("bare"));
    }

    private static <T> Coroutine<T> throwing(Throwable failure) {
        return async(
                () -> {
                    await(sleep(0));
                    throw Sneaky.<RuntimeException>as(failure);
                });
    }

    @ParameterizedTest
    @MethodSource("anything")
    void anything_reachesTheAwaiter_asTheSameObject(Throwable failure) {
        stage.play(
                () -> {
                    assertThat(catchThrowable(() -> await(throwing(failure)))).isSameAs(failure);
                    Task<Object> task = createTask(throwing(failure));
                    assertThat(catchThrowable(() -> await(task))).isSameAs(failure);
                    assertThat(catchThrowable(() -> await(gather(throwing(failure)))))
                            .isSameAs(failure);
                    assertThat(await(stage.job("next", 1))).isEqualTo("next");
                });
        stage.marks();
    }

    @ParameterizedTest
    @MethodSource("anything")
    void anything_outOfMain_comesOutOfTheRun(Throwable failure) {
        assertThat(catchThrowable(() -> stage.loop.runUntilComplete(throwing(failure))))
                .isSameAs(failure);
    }

    @Test
    void stackOverflow_isTheTasksOwn() {
        stage.play(
                () -> {
                    Task<Integer> task = createTask(async(() -> deeper(0)));
                    assertThatThrownBy(() -> await(task)).isInstanceOf(StackOverflowError.class);
                    assertThat(await(stage.job("next", 1))).isEqualTo("next");
                });
        stage.marks();
    }

    private int deeper(int depth) {
        return depth < 0 ? 0 : deeper(depth + 1) + 1;
    }

    @Test
    void callbackThatThrowsAnError_isReported_andTheLoopGoesOn() {
        var failure = new AssertionError("callback");
        stage.loop.callSoon(
                () -> {
                    throw failure;
                });
        stage.play(() -> await(sleep(1)));

        assertThat(stage.faults.getFirst().exception()).isSameAs(failure);
        assertThat(stage.faultMessages()).hasSize(1);
    }

    @Test
    void exit_inATask_leavesTheLoop_whichCanGoOn() {
        for (Throwable exit : new Throwable[] {new KeyboardInterrupt(), new SystemExit(3)}) {
            assertThat(
                            catchThrowable(
                                    () ->
                                            stage.play(
                                                    () -> {
                                                        Task<Object> task =
                                                                createTask(throwing(exit));
                                                        try {
                                                            await(task);
                                                        } catch (Throwable seen) {
                                                            stage.mark(seen == exit);
                                                        }
                                                    })))
                    .isSameAs(exit);
            stage.play(() -> await(sleep(1)));
            assertThat(stage.marks()).containsExactly("true");
        }
    }

    @Test
    void exit_inAGroup_comesOutBareAndFirst() {
        SystemExit exit = new SystemExit(3);
        assertThat(
                        catchThrowable(
                                () ->
                                        stage.play(
                                                () ->
                                                        await(
                                                                taskGroup(
                                                                        (TaskGroup group) -> {
                                                                            group.createTask(
                                                                                    stage.endless(
                                                                                            "a"));
                                                                            await(sleep(0));
                                                                            throw exit;
                                                                        })))))
                .isSameAs(exit);

        assertThat(stage.marks()).containsExactly("a cancelled");
    }
}
