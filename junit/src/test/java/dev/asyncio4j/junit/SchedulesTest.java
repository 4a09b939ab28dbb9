// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.testing.Schedule;
import dev.asyncio4j.testing.ScheduleError;
import guest.Scheduled;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {

    private final Kit kit = new Kit();

    @BeforeEach
    void forget() {
        Scheduled.runs();
    }

    private ScheduleError error(Class<?> type, String method) {
        Throwable failure = kit.failure(type, method);
        assertThat(failure).isInstanceOf(ScheduleError.class);
        return (ScheduleError) failure;
    }

    @Test
    void race_isReportedInOneLine_thatRunsItAgain() {
        ScheduleError error = error(Scheduled.Racy.class, "test");
        int runs = Scheduled.runs().size();

        assertThat(error.getMessage())
                .matches("asyncio4j\\.schedule=[a-z]+:\\d\\S* \\(schedule \\d+\\) fails with .+");
        kit.with(Schedule.PROPERTY, error.schedule().toString());
        ScheduleError again = error(Scheduled.Racy.class, "test");
        assertThat(again.schedule()).isEqualTo(error.schedule());
        assertThat(again.trace()).isEqualTo(error.trace());
        assertThat(Scheduled.runs()).hasSize(3).hasSizeLessThanOrEqualTo(runs);
    }

    @Test
    void only_runsThatSchedule() {
        kit.run(Scheduled.Racy.class, "onlyTheFirst").assertStatistics(s -> s.succeeded(1));

        assertThat(Scheduled.runs()).hasSize(1);
    }

    @Test
    void failureUnderAnySchedule_isFoundFirstInFirstOut() {
        assertThat(error(Scheduled.AlwaysBroken.class, "test"))
                .hasMessageStartingWith("asyncio4j.schedule=fifo (schedule 1) fails with ");
    }

    @Test
    void eachRun_isATestOfItsOwn() {
        kit.succeed(Scheduled.Anew.class, 1);

        assertThat(Scheduled.runs())
                .isEqualTo(Collections.nCopies(7, List.of(1, 1.0, 2_000_000_000L)));
    }

    @Test
    void wholeClass_withAllKindsOfTests() {
        kit.succeed(Scheduled.WholeClass.class, 5);

        assertThat(Scheduled.runs())
                .containsExactlyInAnyOrder(
                        List.of("outer", "x"),
                        List.of("outer", "x"),
                        List.of("outer", "x"),
                        List.of("outer", "y"),
                        List.of("outer", "y"),
                        List.of("outer", "y"),
                        List.of("outer"),
                        List.of("outer"),
                        List.of("outer"),
                        List.of("outer"),
                        List.of("outer"),
                        List.of("outer"),
                        List.of("outer", "inner"),
                        List.of("outer", "inner"),
                        List.of("outer", "inner"));
    }

    @Test
    void lifecyclePerClass_keepsTheInstance() {
        kit.succeed(Scheduled.PerClass.class, 1);

        assertThat(Scheduled.runs()).isEqualTo(List.of(1, 2, 3, 4, 5));
    }

    @Test
    void many_byTheParameter() {
        kit.with("asyncio4j.junit.schedules", "9").succeed(Scheduled.PerClass.class, 1);

        assertThat(Scheduled.runs()).hasSize(9);
    }

    @Test
    void options_areTheAnnotations() {
        kit.succeed(Scheduled.Options.class, 1);

        assertThat(Scheduled.runs().toString())
                .matches("\\[<Play fifo .*, <Play walk:43 .*, <Play walk:44 .*, <Play walk:45 .*]");
    }

    @Test
    void leakedTask_underSomeSchedule() {
        ScheduleError error = error(Scheduled.Neglectful.class, "leaks");

        assertThat(error.getMessage())
                .matches(
                        "asyncio4j.schedule=[a-z]+:\\d\\S* \\(schedule \\d+\\) fails with"
                                + " dev.asyncio4j.junit.NeglectError: task 'leaked' of sleep is"
                                + " still pending: it waits for its time; await it, cancel"
                                + " it or start it in a TaskGroup, or allow it by"
                                + " @Allow\\(LEAKED_TASKS\\)");
    }

    @Test
    void unawaitedCoroutine_underTheFirstSchedule() {
        assertThat(error(Scheduled.Neglectful.class, "doesNotAwait"))
                .hasMessageContaining("=fifo (schedule 1) fails with ")
                .hasMessageContaining(": coroutine 'sleep' was never awaited; await it,");
    }

    @Test
    void swallowedInjectedCancellation() {
        assertThat(error(Scheduled.Neglectful.class, "swallows"))
                .hasMessageContaining(": task 'worker' of deaf swallowed its cancellation (")
                .hasMessageContaining("at await ");
    }

    @Test
    void failureAfterEach_ofABodyThatIsDisturbed() {
        ScheduleError error = error(Scheduled.BrokenCleanUp.class, "test");

        assertThat(error)
                .hasMessageContaining("=fifo+cancel@1 (schedule 2) fails with ")
                .hasCauseInstanceOf(CancelledError.class);
        assertThat(error.getCause().getSuppressed()).singleElement().asString().contains("[held]");
    }

    @Test
    void unseenFault_namesItAndItsCause() {
        ScheduleError error = error(Scheduled.Neglectful.class, "failsUnseen");

        assertThat(error).hasMessageContaining(": nobody saw: Exception in callback ");
        assertThat(error).hasRootCauseMessage("lost");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mayswallow", "isDisturbed", "cancelsLast"})
    void goodTest_passes(String method) {
        assertThat(Kit.failures(kit.run(Scheduled.Neglectful.class, method))).isEmpty();
    }

    @Test
    void endlessTest_isEnded() {
        assertThat(error(Scheduled.Endless.class, "test"))
                .hasMessageContaining("AssertionError: no end after 100 steps; ");
    }

    @Test
    void wrongSchedule_isRefused() {
        kit.with(Schedule.PROPERTY, "sometimes");

        assertThat(kit.failure(Scheduled.PerClass.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("schedule: sometimes (expected: ");
    }

    @Test
    void factory_isRefused() {
        var failed =
                org.junit.platform.testkit.engine.EngineTestKit.engine("junit-jupiter")
                        .selectors(
                                org.junit.platform.engine.discovery.DiscoverySelectors.selectClass(
                                        Scheduled.Factory.class))
                        .execute()
                        .containerEvents();

        assertThat(Kit.failures(failed))
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(
                        "@Schedules @TestFactory test: the tests it makes cannot be made anew for"
                                + " each run (expected: Schedules.explore(...) in each)");
    }
}
