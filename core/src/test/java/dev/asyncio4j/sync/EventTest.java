// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Task;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventTest {
    private final Scene scene = new Scene();
    private final Event event = new Event();

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> waiter(String name) {
        return scene.begin(name, () -> await(event.waitOn()));
    }

    @Test
    void set_wakesAllInOrder() {
        scene.run(
                () -> {
                    waiter("a");
                    waiter("b");
                    waiter("c");
                    turns(1);
                    event.set();
                    assertThat(scene.marks).isEmpty();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a", "b", "c");
    }

    @Test
    void waitOn_set_givesTrueAtOnce() {
        event.set();

        scene.run(() -> assertThat(await(event.waitOn())).isTrue());
    }

    @Test
    void clear_afterSet_doesNotKeepTheWoken() {
        scene.run(
                () -> {
                    waiter("early");
                    turns(1);
                    event.set();
                    event.clear();
                    Task<?> late = waiter("late");
                    turns(2);
                    assertThat(scene.marks).containsExactly("early");
                    assertThat(event.isSet()).isFalse();
                    late.cancel();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("early", "late CancelledError");
    }

    @Test
    void set_pastACancelledWaiter_wakesTheOthers() {
        scene.run(
                () -> {
                    Task<?> cancelled = waiter("a");
                    waiter("b");
                    turns(1);
                    cancelled.cancel();
                    event.set();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a CancelledError", "b");
        assertThat(event.statistics()).isEqualTo(new Event.Statistics(true, 0));
    }

    @Test
    void set_twice_isOnce() {
        event.set();
        event.set();
        event.clear();

        assertThat(event.isSet()).isFalse();
    }

    @Test
    void waiters_areTheTasksInOrder() {
        scene.run(
                () -> {
                    Task<?> one = waiter("one");
                    Task<?> two = waiter("two");
                    turns(1);

                    assertThat(event.waiters()).isEqualTo(List.of(one, two));
                    assertThat(event).hasToString("<Event [unset, waiters:2]>");
                    event.set();
                    assertThat(event.waiters()).isEmpty();
                    assertThat(event).hasToString("<Event [set, waiters:2]>");
                    scene.join();
                });

        assertThat(event).hasToString("<Event [set]>");
    }
}
