// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.testing.Schedule;
import dev.asyncio4j.testing.Schedules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SelectTest {
    private final Scene scene = new Scene();
    private final Queue<String> one = new Queue<>(1);
    private final Queue<String> two = new Queue<>(1);

    @AfterEach
    void close() {
        scene.close();
    }

    private String oneOrTwo() {
        return await(Select.first(one.getting(), two.getting()));
    }

    @Nested
    class First {
        @Test
        void first_severalPossible_doesTheFirstAndDoesNotSuspend() {
            one.putNoWait("a");
            two.putNoWait("b");

            scene.run(
                    () -> {
                        scene.begin("other", () -> {});
                        assertThat(oneOrTwo()).isEqualTo("a");
                        assertThat(scene.marks).isEmpty();
                        assertThat(oneOrTwo()).isEqualTo("b");
                        scene.join();
                    });
        }

        @Test
        void first_nonePossible_waitsForEither() {
            scene.run(
                    () -> {
                        scene.begin("select", () -> scene.marks.add(oneOrTwo()));
                        turns(1);
                        assertThat(one.getters()).isEqualTo(scene.tasks);
                        assertThat(two.getters()).isEqualTo(scene.tasks);
                        two.putNoWait("b");
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("b", "select");
            assertThat(one.getters()).isEmpty();
            assertThat(one.statistics().getters()).isZero();
        }

        @Test
        void first_bothComeInOneStep_leavesTheSecondItem() {
            scene.run(
                    () -> {
                        scene.begin("select", () -> scene.marks.add(oneOrTwo()));
                        turns(1);
                        scene.begin("behind", () -> scene.marks.add(await(one.get())));
                        turns(1);
                        two.putNoWait("b");
                        one.putNoWait("a");
                        scene.join();
                    });

            assertThat(scene.marks).containsExactlyInAnyOrder("b", "select", "a", "behind");
        }

        @Test
        void first_itemTakenByAnother_waitsAgain() {
            scene.run(
                    () -> {
                        scene.begin("select", () -> scene.marks.add(oneOrTwo()));
                        turns(1);
                        one.putNoWait("a");
                        assertThat(one.getNoWait()).isEqualTo("a");
                        turns(2);
                        assertThat(scene.marks).isEmpty();
                        assertThat(two.getters()).hasSize(1);
                        two.putNoWait("b");
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("b", "select");
        }

        @Test
        void first_putting_putsNothingIntoTheOther() {
            one.putNoWait("full");
            two.putNoWait("full");

            scene.run(
                    () -> {
                        scene.begin(
                                "select",
                                () ->
                                        scene.marks.add(
                                                await(
                                                        Select.first(
                                                                one.putting("x").map(n -> "one"),
                                                                two.putting("x")
                                                                        .map(n -> "two")))));
                        turns(1);
                        assertThat(one.putters()).hasSize(1);
                        one.getNoWait();
                        two.getNoWait();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("one", "select");
            assertThat(one.getNoWait()).isEqualTo("x");
            assertThat(two.isEmpty()).isTrue();
        }

        @Test
        void first_shutDown_failsAsTheOperationDoes() {
            scene.run(
                    () -> {
                        scene.begin("select", () -> oneOrTwo());
                        turns(1);
                        two.shutdown();
                        scene.join();
                        assertThatExceptionOfType(QueueShutDown.class)
                                .isThrownBy(() -> await(two.putting("x")));
                        one.putNoWait("a");
                        assertThat(oneOrTwo()).isEqualTo("a");
                    });

            assertThat(scene.marks).containsExactly("select QueueShutDown");
        }

        @Test
        void first_theSameQueueTwice_takesOneItem() {
            scene.run(
                    () -> {
                        scene.begin(
                                "select", () -> await(Select.first(one.getting(), one.getting())));
                        turns(1);
                        one.putNoWait("a");
                        scene.join();
                        one.putNoWait("b");
                        assertThat(one.getNoWait()).isEqualTo("b");
                    });

            assertThat(scene.marks).containsExactly("select");
        }

        @Test
        void first_none_isRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Select.first())
                    .withMessage("operations: [] (expected: at least one)");
            assertThatIllegalArgumentException().isThrownBy(() -> Select.any());
            assertThatIllegalArgumentException().isThrownBy(() -> Select.firstNoWait());
            assertThatNullPointerException().isThrownBy(() -> Select.first(one.getting(), null));
        }

        @Test
        void first_ofAnotherLoop_isRefusedAndLeavesNoPlace() {
            scene.run(
                    () -> {
                        scene.begin("select", () -> await(two.getting()));
                        turns(1);
                        scene.tasks.getFirst().cancel();
                        scene.join();
                    });
            try (Scene other = new Scene()) {
                other.run(
                        () ->
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> oneOrTwo())
                                        .withMessage(two + " is bound to a different event loop"));
            }

            assertThat(one.statistics().getters()).isZero();
        }

        @Test
        void firstNoWait_nonePossible_isRefused() {
            one.putNoWait("a");

            assertThat(Select.firstNoWait(two.getting(), one.getting())).isEqualTo("a");
            assertThatExceptionOfType(WouldBlock.class)
                    .isThrownBy(() -> Select.firstNoWait(two.getting(), one.getting()));
        }
    }

    @Nested
    class Cancelling {
        @Test
        void cancel_whileItWaits_leavesAllPlaces() {
            scene.run(
                    () -> {
                        scene.begin("select", () -> oneOrTwo());
                        turns(1);
                        scene.tasks.getFirst().cancel();
                        one.putNoWait("a");
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("select CancelledError");
            assertThat(one.getNoWait()).isEqualTo("a");
            assertThat(two.statistics().getters()).isZero();
        }

        @Test
        void cancel_afterItWasCalled_givesTheItemFirst() {
            scene.run(
                    () -> {
                        scene.begin(
                                "select",
                                () -> {
                                    scene.marks.add(oneOrTwo());
                                    await(sleep(0));
                                });
                        turns(1);
                        one.putNoWait("a");
                        scene.tasks.getFirst().cancel();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("a", "select CancelledError");
        }

        @Test
        void cancel_afterItWasCalledInVain_comesWhenItWaitsAgain() {
            scene.run(
                    () -> {
                        scene.begin("select", () -> oneOrTwo());
                        turns(1);
                        one.putNoWait("a");
                        scene.tasks.getFirst().cancel();
                        one.getNoWait();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("select CancelledError");
        }
    }

    @Nested
    class Any {
        @Test
        void any_withoutOracle_takesEachNowAndThen() {
            Map<String, Integer> counts = new HashMap<>();

            scene.run(
                    () -> {
                        for (int i = 0; i < 1000; i++) {
                            one.putNoWait("a");
                            two.putNoWait("b");
                            counts.merge(
                                    await(Select.any(one.getting(), two.getting())),
                                    1,
                                    Integer::sum);
                            Select.firstNoWait(one.getting(), two.getting());
                        }
                    });

            assertThat(counts.get("a")).isBetween(300, 700);
            assertThat(counts.get("b")).isBetween(300, 700);
        }

        @Test
        void any_withOracle_isDecidedByIt() {
            Choices last =
                    (kind, count) -> {
                        assertThat(kind).isEqualTo(Choices.Kind.SELECT);
                        return count - 1;
                    };
            try (Scene decided = new Scene(last)) {
                decided.run(
                        () -> {
                            one.putNoWait("a");
                            two.putNoWait("b");
                            assertThat(await(Select.any(one.getting(), two.getting())))
                                    .isEqualTo("b");
                            assertThat(await(Select.any(one.getting(), two.getting())))
                                    .isEqualTo("a");
                        });
            }
        }

        @Test
        void any_underASchedule_isTheSameAgain() {
            Schedule schedule = Schedule.seeded(Schedule.Kind.ROUNDS, 3);

            assertThat(drawn(schedule)).isEqualTo(drawn(schedule)).contains("a").contains("b");
            assertThat(drawn(Schedule.fifo())).isEqualTo("aaaaaaaaaaaaaaaaaaaa");
        }

        private String drawn(Schedule schedule) {
            StringBuilder drawn = new StringBuilder();
            var outcome =
                    Schedules.run(
                            schedule,
                            () ->
                                    dev.asyncio4j.Asyncio.async(
                                            () -> {
                                                Event set = new Event();
                                                set.set();
                                                for (int i = 0; i < 20; i++) {
                                                    drawn.append(either(set));
                                                }
                                            }));
            assertThat(outcome.failure()).isNull();
            return drawn.toString();
        }

        private static String either(Event set) {
            return await(Select.any(set.waiting().map(x -> "a"), set.waiting().map(x -> "b")));
        }
    }

    @Nested
    class Operations {
        @Test
        void after_nothingElse_isTheTimeOut() {
            scene.run(
                    () -> {
                        assertThat(
                                        await(
                                                Select.first(
                                                        one.getting(),
                                                        Operation.after(2).map(none -> "late"))))
                                .isEqualTo("late");
                        assertThat(scene.loop.time()).isEqualTo(2.0);
                    });
        }

        @Test
        void after_loses_leavesNoTimer() {
            scene.run(
                    () -> {
                        scene.begin(
                                "select",
                                () ->
                                        await(
                                                Select.first(
                                                        one.getting(),
                                                        Operation.after(Duration.ofDays(1))
                                                                .map(none -> "late"))));
                        turns(1);
                        assertThat(scene.loop.toString()).contains("timers=1");
                        one.putNoWait("a");
                        scene.join();
                        assertThat(scene.loop.toString()).contains("timers=0");
                    });
        }

        @Test
        void after_usedAgain_countsFromWhenItWasMade() {
            scene.run(
                    () -> {
                        Operation<Void> end = Operation.after(3);
                        await(sleep(2));
                        await(end);
                        assertThat(scene.loop.time()).isEqualTo(3.0);
                        await(end);
                        assertThat(scene.loop.time()).isEqualTo(3.0);
                    });
        }

        @Test
        void of_aFuture_givesItsEnd() {
            scene.run(
                    () -> {
                        Future<String> future = scene.loop.createFuture();
                        scene.begin(
                                "select",
                                () ->
                                        scene.marks.add(
                                                await(
                                                        Select.first(
                                                                one.getting(),
                                                                Operation.of(future)))));
                        turns(1);
                        assertThat(future.awaitedBy())
                                .singleElement()
                                .satisfies(
                                        ticket ->
                                                assertThat(ticket.awaitedBy())
                                                        .isEqualTo(Set.copyOf(scene.tasks)));
                        future.setResult("done");
                        scene.join();
                        assertThat(future.awaitedBy()).isEmpty();
                        assertThat(await(Operation.of(future))).isEqualTo("done");
                    });

            assertThat(scene.marks).containsExactly("done", "select");
        }

        @Test
        void of_aFutureThatLoses_leavesItAlone() {
            scene.run(
                    () -> {
                        Task<Void> task = createTask(sleep(10));
                        one.putNoWait("a");
                        await(Select.first(one.getting(), Operation.of(task).map(n -> "")));
                        scene.begin(
                                "select",
                                () ->
                                        await(
                                                Select.first(
                                                        one.getting(),
                                                        Operation.of(task).map(n -> ""))));
                        turns(2);
                        scene.tasks.getFirst().cancel();
                        scene.join();
                        assertThat(task.cancelling()).isZero();
                        assertThat(task.awaitedBy()).isEmpty();
                        await(task);
                    });
        }

        @Test
        void of_aFailedOrCancelledFuture_failsSo() {
            scene.run(
                    () -> {
                        Future<String> failed = scene.loop.createFuture();
                        failed.setException(new IllegalStateException("broken"));
                        Future<String> cancelled = scene.loop.createFuture();
                        cancelled.cancel();
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(Operation.of(failed)))
                                .withMessage("broken");
                        assertThatExceptionOfType(CancelledError.class)
                                .isThrownBy(() -> await(Operation.of(cancelled)));
                        assertThat(currentTask().cancelling()).isZero();
                    });
        }

        @Test
        void ofAndAfter_ofAnotherLoop_areRefusedAndStillWorkOnTheirs() {
            List<Future<String>> futures = new ArrayList<>();
            List<Operation<?>> operations = new ArrayList<>();
            scene.run(
                    () -> {
                        futures.add(scene.loop.createFuture());
                        operations.add(Operation.of(futures.getFirst()));
                        operations.add(Operation.after(1));
                    });
            try (Scene other = new Scene()) {
                other.run(
                        () -> {
                            for (Operation<?> each : operations) {
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> await(each))
                                        .withMessageEndingWith(
                                                " belongs to a different event loop");
                            }
                        });
            }

            scene.run(
                    () -> {
                        assertThat(futures.getFirst().awaitedBy()).isEmpty();
                        await(Select.first(operations.get(0), operations.get(1)));
                        assertThat(scene.loop.time()).isEqualTo(1.0);
                    });
        }

        @Test
        void acquiring_aLock_holdsOnlyTheOneThatIsDone() {
            Lock free = new Lock();
            Lock taken = new Lock();

            scene.run(
                    () -> {
                        await(taken.acquire());
                        Held held = await(Select.first(taken.acquiring(), free.acquiring()));
                        assertThat(free.isLocked()).isTrue();
                        scene.begin(
                                "select",
                                () -> {
                                    await(Select.first(free.acquiring(), taken.acquiring()))
                                            .close();
                                });
                        turns(1);
                        scene.begin("behind", () -> await(free.use(() -> {})));
                        turns(1);
                        taken.release();
                        held.close();
                        scene.join();
                        assertThat(free).hasToString("<Lock [unlocked]>");
                        assertThat(taken).hasToString("<Lock [unlocked]>");
                    });

            assertThat(scene.marks).containsExactlyInAnyOrder("select", "behind");
        }

        @Test
        void acquiring_aSemaphore_takesOnePermit() {
            Semaphore none = new BoundedSemaphore(1);
            Semaphore some = new BoundedSemaphore(1);

            scene.run(
                    () -> {
                        await(none.acquire());
                        await(Select.first(none.acquiring(), some.acquiring()));
                        scene.begin(
                                "select",
                                () -> await(Select.first(none.acquiring(), some.acquiring())));
                        turns(1);
                        some.release();
                        none.release();
                        scene.join();
                        assertThat(none).hasToString("<BoundedSemaphore [unlocked, value:1]>");
                        assertThat(some).hasToString("<BoundedSemaphore [locked]>");
                    });
        }

        @Test
        void waiting_forAnEvent_goesOnWhenItIsSet() {
            Event event = new Event();

            scene.run(
                    () -> {
                        scene.begin(
                                "select",
                                () ->
                                        scene.marks.add(
                                                await(
                                                        Select.first(
                                                                one.getting(),
                                                                event.waiting()
                                                                        .map(set -> "set")))));
                        turns(1);
                        event.set();
                        scene.join();
                        assertThat(await(event.waiting())).isTrue();
                    });

            assertThat(scene.marks).containsExactly("set", "select");
        }

        @Test
        void map_awaitsAndFails_inTheTask() {
            one.putNoWait("a");

            scene.run(
                    () -> {
                        String text =
                                await(
                                        Select.first(
                                                one.getting()
                                                        .map(
                                                                item -> {
                                                                    await(sleep(1));
                                                                    return item + "!";
                                                                })));
                        assertThat(text).isEqualTo("a!");
                        one.putNoWait("b");
                        assertThatIllegalStateException()
                                .isThrownBy(
                                        () ->
                                                await(
                                                        one.getting()
                                                                .map(
                                                                        item -> {
                                                                            throw new IllegalStateException(
                                                                                    item);
                                                                        })))
                                .withMessage("b");
                    });
        }

        @Test
        void toString_saysWhatItDoes() {
            scene.run(
                    () -> {
                        List<Operation<?>> all =
                                List.of(
                                        one.getting(),
                                        one.putting("x").map(n -> 1),
                                        new Lock().acquiring(),
                                        new Semaphore(2).acquiring(),
                                        new Event().waiting(),
                                        Operation.after(1.5),
                                        Operation.of(scene.loop.createFuture()));
                        assertThat(all)
                                .map(Operation::toString)
                                .containsExactly(
                                        "<Operation getting from <Queue maxsize=1>>",
                                        "<Operation putting x into <Queue maxsize=1>>",
                                        "<Operation acquiring <Lock [unlocked]>>",
                                        "<Operation acquiring <Semaphore [unlocked, value:2]>>",
                                        "<Operation waiting for <Event [unset]>>",
                                        "<Operation at 1.5>",
                                        "<Operation of <Future pending>>");
                    });
        }
    }
}
