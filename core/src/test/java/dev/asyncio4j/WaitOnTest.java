// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitOnTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        assertThat(stage.loop.toString()).contains("timers=0");
        stage.endsCleanly();
    }

    private static Task<String> after(double seconds, String result) {
        return createTask(sleep(seconds, result));
    }

    @Test
    void allCompleted_waitsForAll_andKeepsTheOrder() {
        stage.play(
                () -> {
                    List<Task<String>> tasks = List.of(after(2, "a"), after(1, "b"));
                    WaitResult<String> result = await(waitOn(tasks));
                    assertThat(result.done()).map(Future::result).containsExactly("a", "b");
                    assertThat(result.pending()).isEmpty();
                });
    }

    @Test
    void firstCompleted_leavesTheOthersAlone() {
        stage.play(
                () -> {
                    Task<String> slow = after(2, "slow");
                    Task<String> quick = after(1, "quick");
                    var result = await(waitOn(List.of(slow, quick), ReturnWhen.FIRST_COMPLETED));
                    assertThat(result.done()).isEqualTo(java.util.Set.of(quick));
                    assertThat(result.pending()).isEqualTo(java.util.Set.of(slow));
                    assertThat(await(slow)).isEqualTo("slow");
                });
    }

    @Test
    void firstException_ignoresResultsAndCancellations() {
        stage.play(
                () -> {
                    Task<String> quick = after(1, "quick");
                    Task<String> cancelled = after(9, "cancelled");
                    stage.loop.callLater(2, cancelled::cancel);
                    Task<String> failing =
                            createTask(
                                    async(
                                            () -> {
                                                await(sleep(3));
                                                throw new IOException("disk");
                                            }));
                    Task<String> slow = after(4, "slow");
                    var result =
                            await(
                                    waitOn(
                                            List.of(quick, cancelled, failing, slow),
                                            ReturnWhen.FIRST_EXCEPTION));
                    assertThat(result.done()).hasSize(3);
                    assertThat(result.pending()).isEqualTo(java.util.Set.of(slow));
                    assertThat(failing.exception()).hasMessage("disk");
                    await(slow);
                });
    }

    @Test
    void timeout_isNoErrorAndCancelsNothing() {
        stage.play(
                () -> {
                    Task<String> slow = after(2, "slow");
                    var result =
                            await(
                                    waitOn(
                                            List.of(slow),
                                            Duration.ofSeconds(1),
                                            ReturnWhen.ALL_COMPLETED));
                    assertThat(stage.loop.time()).isEqualTo(1);
                    assertThat(result.done()).isEmpty();
                    assertThat(result.pending()).isEqualTo(java.util.Set.of(slow));
                    assertThat(slow.cancelling()).isZero();
                    await(slow);
                });
    }

    @Test
    void timeoutZero_looksOnce() {
        stage.play(
                () -> {
                    Task<String> task = createTask(stage.job("a", 0));
                    Task<String> slow = after(2, "slow");
                    var result =
                            await(
                                    waitOn(
                                            List.of(task, slow),
                                            Duration.ofSeconds(-1),
                                            ReturnWhen.ALL_COMPLETED));
                    assertThat(result.done()).isEqualTo(java.util.Set.of(task));
                    await(slow);
                });
        stage.marks();
    }

    @Test
    void failures_areNotRaised_andNotTakenAsSeen() {
        stage.play(
                () -> {
                    Task<Object> failing = createTask(Stage.failing(new IOException("disk"), 0));
                    await(waitOn(List.of(failing)));
                    assertThat(failing.isDone()).isTrue();
                });
        stage.loop.close();

        assertThat(stage.faultMessages()).containsExactly("Task exception was never retrieved");
    }

    @Test
    void cancelled_leavesTheFuturesAndNoCallbackBehind() {
        stage.play(
                () -> {
                    Future<String> future = stage.loop.createFuture();
                    Task<WaitResult<String>> waiting =
                            createTask(
                                    waitOn(
                                            List.of(future),
                                            Duration.ofSeconds(9),
                                            ReturnWhen.ALL_COMPLETED));
                    await(sleep(0));
                    assertThat(future.awaitedBy()).isEqualTo(java.util.Set.of(waiting));
                    waiting.cancel();
                    assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
                    assertThat(future.isDone()).isFalse();
                    assertThat(future.awaitedBy()).isEmpty();
                });
    }

    @Test
    void duplicates_countOnce() {
        stage.play(
                () -> {
                    Task<String> task = after(1, "a");
                    assertThat(await(waitOn(List.of(task, task))).done()).hasSize(1);
                });
    }

    @Test
    void doneFutures_areDone() {
        stage.play(
                () -> {
                    Future<String> done = stage.loop.createFuture();
                    done.setResult("x");
                    Task<String> slow = after(5, "slow");
                    var result = await(waitOn(List.of(done, slow), ReturnWhen.FIRST_COMPLETED));
                    assertThat(result.done()).isEqualTo(java.util.Set.of(done));
                    assertThat(stage.loop.time()).isZero();
                    await(slow);
                });
    }

    @Test
    void nothing_isRefused() {
        assertThatThrownBy(() -> waitOn(List.<Task<String>>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Set of Tasks/Futures is empty.");
    }
}
