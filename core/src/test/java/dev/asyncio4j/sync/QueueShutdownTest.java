// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A shutdown that comes between the wake-up of a task and its next step, or twice.
class QueueShutdownTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shutdown_afterAPutterWasWoken_refusesIt() {
        Queue<String> queue = new Queue<>(1);

        scene.run(
                () -> {
                    queue.putNoWait("in");
                    scene.begin("putter", () -> await(queue.put("late")));
                    turns(1);
                    assertThat(queue.getNoWait()).isEqualTo("in"); // wakes it
                    queue.shutdown();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("putter QueueShutDown");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void shutdown_afterAGetterWasWoken_leavesItItsItem() {
        Queue<String> queue = new Queue<>();

        scene.run(
                () -> {
                    scene.begin("getter", () -> scene.marks.add(await(queue.get())));
                    turns(1);
                    queue.putNoWait("in");
                    queue.shutdown();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("in", "getter");
    }

    @Test
    void shutdownImmediate_afterAGetterWasWoken_takesItsItemAway() {
        Queue<String> queue = new Queue<>();

        scene.run(
                () -> {
                    scene.begin("getter", () -> await(queue.get()));
                    turns(1);
                    queue.putNoWait("in");
                    queue.shutdown(true);
                    scene.join();
                    await(queue.join());
                });

        assertThat(scene.marks).containsExactly("getter QueueShutDown");
    }

    @Test
    void shutdown_withACancelledGetter_leavesItTheCancellation() {
        Queue<String> queue = new Queue<>();

        scene.run(
                () -> {
                    Task<?> getter = scene.begin("getter", () -> await(queue.get()));
                    turns(1);
                    getter.cancel();
                    queue.shutdown();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("getter CancelledError");
        assertThat(queue.getters()).isEmpty();
    }

    @Test
    void shutdownImmediate_afterShutdown_dropsTheRest() {
        Queue<String> queue = new Queue<>();

        scene.run(
                () -> {
                    queue.putNoWait("in");
                    queue.shutdown();
                    scene.begin("joiner", () -> await(queue.join()));
                    turns(1);
                    assertThat(scene.marks).isEmpty();
                    queue.shutdown(true);
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("joiner");
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(queue::getNoWait);
    }
}
