// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Task;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> taker(Semaphore semaphore, String name) {
        return scene.begin(name, () -> await(semaphore.acquire()));
    }

    @Test
    void acquire_letsAsManyInAsThereArePermits() {
        Semaphore semaphore = new Semaphore(2);

        scene.run(
                () -> {
                    for (String name : List.of("a", "b", "c", "d")) {
                        scene.begin(
                                name,
                                () ->
                                        await(
                                                semaphore.use(
                                                        () -> {
                                                            scene.marks.add("in");
                                                            await(sleep(1));
                                                        })));
                    }
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("in", "in", "a", "b", "in", "in", "c", "d");
        assertThat(semaphore.statistics()).isEqualTo(new Semaphore.Statistics(2, 0));
    }

    @Test
    void release_withAWaiter_keepsThePermitForIt() {
        Semaphore semaphore = new Semaphore();

        scene.run(
                () -> {
                    await(semaphore.acquire());
                    taker(semaphore, "waiter");
                    turns(1);
                    semaphore.release();
                    assertThat(semaphore.isLocked()).isTrue();
                    taker(semaphore, "newcomer");
                    turns(2);
                    assertThat(scene.marks).containsExactly("waiter");
                    semaphore.release();
                    scene.join();
                });
    }

    @Test
    void cancel_aWokenWaiter_passesThePermitOn() {
        Semaphore semaphore = new Semaphore(0);

        scene.run(
                () -> {
                    Task<?> first = taker(semaphore, "first");
                    taker(semaphore, "second");
                    turns(1);
                    semaphore.release();
                    first.cancel();
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("first CancelledError", "second");
        assertThat(semaphore.statistics()).isEqualTo(new Semaphore.Statistics(0, 0));
    }

    @Test
    void cancel_theOnlyWokenWaiter_givesThePermitBack() {
        Semaphore semaphore = new Semaphore(0);

        scene.run(
                () -> {
                    Task<?> only = taker(semaphore, "only");
                    turns(1);
                    semaphore.release();
                    only.cancel();
                    scene.join();
                });

        assertThat(semaphore).hasToString("<Semaphore [unlocked, value:1]>");
    }

    @Test
    void acquire_whileOthersWereWoken_staysBehindThem() {
        Semaphore semaphore = new Semaphore(2);

        scene.run(
                () -> {
                    await(semaphore.acquire());
                    await(semaphore.acquire());
                    taker(semaphore, "waiter");
                    turns(1);
                    semaphore.release();
                    semaphore.release();
                    assertThat(semaphore.isLocked()).isTrue();
                    await(semaphore.acquire());
                    scene.marks.add("newcomer");
                });

        assertThat(scene.marks).containsExactly("waiter", "newcomer");
    }

    @Test
    void release_aboveTheFirstValue_isAllowed() {
        Semaphore semaphore = new Semaphore(0);

        semaphore.release();
        semaphore.release();

        assertThat(semaphore).hasToString("<Semaphore [unlocked, value:2]>");
    }

    @Test
    void release_boundedAboveTheFirstValue_isRefusedAndHarmsNothing() {
        BoundedSemaphore bounded = new BoundedSemaphore(1);

        assertThatIllegalArgumentException()
                .isThrownBy(bounded::release)
                .withMessage("BoundedSemaphore released too many times");

        scene.run(
                () -> {
                    try (var held = await(bounded.acquire())) {
                        assertThat(held).hasToString("<Held <BoundedSemaphore [locked]>>");
                    }
                });
        assertThat(bounded).hasToString("<BoundedSemaphore [unlocked, value:1]>");
    }

    @Test
    void release_withoutRoomForMore_isRefused() {
        Semaphore semaphore = new Semaphore(Integer.MAX_VALUE);

        assertThatIllegalStateException().isThrownBy(semaphore::release);

        assertThat(semaphore.statistics().value()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void create_negative_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Semaphore(-1))
                .withMessage("Semaphore initial value must be >= 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BoundedSemaphore(-1))
                .withMessage("Semaphore initial value must be >= 0");
    }

    @Test
    void waiters_areTheTasksInOrder() {
        Semaphore semaphore = new Semaphore(0);

        scene.run(
                () -> {
                    Task<?> one = taker(semaphore, "one");
                    Task<?> two = taker(semaphore, "two");
                    turns(1);

                    assertThat(semaphore.waiters()).isEqualTo(List.of(one, two));
                    assertThat(semaphore).hasToString("<Semaphore [locked, waiters:2]>");
                    semaphore.release();
                    semaphore.release();
                    scene.join();
                });
    }

    @Test
    void release_severalInOneStep_wakesAsManyInOrder() {
        Semaphore semaphore = new Semaphore(0);

        scene.run(
                () -> {
                    for (String name : List.of("a", "b", "c", "d")) {
                        scene.begin(name, () -> await(semaphore.acquire()));
                    }
                    turns(1);
                    scene.tasks.getFirst().cancel();
                    semaphore.release();
                    semaphore.release();
                    turns(3);
                    assertThat(scene.marks).containsExactly("a CancelledError", "b", "c");
                    assertThat(semaphore.isLocked()).isTrue();
                    semaphore.release();
                    scene.join();
                });

        assertThat(semaphore.statistics()).isEqualTo(new Semaphore.Statistics(0, 0));
    }
}
