// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Task;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConditionTest {
    private final Scene scene = new Scene();
    private final Condition condition = new Condition();

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> waiter(String name) {
        return scene.begin(
                name,
                () ->
                        await(
                                condition.use(
                                        () -> {
                                            await(condition.waitOn());
                                            assertThat(condition.isLocked()).isTrue();
                                        })));
    }

    @Test
    void waitOn_releasesTheLockAndTakesItAgain() {
        scene.run(
                () -> {
                    waiter("a");
                    turns(1);
                    assertThat(condition.isLocked()).isFalse();
                    try (var held = await(condition.acquire())) {
                        assertThat(held).isNotNull();
                        condition.notify(1);
                        turns(3);
                        assertThat(scene.marks).isEmpty();
                    }
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a");
        assertThat(condition.isLocked()).isFalse();
    }

    @Test
    void notify_wakesTheLongestWaiting() {
        scene.run(
                () -> {
                    List.of("a", "b", "c", "d").forEach(this::waiter);
                    turns(1);
                    await(condition.use(() -> condition.notify(2)));
                    turns(6);
                    assertThat(scene.marks).containsExactly("a", "b");
                    await(condition.use(() -> condition.notify(0)));
                    turns(6);
                    await(condition.use(condition::notifyAllWaiters));
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a", "b", "c", "d");
    }

    @Test
    void waitFor_asksUntilItIsTrue() {
        int[] count = new int[2];

        scene.run(
                () -> {
                    scene.begin(
                            "a",
                            () ->
                                    await(
                                            condition.use(
                                                    () ->
                                                            await(
                                                                    condition.waitFor(
                                                                            () -> {
                                                                                count[1]++;
                                                                                return count[0] > 1;
                                                                            })))));
                    turns(1);
                    for (int i = 0; i < 2; i++) {
                        await(
                                condition.use(
                                        () -> {
                                            count[0]++;
                                            condition.notify(1);
                                        }));
                        turns(4);
                    }
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a");
        assertThat(count[1]).isEqualTo(3);
    }

    @Test
    void cancel_whileTakingTheLockAgain_takesItFirst() {
        scene.run(
                () -> {
                    Task<?> task = waiter("a");
                    turns(1);
                    await(condition.acquire());
                    condition.notify(1);
                    turns(1);
                    for (String message : List.of("first", "second")) {
                        task.cancel(message);
                        turns(2);
                    }
                    assertThat(scene.marks).isEmpty();
                    condition.release();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a CancelledError");
        assertThat(condition.isLocked()).isFalse();
    }

    @Test
    void cancel_severalTimes_failsWithTheLast() {
        scene.run(
                () -> {
                    Task<?> task = createTask(condition.use(() -> await(condition.waitOn())));
                    turns(1);
                    await(condition.acquire());
                    for (String message : List.of("first", "second")) {
                        task.cancel(message);
                        turns(2);
                    }
                    condition.release();
                    assertThatExceptionOfType(CancelledError.class)
                            .isThrownBy(() -> await(task))
                            .withMessage("second");
                });
    }

    @Test
    void cancel_aNotifiedWaiter_notifiesTheNext() {
        scene.run(
                () -> {
                    Task<?> first = waiter("first");
                    waiter("second");
                    turns(1);
                    await(condition.use(() -> condition.notify(1)));
                    first.cancel();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("first CancelledError", "second");
    }

    @Test
    void calls_withoutTheLock_areRefusedAndHarmNothing() {
        scene.run(
                () -> {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> await(condition.waitOn()))
                            .withMessage("cannot wait on un-acquired lock");
                    assertThatIllegalStateException()
                            .isThrownBy(() -> await(condition.waitFor(() -> false)))
                            .withMessage("cannot wait on un-acquired lock");
                    assertThatIllegalStateException()
                            .isThrownBy(() -> condition.notify(1))
                            .withMessage("cannot notify on un-acquired lock");
                    assertThatIllegalStateException()
                            .isThrownBy(condition::notifyAllWaiters)
                            .withMessage("cannot notify on un-acquired lock");
                    assertThatIllegalStateException()
                            .isThrownBy(condition::release)
                            .withMessage("Lock is not acquired.");
                    waiter("a");
                    turns(1);
                    await(condition.use(() -> condition.notify(1)));
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a");
    }

    @Test
    void notify_negative_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> condition.notify(-1))
                .withMessage("n: -1 (expected: >= 0)");
    }

    @Test
    void lock_isShared() {
        Lock lock = new Lock();
        Condition shared = new Condition(lock);

        scene.run(
                () -> {
                    await(lock.acquire());
                    assertThat(shared.isLocked()).isTrue();
                    assertThat(shared.lock()).isSameAs(lock);
                    shared.notify(1);
                    shared.release();
                });

        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void waiters_areTheTasksInOrder() {
        scene.run(
                () -> {
                    Task<?> one = waiter("one");
                    Task<?> two = waiter("two");
                    turns(1);

                    assertThat(condition.waiters()).isEqualTo(List.of(one, two));
                    assertThat(condition).hasToString("<Condition [unlocked, waiters:2]>");
                    assertThat(condition.statistics())
                            .isEqualTo(
                                    new Condition.Statistics(
                                            2, new Lock.Statistics(false, null, 0)));
                    await(condition.use(condition::notifyAllWaiters));
                    scene.join();
                });
    }

    @Test
    void waitFor_predicateFails_hasTheLock() {
        int[] asked = {0};

        scene.run(
                () -> {
                    scene.begin(
                            "a",
                            () ->
                                    await(
                                            condition.use(
                                                    () ->
                                                            await(
                                                                    condition.waitFor(
                                                                            () ->
                                                                                    failing(
                                                                                            asked))))));
                    turns(1);
                    await(condition.use(() -> condition.notify(1)));
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a ArithmeticException");
        assertThat(condition.isLocked()).isFalse();
    }

    /// Says no, then fails; either with the lock.
    private boolean failing(int[] asked) {
        assertThat(condition.isLocked()).isTrue();
        if (asked[0]++ == 0) {
            return false;
        }
        throw new ArithmeticException("the predicate's");
    }

    @Test
    void notify_moreThanWait_isNotKept() {
        scene.run(
                () -> {
                    waiter("a");
                    turns(1);
                    await(condition.use(() -> condition.notify(5)));
                    scene.join();
                    Task<?> late = waiter("late");
                    turns(5);
                    assertThat(late.isDone()).isFalse();
                    await(condition.use(condition::notifyAllWaiters));
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("a", "late");
    }

    @Test
    void notify_pastACancelledWaiter_wakesTheNext() {
        scene.run(
                () -> {
                    Task<?> first = waiter("first");
                    waiter("second");
                    turns(1);
                    await(
                            condition.use(
                                    () -> {
                                        first.cancel();
                                        condition.notify(1);
                                    }));
                    scene.join();
                });

        assertThat(scene.marks).containsExactlyInAnyOrder("first CancelledError", "second");
    }
}
