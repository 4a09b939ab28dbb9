// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// [Select] of what other threads bring about, and of a queue's end of work.
class SelectSharedTest {
    private final Scene scene = new Scene();
    private final SharedQueue<String> shared = new SharedQueue<>();
    private final SharedEvent stop = new SharedEvent();
    private final Queue<String> queue = new Queue<>();

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> select() {
        return scene.begin(
                "select",
                () ->
                        scene.marks.add(
                                await(
                                        Select.first(
                                                queue.getting(),
                                                shared.getting(),
                                                stop.waiting().map(set -> "stop")))));
    }

    /// Runs it on another thread, while the loop stands still.
    private static void elsewhere(Runnable call) throws Exception {
        FutureTask<Void> task = new FutureTask<>(call, null);
        Thread.ofPlatform().start(task);
        task.get();
    }

    private void assertNobodyWaits() {
        assertThat(shared.waiters()).isEmpty();
        assertThat(stop.waiters()).isEmpty();
        assertThat(queue.waiters()).isEmpty();
    }

    @Test
    void itemOfAnotherThread_isTaken() {
        scene.run(
                () -> {
                    select();
                    turns(1);
                    assertThat(shared.waiters()).isEqualTo(scene.tasks);
                    assertThat(stop.waiters()).isEqualTo(scene.tasks);
                    elsewhere(() -> shared.putNoWait("item"));
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("item", "select");
        assertThat(shared.isEmpty()).isTrue();
        assertNobodyWaits();
    }

    @Test
    void eventSetByAnotherThread_isSeen() {
        scene.run(
                () -> {
                    select();
                    turns(1);
                    elsewhere(stop::set);
                    scene.join();
                    await(Select.first(stop.waiting(), queue.getting())); // at once
                });

        assertThat(scene.marks).containsExactly("stop", "select");
        assertNobodyWaits();
    }

    @Test
    void itemThatComesWithAnother_goesBackInFront() {
        scene.run(
                () -> {
                    select();
                    turns(1);
                    queue.putNoWait("first");
                    shared.putNoWait("second");
                    shared.putNoWait("third");
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("first", "select");
        assertThat(shared.getNoWait()).isEqualTo("second");
        assertThat(shared.getNoWait()).isEqualTo("third");
        assertNobodyWaits();
    }

    @Test
    void itemThatComesWithAnother_goesToTheNextInLine() {
        scene.run(
                () -> {
                    select();
                    turns(1);
                    scene.begin("next", () -> scene.marks.add(await(shared.get())));
                    turns(1);
                    queue.putNoWait("first");
                    elsewhere(() -> shared.putNoWait("second"));
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("first", "select", "second", "next");
        assertNobodyWaits();
    }

    @Test
    void cancelledWhileAnItemIsOnItsWay_givesItBack() {
        scene.run(
                () -> {
                    Task<?> select = select();
                    turns(1);
                    elsewhere(() -> shared.putNoWait("item"));
                    select.cancel();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("select CancelledError");
        assertThat(shared.getNoWait()).isEqualTo("item");
        assertNobodyWaits();
    }

    @Test
    void shutdownWhileAnItemIsOnItsWayBack_dropsIt() {
        scene.run(
                () -> {
                    select();
                    turns(1);
                    queue.putNoWait("first");
                    shared.putNoWait("second");
                    shared.shutdown(true);
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("first", "select");
        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(shared::getNoWait);
        assertThat(shared.statistics().unfinished()).isZero();
    }

    @Test
    void shutdown_endsTheSelect() {
        scene.run(
                () -> {
                    select();
                    turns(1);
                    elsewhere(shared::shutdown);
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("select QueueShutDown");
        assertNobodyWaits();
    }

    @Test
    void whatHappensBetweenTheTryAndTheWait_isNotMissed() {
        scene.run(
                () -> {
                    scene.begin(
                            "event", () -> await(Select.first(stop.waiting(), doing(stop::set))));
                    scene.begin(
                            "queue",
                            () ->
                                    await(
                                            Select.first(
                                                    shared.getting(),
                                                    doing(() -> shared.putNoWait("item")))));
                    scene.join();
                });

        assertThat(scene.marks).containsExactlyInAnyOrder("event", "queue");
        assertThat(shared.isEmpty()).isTrue();
        assertNobodyWaits();
    }

    /// Never possible; does something when it is tried.
    private <T> Operation<T> doing(Runnable something) {
        return new Operation<>() {
            private final Waiters nobody = new Waiters(new Binding(this, "nobody"));

            @Override
            Object attempt() {
                something.run();
                return NOT_YET;
            }

            @Override
            Place enter(Future<Boolean> ticket) {
                return nobody.join(new Place(ticket));
            }

            @Override
            Object claim(Place place) {
                return NOT_YET;
            }

            @Override
            void withdraw(Place place) {
                nobody.leave(place);
            }
        };
    }

    @Test
    void joining_waitsForTheEndOfTheWork() {
        scene.run(
                () -> {
                    await(Select.first(queue.joining(), stop.waiting())); // there is no work
                    queue.putNoWait("work");
                    scene.begin(
                            "select",
                            () ->
                                    scene.marks.add(
                                            await(
                                                    Select.first(
                                                            stop.waiting().map(set -> "stop"),
                                                            queue.joining().map(none -> "done")))));
                    turns(2);
                    assertThat(queue.waiters()).isEqualTo(scene.tasks);
                    queue.getNoWait();
                    queue.taskDone();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("done", "select");
        assertNobodyWaits();
    }
}
