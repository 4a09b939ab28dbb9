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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskFactory;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.testing.Explorer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CapacityLimiterTest {
    private final Scene scene = new Scene();
    private final CapacityLimiter limiter = new CapacityLimiter(1);

    @AfterEach
    void close() {
        scene.close();
    }

    /// Begins a task that borrows, marks that, and gives back after so many seconds.
    private Task<?> borrower(String name, double seconds) {
        return scene.begin(
                name,
                () ->
                        await(
                                limiter.use(
                                        () -> {
                                            scene.marks.add(name + " has it");
                                            await(sleep(seconds));
                                        })));
    }

    @Nested
    class Borrowing {
        @Test
        void acquire_free_doesNotSuspend() {
            scene.run(
                    () -> {
                        scene.begin("other", () -> {});
                        Held held = await(limiter.acquire());
                        assertThat(scene.marks).isEmpty();
                        assertThat(limiter.statistics().borrowers()).containsExactly(currentTask());
                        held.close();
                        assertThat(limiter.borrowedTokens()).isZero();
                        scene.join();
                    });
        }

        @Test
        void acquire_allBorrowed_waitsInOrder() {
            scene.run(
                    () -> {
                        borrower("a", 1);
                        borrower("b", 1);
                        borrower("c", 1);
                        turns(1);
                        assertThat(limiter.waiters()).isEqualTo(scene.tasks.subList(1, 3));
                        scene.join();
                    });

            assertThat(scene.marks)
                    .containsExactly("a has it", "a", "b has it", "b", "c has it", "c");
        }

        @Test
        void release_whileTasksWait_givesTheTokenToTheFirstAtOnce() {
            scene.run(
                    () -> {
                        await(limiter.acquire());
                        borrower("b", 1);
                        turns(1);
                        limiter.release();
                        assertThat(limiter.statistics().borrowers()).isEqualTo(scene.tasks);
                        assertThatExceptionOfType(WouldBlock.class)
                                .isThrownBy(() -> limiter.acquireNoWait());
                        scene.join();
                    });
        }

        @Test
        void acquire_twice_isRefusedInsteadOfWaitingForItself() {
            scene.run(
                    () -> {
                        Held held = await(limiter.acquire());
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(limiter.acquire()))
                                .withMessage(
                                        currentTask() + " has a token of " + limiter + " already");
                        assertThatIllegalStateException().isThrownBy(() -> limiter.acquireNoWait());
                        held.close();
                        await(limiter.acquire()).close();
                    });
        }

        @Test
        void acquireOnBehalfOf_anObject_isItsToken() {
            scene.run(
                    () -> {
                        limiter.setTotalTokens(3);
                        Held one = await(limiter.acquireOnBehalfOf("one"));
                        await(limiter.acquireOnBehalfOf("two"));
                        limiter.acquireOnBehalfOfNoWait("three");
                        assertThat(limiter.statistics().borrowers())
                                .containsExactly("one", "two", "three");
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(limiter.acquireOnBehalfOf("one")))
                                .withMessage("one has a token of " + limiter + " already");
                        one.close();
                        limiter.releaseOnBehalfOf("two");
                        assertThat(limiter.statistics().borrowers()).containsExactly("three");
                    });
        }

        @Test
        void acquireOnBehalfOf_aWaitingOne_isRefused() {
            scene.run(
                    () -> {
                        limiter.setTotalTokens(0);
                        Task<?> first =
                                scene.begin("a", () -> await(limiter.acquireOnBehalfOf("one")));
                        turns(1);
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(limiter.acquireOnBehalfOf("one")))
                                .withMessage("one waits for a token of " + limiter + " already");
                        first.cancel();
                        scene.join();
                        scene.begin("b", () -> await(limiter.acquireOnBehalfOf("one")));
                        turns(1);
                        limiter.setTotalTokens(1);
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("a CancelledError", "b");
        }

        @Test
        void acquireNoWait_outsideATask_namesTheOtherCall() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> limiter.acquireNoWait())
                    .withMessage(
                            "no task runs here; name who borrows, by acquireOnBehalfOf(borrower)");
            limiter.acquireOnBehalfOfNoWait("me");
            limiter.releaseOnBehalfOf("me");
        }

        @Test
        void release_whatIsNotBorrowed_isRefused() {
            scene.run(
                    () -> {
                        await(limiter.acquireOnBehalfOf("one"));
                        assertThatIllegalStateException()
                                .isThrownBy(() -> limiter.release())
                                .withMessage(currentTask() + " has no token of " + limiter);
                        limiter.releaseOnBehalfOf("one");
                        assertThatIllegalStateException()
                                .isThrownBy(() -> limiter.releaseOnBehalfOf("one"));
                        await(limiter.acquire());
                    });
        }

        @Test
        void cancel_whoHasBeenGivenTheToken_passesItOn() {
            scene.run(
                    () -> {
                        await(limiter.acquire());
                        Task<?> first = borrower("first", 1);
                        borrower("second", 1);
                        turns(1);
                        limiter.release();
                        first.cancel();
                        scene.join();
                    });

            assertThat(scene.marks)
                    .containsExactly("first CancelledError", "second has it", "second");
            assertThat(limiter.borrowedTokens()).isZero();
        }
    }

    @Nested
    class Size {
        @Test
        void setTotalTokens_more_letsThoseInWhoWait() {
            scene.run(
                    () -> {
                        for (String name : List.of("a", "b", "c", "d")) {
                            borrower(name, 1);
                        }
                        turns(1);
                        limiter.setTotalTokens(3);
                        turns(1);
                        assertThat(scene.marks).containsExactly("a has it", "b has it", "c has it");
                        scene.join();
                    });
        }

        @Test
        void setTotalTokens_less_takesNothingAway() {
            limiter.setTotalTokens(2);

            scene.run(
                    () -> {
                        borrower("a", 1);
                        borrower("b", 2);
                        borrower("c", 1);
                        turns(1);
                        limiter.setTotalTokens(1);
                        assertThat(limiter.borrowedTokens()).isEqualTo(2);
                        assertThat(limiter.availableTokens()).isZero();
                        scene.join();
                    });

            assertThat(scene.marks)
                    .containsExactly("a has it", "b has it", "a", "b", "c has it", "c");
        }

        @Test
        void setTotalTokens_negative_isRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> limiter.setTotalTokens(-1))
                    .withMessage("totalTokens: -1 (expected: >= 0)");
            assertThatIllegalArgumentException().isThrownBy(() -> new CapacityLimiter(-1));
            assertThat(limiter.totalTokens()).isEqualTo(1);
        }
    }

    @Nested
    class Threads {
        @Test
        void toThread_moreCallsThanTokens_runsSoManyAtATime() {
            int[] now = new int[1];
            int[] most = new int[1];
            limiter.setTotalTokens(2);

            scene.run(
                    () -> {
                        for (int i = 0; i < 6; i++) {
                            scene.begin(
                                    "call",
                                    () ->
                                            await(
                                                    limiter.toThread(
                                                            () -> {
                                                                synchronized (now) {
                                                                    most[0] =
                                                                            Math.max(
                                                                                    most[0],
                                                                                    ++now[0]);
                                                                }
                                                                Thread.onSpinWait();
                                                                synchronized (now) {
                                                                    now[0]--;
                                                                }
                                                                return null;
                                                            })));
                        }
                        scene.join();
                    });

            assertThat(most[0]).isBetween(1, 2);
            assertThat(scene.marks).hasSize(6).containsOnly("call");
            assertThat(limiter.borrowedTokens()).isZero();
        }

        @Test
        void toThread_insideUse_hasATokenOfItsOwn() {
            limiter.setTotalTokens(2);

            scene.run(
                    () -> {
                        String borrowers =
                                await(
                                        limiter.use(
                                                () ->
                                                        await(
                                                                limiter.toThread(
                                                                        () ->
                                                                                limiter.statistics()
                                                                                        .borrowers()
                                                                                        .get(1)
                                                                                        .toString()))));
                        assertThat(borrowers).matches("<thread call of Task-\\d+>");
                    });
        }

        @Test
        void toThread_cancelled_keepsTheTokenUntilTheCallEnds() {
            CountDownLatch goOn = new CountDownLatch(1);

            scene.run(
                    () -> {
                        Task<Boolean> call =
                                createTask(
                                        limiter.toThread(
                                                () -> {
                                                    goOn.await();
                                                    throw new IllegalStateException("nobody sees");
                                                }));
                        turns(3);
                        call.cancel();
                        turns(3);
                        assertThat(call.isCancelled()).isTrue();
                        assertThat(limiter.borrowedTokens()).isEqualTo(1);
                        goOn.countDown();
                        await(limiter.acquire());
                    });
        }

        @Test
        void toThread_fails_givesTheTokenBack() {
            scene.run(
                    () -> {
                        assertThatIllegalStateException()
                                .isThrownBy(
                                        () ->
                                                await(
                                                        limiter.toThread(
                                                                () -> {
                                                                    throw new IllegalStateException(
                                                                            "broken");
                                                                })))
                                .withMessage("broken");
                        turns(1);
                        assertThat(limiter.borrowedTokens()).isZero();
                    });
        }
    }

    @Test
    void toThread_refusedByTheTaskFactory_givesTheTokenBack() {
        scene.run(
                () -> {
                    scene.loop.setTaskFactory(
                            new TaskFactory() {
                                @Override
                                public <T extends @Nullable Object> Task<T> create(
                                        EventLoop loop,
                                        Coroutine<T> coroutine,
                                        TaskOptions options) {
                                    throw new UnsupportedOperationException("no tasks today");
                                }
                            });
                    assertThatExceptionOfType(UnsupportedOperationException.class)
                            .isThrownBy(() -> await(limiter.toThread(() -> 1)));
                    scene.loop.setTaskFactory(null);
                    assertThat(limiter.borrowedTokens()).isZero();
                    assertThat(await(limiter.toThread(() -> 2))).isEqualTo(2);
                });
    }

    @Test
    void acquiring_inASelect_borrowsOne() {
        CapacityLimiter other = new CapacityLimiter(1);

        scene.run(
                () -> {
                    await(limiter.acquire());
                    await(other.acquire());
                    scene.begin(
                            "select",
                            () ->
                                    await(
                                            Select.first(
                                                    limiter.acquiring("x"), other.acquiring("x"))));
                    turns(1);
                    other.release();
                    limiter.release();
                    scene.join();
                    assertThat(other.statistics().borrowers()).containsExactly("x");
                    assertThat(limiter.borrowedTokens()).isZero();
                    limiter.acquireOnBehalfOfNoWait("x");
                });
    }

    @Test
    void statistics_andText_sayHowItIs() {
        scene.run(
                () -> {
                    await(limiter.acquireOnBehalfOf("one"));
                    scene.begin("waits", () -> await(limiter.acquire()));
                    turns(1);
                    assertThat(limiter.statistics())
                            .isEqualTo(new CapacityLimiter.Statistics(1, 1, List.of("one"), 1));
                    assertThat(limiter).hasToString("<CapacityLimiter [1/1 borrowed, waiters:1]>");
                    assertThat(limiter.acquiring("two"))
                            .hasToString("<Operation acquiring " + limiter + ">");
                    limiter.releaseOnBehalfOf("one");
                    scene.join();
                });
    }

    @Test
    @Tag("slow")
    void tokens_underAnySchedule_comeBack() {
        Explorer.defaults()
                .withSchedules(10_000)
                .withInjections(Explorer.Injection.CANCEL, Explorer.Injection.FAULT)
                .explore(() -> async(CapacityLimiterTest::manyBorrowers));
    }

    private static void manyBorrowers() {
        CapacityLimiter limiter = new CapacityLimiter(1);
        int[] inside = new int[1];
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tasks.add(
                    createTask(
                            limiter.use(
                                    () -> {
                                        assertThat(++inside[0]).isLessThanOrEqualTo(2);
                                        try {
                                            await(sleep(0));
                                        } finally {
                                            inside[0]--;
                                        }
                                    })));
        }
        Scene.settleFor(2);
        limiter.setTotalTokens(2);
        Scene.ended(tasks);
        assertThat(limiter).hasToString("<CapacityLimiter [0/2 borrowed]>");
        assertThat(limiter.acquireOnBehalfOfNoWait("last")).isNotNull();
    }
}
