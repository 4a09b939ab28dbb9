// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.asyncio4j.testing.VirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Failures and items between two chairs: taken by nobody, or by one too many.
class NothingLostTest {
    final Stage stage = new Stage();

    @Test
    void shield_cancelledInTheTurnInWhichTheInnerOneFails_leavesTheFailureToBeReported() {
        Future<String> inner = stage.loop.createFuture();
        Future<String> outer = shield(inner);
        inner.setException(new IOException("disk"));
        outer.cancel();
        stage.play(() -> await(sleep(1)));
        stage.loop.close();

        assertThat(stage.faultMessages()).containsExactly("Future exception was never retrieved");
    }

    @Test
    void cancel_ofAFailedFuture_countsAsSeen() {
        stage.play(
                () -> {
                    Task<Object> task = createTask(Stage.failing(new IOException("disk"), 0));
                    Future<String> future = stage.loop.createFuture();
                    future.setException(new IOException("disk"));
                    await(sleep(1));
                    assertThat(task.cancel()).isFalse();
                    assertThat(future.cancel()).isFalse();
                });

        stage.endsCleanly();
    }

    @Test
    void asCompleted_nextCancelled_theItemComesNext() {
        stage.play(
                () -> {
                    Future<String> only = stage.loop.createFuture();
                    AsCompleted<String> all = asCompleted(List.of(only));
                    Task<Future<String>> cancelled = createTask(all.next());
                    await(sleep(0));
                    cancelled.cancel();
                    await(waitOn(List.of(cancelled)));
                    only.setResult("x");
                    assertThat(await(all.next())).isSameAs(only);
                    assertThatThrownBy(() -> await(all.next()))
                            .isInstanceOf(StopAsyncIteration.class);
                });
        stage.endsCleanly();
    }

    @Test
    void gather_returningExceptions_leavesAChildItsOwnError() {
        stage.play(
                () -> {
                    Task<Void> child = createTask(stage.endless("child"));
                    stage.loop.callLater(1, () -> child.cancel("words"));
                    await(gatherReturningExceptions(child));
                    assertThatThrownBy(() -> await(child))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("words");
                });
        stage.endsCleanly();
    }

    @Test
    void gather_returningExceptions_cancelled_keepsTheMessage() {
        stage.play(
                () -> {
                    Task<Object> task =
                            createTask(
                                    async(
                                            () ->
                                                    await(
                                                            gatherReturningExceptions(
                                                                    stage.endless("a"),
                                                                    stage.endless("b")))));
                    await(sleep(1));
                    task.cancel("words");
                    assertThatThrownBy(() -> await(task)).hasMessage("words");
                });
        stage.endsCleanly();
    }

    @Test
    void taskMadeByAFinallyDuringClose_isReportedToo() {
        stage.play(
                () -> {
                    createTask(
                            async(
                                    () -> {
                                        try {
                                            await(sleep(3600));
                                        } finally {
                                            stage.loop.createTask(stage.job("late", 0));
                                        }
                                    }));
                    await(sleep(1));
                });
        stage.loop.close();

        assertThat(stage.loop.allTasks()).isEmpty();
        assertThat(stage.faultMessages()).hasSize(2);
        assertThat(stage.marks()).isEmpty();
    }

    @Test
    void exitOfMain_comesOutOfRun_andIsNotReportedBesides() {
        List<String> reported = new ArrayList<>();
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withLoopFactory(
                                () -> {
                                    EventLoop loop = new EventLoop(VirtualTime.options());
                                    loop.setExceptionHandler(
                                            (where, fault) -> reported.add(fault.message()));
                                    return loop;
                                });
        Coroutine<Object> main =
                async(
                        () -> {
                            throw new SystemExit(3);
                        });

        assertThatThrownBy(() -> run(main, options)).isInstanceOf(SystemExit.class);
        assertThat(reported).isEmpty();
    }

    @Test
    void exitOfACallback_inTheTurnAfterMainEnded_doesNotStopTheNextRun() {
        Throwable exit =
                catchThrowable(
                        () ->
                                stage.play(
                                        () ->
                                                stage.loop.callSoon(
                                                        () -> {
                                                            throw new KeyboardInterrupt();
                                                        })));
        assertThat(exit).isInstanceOf(KeyboardInterrupt.class);

        stage.play(() -> await(sleep(1)));

        stage.endsCleanly();
    }

    @Test
    void inDebugMode_completingFromAnotherThread_isRefused_andChangesNothing() throws Exception {
        Stage debug = Stage.inDebugMode();
        Throwable refusal =
                debug.play(
                        () -> {
                            Future<String> future = debug.loop.createFuture();
                            Task<String> awaiter = createTask(async(() -> await(future)));
                            await(sleep(0));
                            List<Throwable> seen = new ArrayList<>();
                            Thread.ofPlatform()
                                    .start(
                                            () ->
                                                    seen.add(
                                                            catchThrowable(
                                                                    () -> future.setResult("x"))))
                                    .join();
                            assertThat(future.isDone()).isFalse();
                            future.setResult("y");
                            assertThat(await(awaiter)).isEqualTo("y");
                            return seen.getFirst();
                        });

        assertThat(refusal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Non-thread-safe operation");
        debug.endsCleanly();
    }
}
