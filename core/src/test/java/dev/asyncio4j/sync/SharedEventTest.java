// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The event as tasks see it; threads have [SharedThreadsTest].
class SharedEventTest {
    private final Scene scene = new Scene();
    private final SharedEvent event = new SharedEvent();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void set_wakesAllInOrder() {
        scene.run(
                () -> {
                    scene.begin("a", () -> assertThat(await(event.waitOn())).isTrue());
                    scene.begin("b", () -> await(event.waitOn()));
                    turns(1);
                    assertThat(event.waiters()).isEqualTo(scene.tasks);
                    assertThat(event.waitingThreads()).isEmpty();
                    event.set();
                    event.set();
                    event.clear();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a", "b");
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void waitOn_set_doesNotSuspend() throws InterruptedException {
        event.set();

        scene.run(
                () -> {
                    scene.begin("other", () -> {});
                    await(event.waitOn());
                    assertThat(scene.marks).isEmpty();
                    scene.join();
                });
        event.waitBlocking();
        event.waitBlocking(Duration.ZERO);
    }

    @Test
    void cancel_changesNothingForOthers() {
        scene.run(
                () -> {
                    Task<?> first = scene.begin("a", () -> await(event.waitOn()));
                    scene.begin("b", () -> await(event.waitOn()));
                    turns(1);
                    first.cancel();
                    turns(1);
                    assertThat(event.statistics()).isEqualTo(new SharedEvent.Statistics(false, 1));
                    event.set();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a CancelledError", "b");
    }

    @Test
    void waitBlocking_onALoop_isRefused() {
        scene.run(
                () ->
                        assertThatIllegalStateException()
                                .isThrownBy(event::waitBlocking)
                                .withMessage(
                                        "waitBlocking() would stop the loop that runs here; use"
                                                + " await(event.waitOn())"));
    }

    @Test
    void waitBlocking_timeOver_leavesTheLine() {
        assertThatExceptionOfType(TimeoutError.class)
                .isThrownBy(() -> event.waitBlocking(Duration.ofMillis(1)));

        assertThat(event.statistics()).isEqualTo(new SharedEvent.Statistics(false, 0));
    }

    @Test
    void toString_saysHowItIs() {
        scene.run(
                () -> {
                    scene.begin("a", () -> await(event.waitOn()));
                    turns(1);
                    assertThat(event).hasToString("<SharedEvent [unset, waiters:1]>");
                    event.set();
                    assertThat(event).hasToString("<SharedEvent [set]>");
                    scene.join();
                });
    }
}
