// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.planted.Steps;
import dev.asyncio4j.testing.Explorer.Injection;
import dev.asyncio4j.testing.Schedule.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {

    @Test
    void explore_aBug_failsWithTheLineThatRunsItAgain() {
        var error = catchError(() -> Schedules.explore(1000, SchedulesTest::racy));

        assertThat(error.getMessage())
                .isEqualTo(
                        "asyncio4j.schedule="
                                + error.schedule()
                                + " (schedule "
                                + number(error)
                                + ") fails with java.lang.AssertionError: b was first");
        var again = Schedules.run(Schedule.parse(error.getMessage()), SchedulesTest::racy);
        assertThat(again.failure()).hasMessage("b was first");
        assertThat(again.trace()).isEqualTo(error.trace());
    }

    @Test
    void explore_withTheProperty_runsThatScheduleOnly() {
        int[] runs = {0};
        System.setProperty(Schedule.PROPERTY, "fifo");
        try {
            Schedules.explore(
                    1000,
                    () -> {
                        runs[0]++;
                        return racy();
                    });
        } finally {
            System.clearProperty(Schedule.PROPERTY);
        }

        assertThat(runs[0]).isEqualTo(1);
    }

    @Test
    void replay_runsThatScheduleOnly() {
        var error = catchError(() -> Schedules.explore(1000, SchedulesTest::racy));
        Explorer explorer = Explorer.defaults();

        explorer.replay(Schedule.fifo(), SchedulesTest::racy);

        assertThatExceptionOfType(ScheduleError.class)
                .isThrownBy(() -> explorer.replay(error.schedule(), SchedulesTest::racy))
                .withMessage(error.getMessage().replaceFirst("schedule \\d+", "schedule 1"));
    }

    @Test
    void strict_aSwallowedCancellation_isAFailure() {
        Explorer injecting = Explorer.defaults().withSchedules(20).withInjections(Injection.CANCEL);

        assertThat(injecting.find(SchedulesTest::deaf)).isNull();
        assertThat(injecting.withStrict(true).find(SchedulesTest::deaf).failure())
                .hasMessage("Task swallowed a cancellation");
    }

    @Test
    void injectedFault_thatLeavesAGatherBehind_isNoFailure() {
        Explorer injecting = Explorer.defaults().withInjections(Injection.FAULT);

        assertThat(
                        injecting
                                .withSchedules(50)
                                .find(() -> async(() -> await(gather(sleep(1), sleep(1))))))
                .isNull();
    }

    private static Coroutine<Void> deaf() {
        return async(
                () -> {
                    try {
                        await(sleep(1));
                    } catch (CancelledError swallowed) {
                        await(sleep(1));
                    }
                });
    }

    @Test
    void explore_openOnly_keepsTheReadyOrder() {
        Explorer.defaults().withKinds(Kind.OPEN, Kind.FIFO).explore(SchedulesTest::racy);

        assertThat(Explorer.defaults().withKinds(Kind.OPEN).find(() -> equalTimers())).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void recorded_runsTheSame_withoutTheSeed(Kind kind) {
        var seeded = Schedules.run(Schedule.seeded(kind, 5), SchedulesTest::busy);
        var replayed =
                Schedules.run(Schedule.parse(seeded.recorded().toString()), SchedulesTest::busy);

        assertThat(seeded.failure()).isNull();
        assertThat(replayed.trace()).isEqualTo(seeded.trace());
        assertThat(replayed.recorded()).isEqualTo(seeded.recorded());
    }

    @Test
    void recorded_ofAProgramWithMoreToChooseFrom_isRefused() {
        var outcome = Schedules.run(Schedule.parse("walk=9"), SchedulesTest::racy);

        assertThat(outcome.failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "schedule walk=9 does not fit: choice 1 is one of 2, its answer is 9; it was"
                                + " recorded of another program, or this one depends on something"
                                + " else too");
        assertThatExceptionOfType(ScheduleError.class)
                .isThrownBy(
                        () ->
                                Explorer.defaults()
                                        .replay(Schedule.parse("rounds=0.9"), SchedulesTest::busy))
                .withMessageContaining(" fails with java.lang.IllegalStateException: schedule ");
    }

    @Test
    void recorded_ofAProgramWithMoreChoices_isRefused() {
        var outcome =
                Schedules.run(Schedule.parse("walk=0.0.1.0.1"), () -> async(() -> await(sleep(1))));

        assertThat(outcome.failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(
                        "schedule walk=0.0.1.0.1 does not fit: 5 of its 5 answers are left over; ");
    }

    @Test
    void recorded_ofAProgramThatFailsEarlier_tellsThatFailure() {
        var outcome =
                Schedules.run(
                        Schedule.parse("walk=0.0.1.0.1"),
                        () -> async(() -> Steps.check(false, "at once")));

        assertThat(outcome.failure()).hasMessage("at once");
    }

    @Test
    void recorded_upToAPoint_goesOnFirstInFirstOut() {
        var whole = Schedules.run(Schedule.fifo(), SchedulesTest::busy);
        var begun = Schedules.run(Schedule.parse("walk="), SchedulesTest::busy);

        assertThat(begun.failure()).isNull();
        assertThat(begun.trace()).hasSameSizeAs(whole.trace());
    }

    @Test
    void injection_thatHidesAFailureOnTheWayOut_isAFailure() {
        Explorer injecting = Explorer.defaults().withSchedules(20).withInjections(Injection.CANCEL);

        var found =
                injecting.find(
                        () ->
                                async(
                                        () -> {
                                            try (AutoCloseable _ = SchedulesTest::fail) {
                                                await(sleep(1));
                                            } catch (ArithmeticException alone) {
                                                await(sleep(1)); // expected
                                            }
                                        }));

        assertThat(found.failure()).isInstanceOf(CancelledError.class);
        assertThat(found.failure().getSuppressed())
                .singleElement()
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void injection_afterADeadline_isNoFailure() {
        Explorer injecting = Explorer.defaults().withSchedules(40).withInjections(Injection.FAULT);

        assertThat(injecting.find(() -> async(SchedulesTest::cleanUpAfterDeadline))).isNull();
    }

    private static void cleanUpAfterDeadline() {
        try {
            await(
                    timeout(
                            1,
                            () -> {
                                try {
                                    await(sleep(5));
                                } finally {
                                    await(sleep(5));
                                }
                            }));
        } catch (TimeoutError expected) {
            await(sleep(1));
        }
    }

    private static void fail() {
        throw new ArithmeticException("broken");
    }

    @Test
    void trace_namesTasksByNumbersOfTheirOwn() {
        var outcome =
                Schedules.run(
                        Schedule.fifo().withCancelAt(1),
                        () -> async("main", () -> await(sleep(1))));

        assertThat(outcome.trace())
                .startsWith("0.0 Task-1 main", "0.0 cancelled at await 1", "0.0 Task-1 main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fifo", "walk:3"})
    void run_forEver_isEnded(String schedule) {
        var outcome =
                Explorer.defaults()
                        .withMaxSteps(500)
                        .run(Schedule.parse(schedule), SchedulesTest::endless);

        assertThat(outcome.failure()).isInstanceOf(AssertionError.class);
        assertThat(outcome.failure()).hasMessageStartingWith("no end after 500 steps; ");
    }

    @Test
    void priorities_whoSpins_starvesNobody() {
        boolean[] set = {false};

        var found =
                Explorer.defaults()
                        .withKinds(Kind.PCT)
                        .withSchedules(100)
                        .withMaxSteps(2000)
                        .find(
                                () ->
                                        async(
                                                () -> {
                                                    set[0] = false;
                                                    var spins = createTask(spinning(set));
                                                    createTask(async(() -> set[0] = true));
                                                    await(spins);
                                                }));

        assertThat(found).isNull();
    }

    @Test
    void failureThatNobodyGets_isAFailure() {
        var outcome =
                Schedules.run(
                        Schedule.fifo(),
                        () ->
                                async(
                                        () -> {
                                            getRunningLoop()
                                                    .callSoon(
                                                            () -> {
                                                                throw new ArithmeticException("x");
                                                            });
                                            await(sleep(1));
                                        }));

        assertThat(outcome.failure()).hasRootCauseInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @EnumSource
    void injections_hitEachAwait(Injection injection) {
        List<String> seen = new ArrayList<>();

        Explorer.defaults()
                .withSchedules(4)
                .withInjections(injection)
                .explore(() -> observing(seen));

        assertThat(seen).containsExactly("", "1", "2", "3");
    }

    @Test
    void programThatIsNotMadeAnew_isCalledNotRepeating() {
        int[] runs = {0};

        var found = Explorer.defaults().find(() -> async(() -> Steps.check(runs[0]++ != 5, "")));

        assertThat(found.repeats()).isFalse();
        assertThat(found).asString().contains("it does not repeat");
    }

    @Test
    void options_outOfRange_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedules.explore(0, SchedulesTest::racy))
                .withMessage("schedules: 0 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explorer.defaults().withKinds())
                .withMessage("kinds: [] (expected: at least one)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Explorer.defaults().withMaxSteps(0))
                .withMessage("maxSteps: 0 (expected: >= 1)");
    }

    @Test
    void right_passes() {
        assertThatCode(() -> Schedules.explore(100, SchedulesTest::busy))
                .doesNotThrowAnyException();
    }

    @Test
    void play_toString_tellsHowFarItIs() {
        assertThat(Play.of(Schedule.fifo())).hasToString("<Play fifo steps=0 awaits=0>");
    }

    private static ScheduleError catchError(Runnable exploration) {
        var caught = new ScheduleError[1];
        assertThatExceptionOfType(ScheduleError.class)
                .isThrownBy(exploration::run)
                .satisfies(error -> caught[0] = error);
        return caught[0];
    }

    private static String number(ScheduleError error) {
        return error.getMessage().replaceAll("(?s).*\\(schedule (\\d+).*", "$1");
    }

    private static Coroutine<?> racy() {
        List<String> order = new ArrayList<>();
        return async(
                () -> {
                    await(gather(async(() -> order.add("a")), async(() -> order.add("b"))));
                    Steps.check(order.getFirst().equals("a"), "b was first");
                });
    }

    private static Coroutine<?> equalTimers() {
        List<String> order = new ArrayList<>();
        return async(
                () -> {
                    await(gather(later(order, "a"), later(order, "b")));
                    Steps.check(order.getFirst().equals("a"), "b was first");
                });
    }

    private static Coroutine<?> later(List<String> order, String name) {
        return async(
                () -> {
                    await(sleep(1));
                    order.add(name);
                });
    }

    private static Coroutine<?> busy() {
        return async(
                () -> {
                    List<Task<?>> tasks = new ArrayList<>();
                    for (int i = 0; i < 5; i++) {
                        tasks.add(
                                createTask(
                                        async(
                                                () -> {
                                                    Steps.turns(3);
                                                    await(sleep(1));
                                                })));
                    }
                    await(gather(tasks));
                });
    }

    private static Coroutine<?> endless() {
        return async(
                () -> {
                    while (true) {
                        await(sleep(1));
                    }
                });
    }

    private static Coroutine<?> spinning(boolean[] until) {
        return async(
                () -> {
                    while (!until[0]) {
                        await(sleep(0));
                    }
                });
    }

    /// Notes which of its three awaits failed.
    private static Coroutine<@Nullable Void> observing(List<String> seen) {
        return async(
                () -> {
                    int reached = 1;
                    try {
                        for (; reached <= 3; reached++) {
                            await(sleep(1));
                        }
                        seen.add("");
                    } catch (Throwable injected) {
                        seen.add(String.valueOf(reached));
                        throw injected;
                    }
                });
    }
}
