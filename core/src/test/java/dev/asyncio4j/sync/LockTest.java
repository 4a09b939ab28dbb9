// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LockTest {
    private final Scene scene = new Scene();
    private final Lock lock = new Lock();

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> user(String name) {
        return scene.begin(
                name,
                () -> {
                    await(lock.acquire());
                    try {
                        scene.marks.add(name + " in");
                        await(sleep(0));
                    } finally {
                        lock.release();
                    }
                });
    }

    @Test
    void acquire_free_takesItForTheTask() {
        scene.run(
                () -> {
                    await(lock.acquire());

                    assertThat(lock.isLocked()).isTrue();
                    assertThat(lock.owner()).isSameAs(currentTask());
                    assertThat(lock.statistics())
                            .isEqualTo(new Lock.Statistics(true, currentTask(), 0));
                });
    }

    @Test
    void acquire_taken_waitsInOrder() {
        scene.run(
                () -> {
                    user("a");
                    user("b");
                    user("c");
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a in", "a", "b in", "b", "c in", "c");
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void acquire_afterReleaseWithAWaiter_queuesBehindIt() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    Task<?> waiter = user("waiter");
                    turns(1);
                    lock.release();
                    assertThat(lock.isLocked()).isFalse();
                    await(lock.acquire());
                    scene.marks.add("newcomer");
                    lock.release();
                    await(waiter);
                });

        assertThat(scene.marks).containsExactly("waiter in", "waiter", "newcomer");
    }

    @Test
    void acquire_whenAllWaitersAreCancelled_takesItAtOnce() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    Task<?> one = user("one");
                    Task<?> two = user("two");
                    turns(1);
                    one.cancel();
                    two.cancel();
                    lock.release();

                    await(lock.acquire());

                    assertThat(scene.marks).isEmpty();
                    lock.release();
                    scene.join();
                });

        assertThat(lock).hasToString("<Lock [unlocked]>");
    }

    @Test
    void cancel_aWokenWaiter_wakesTheNext() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    Task<?> first = user("first");
                    user("second");
                    turns(1);
                    lock.release();
                    first.cancel();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("first CancelledError", "second in", "second");
    }

    @Test
    void cancel_theFirstWaiterThenRelease_wakesTheNext() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    Task<?> first = user("first");
                    user("second");
                    turns(1);
                    first.cancel();
                    lock.release();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("first CancelledError", "second in", "second");
    }

    @Test
    void cancel_anotherWaiterBeforeRelease_wakesOneOnly() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    user("a");
                    Task<?> middle = user("b");
                    user("c");
                    turns(1);
                    middle.cancel(); // it runs first, when "a" is woken and the lock still free
                    lock.release();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("b CancelledError", "a in", "a", "c in", "c");
    }

    @Test
    void cancel_inTheMiddle_keepsTheOrder() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    user("a");
                    Task<?> middle = user("b");
                    user("c");
                    turns(1);
                    middle.cancel();
                    turns(1);
                    assertThat(lock.statistics().waiting()).isEqualTo(2);
                    lock.release();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("b CancelledError", "a in", "a", "c in", "c");
    }

    @Test
    void release_free_isRefusedAndHarmsNothing() {
        assertThatIllegalStateException()
                .isThrownBy(lock::release)
                .withMessage("Lock is not acquired.");

        scene.run(() -> await(lock.acquire()));
        assertThat(lock.isLocked()).isTrue();
    }

    @Test
    void release_byAnotherTask_isAllowed() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    await(createTask(async(lock::release)));
                });

        assertThat(lock.isLocked()).isFalse();
        assertThat(lock.owner()).isNull();
    }

    @Test
    void acquire_twice_waitsForItself() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    assertThatExceptionOfType(TimeoutError.class)
                            .isThrownBy(
                                    () -> await(dev.asyncio4j.Asyncio.waitFor(lock.acquire(), 1)));
                    assertThat(lock.statistics().waiting()).isZero();
                });
    }

    @Test
    void acquire_outsideATask_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> await(lock.acquire()))
                .withMessageStartingWith("await outside a coroutine");
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void held_closed_releases() {
        scene.run(
                () -> {
                    try (var held = await(lock.acquire())) {
                        assertThat(held).hasToString("<Held <Lock [locked]>>");
                    }
                    assertThat(lock.isLocked()).isFalse();
                    Held held = await(lock.acquire());
                    held.close();
                    assertThatIllegalStateException().isThrownBy(held::close);
                });
    }

    @Test
    void use_givesTheValueOfItsBody() {
        scene.run(
                () -> {
                    String value =
                            await(
                                    lock.use(
                                            () -> {
                                                assertThat(lock.isLocked()).isTrue();
                                                return "value";
                                            }));
                    assertThat(value).isEqualTo("value");
                });

        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void use_bodyFails_releases() {
        IOException failure = new IOException("x");

        scene.run(
                () ->
                        assertThatExceptionOfType(IOException.class)
                                .isThrownBy(
                                        () ->
                                                await(
                                                        lock.use(
                                                                () -> {
                                                                    throw failure;
                                                                })))
                                .isSameAs(failure));

        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void waiters_areTheTasksInOrder() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    Task<?> one = user("one");
                    Task<?> two = user("two");
                    turns(1);

                    assertThat(lock.waiters()).isEqualTo(List.of(one, two));
                    assertThat(one.waitingOn().awaitedBy()).containsExactly(one);
                    assertThat(lock).hasToString("<Lock [locked, waiters:2]>");
                    lock.release();
                    scene.join();
                });
    }

    @Test
    void close_theLoopWithWaiters_endsThem() {
        scene.run(
                () -> {
                    await(lock.acquire());
                    user("left");
                    turns(1);
                });
        scene.loop.setExceptionHandler((loop, fault) -> scene.marks.add(fault.message()));

        scene.loop.close();

        assertThat(scene.marks)
                .containsExactly("Task was destroyed but it is pending!", "left GeneratorExit");
    }
}
