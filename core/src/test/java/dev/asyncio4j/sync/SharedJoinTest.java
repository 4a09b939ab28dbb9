// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Task;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The end of the work that was put into a [SharedQueue].
class SharedJoinTest {
    private final Scene scene = new Scene();
    private final SharedQueue<String> queue = new SharedQueue<>(1);

    @AfterEach
    void close() {
        scene.close();
    }

    private static FutureTask<Boolean> started(BlockingCall call) {
        FutureTask<Boolean> task =
                new FutureTask<>(
                        () -> {
                            call.run();
                            return true;
                        });
        Thread.ofPlatform().start(task);
        return task;
    }

    private interface BlockingCall {
        void run() throws InterruptedException;
    }

    @Test
    void join_nothingPut_doesNotSuspend() throws InterruptedException {
        scene.run(
                () -> {
                    scene.begin("other", () -> {});
                    await(queue.join());
                    assertThat(scene.marks).isEmpty();
                    scene.join();
                });
        queue.joinBlocking();
    }

    @Test
    void join_goesOnWhenAllAreDone_notWhenAllAreTaken() {
        scene.run(
                () -> {
                    scene.begin("put", () -> await(queue.put("1")));
                    scene.begin("put", () -> await(queue.put("2"))); // waits for room
                    turns(1);
                    Task<?> joiner = scene.begin("join", () -> await(queue.join()));
                    turns(1);
                    queue.getNoWait();
                    turns(1);
                    assertThat(queue.statistics().unfinished()).isEqualTo(2);
                    queue.getNoWait();
                    queue.taskDone();
                    turns(2);
                    assertThat(queue.waiters()).isEqualTo(List.of(joiner));
                    assertThat(started(queue::taskDone).get()).isTrue(); // on another thread
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("put", "put", "join");
        assertThat(queue.waiters()).isEmpty();
    }

    @Test
    void join_ofAnItemThatWasHandedOverDirectly_waits() {
        scene.run(
                () -> {
                    scene.begin("get", () -> await(queue.get()));
                    turns(1);
                    queue.putNoWait("1");
                    scene.begin("join", () -> await(queue.join()));
                    turns(3);
                    assertThat(scene.marks).containsExactly("get");
                    queue.taskDone();
                    scene.join();
                });
    }

    @Test
    void joinBlocking_waitsForTheLast() throws Exception {
        queue.putNoWait("1");
        FutureTask<Boolean> joiner = started(queue::joinBlocking);
        while (queue.waitingThreads().isEmpty()) {
            Thread.onSpinWait();
        }
        queue.getNoWait();
        assertThat(joiner.isDone()).isFalse();

        queue.taskDone();

        assertThat(joiner.get()).isTrue();
        assertThat(queue.waitingThreads()).isEmpty();
    }

    @Test
    void joinBlocking_onALoop_isRefused() {
        scene.run(
                () ->
                        assertThatIllegalStateException()
                                .isThrownBy(queue::joinBlocking)
                                .withMessage(
                                        "joinBlocking() would stop the loop that runs here; use"
                                                + " await(queue.join())"));
    }

    @Test
    void cancel_leavesTheLine() {
        queue.putNoWait("1");

        scene.run(
                () -> {
                    Task<?> first = scene.begin("a", () -> await(queue.join()));
                    scene.begin("b", () -> await(queue.join()));
                    turns(1);
                    first.cancel();
                    turns(1);
                    assertThat(queue.waiters()).hasSize(1);
                    queue.taskDone();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a CancelledError", "b");
    }

    @Test
    void taskDone_tooOften_isRefused() {
        queue.putNoWait("1");
        queue.taskDone();

        assertThatIllegalArgumentException()
                .isThrownBy(queue::taskDone)
                .withMessage("task_done() called too many times");
        queue.getNoWait();
        queue.putNoWait("2"); // it still works
        assertThat(queue.statistics().unfinished()).isEqualTo(1);
    }

    @Test
    void shutdownImmediate_countsWhatItDropsAsDone() {
        queue.putNoWait("1");

        scene.run(
                () -> {
                    scene.begin("join", () -> await(queue.join()));
                    turns(1);
                    queue.shutdown();
                    turns(2);
                    assertThat(scene.marks).isEmpty();
                    queue.shutdown(true);
                    scene.join();
                });

        assertThat(queue.statistics()).isEqualTo(new SharedQueue.Statistics(0, 1, 0, 0, 0, true));
    }
}
