// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.DeadlockError;
import guest.Failing;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

/// Each way in which a test fails, and what it says.
class FailingTest {

    private final Kit kit = new Kit();

    private static String message(Throwable failure) {
        return Kit.message(failure);
    }

    @Test
    void itsOwnFailure_comesOutAsItIs() {
        assertThat(kit.failure(Failing.Plain.class, "byItself"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("no disk")
                .hasNoSuppressedExceptions();
        assertThat(kit.failure(Failing.Plain.class, "bySomethingThatIsNoException"))
                .isExactlyInstanceOf(Throwable.class)
                .hasMessage("bare");
    }

    @Test
    void itsOwnFailure_isEnough_whenTasksAndCoroutinesAreLeft() {
        assertThat(kit.failure(Failing.Plain.class, "byItself_andLeavesTasks"))
                .isExactlyInstanceOf(IOException.class)
                .hasNoSuppressedExceptions();
    }

    @Test
    void itsOwnFailure_andASwallowedCancellation_areBothTold() {
        assertThat(kit.failure(Failing.AfterAFailure.class).getSuppressed())
                .singleElement()
                .extracting(FailingTest::message)
                .asString()
                .startsWith(
                        "task 'begun' of deaf swallowed its cancellation (cancelled by test at ");
    }

    @Test
    void leakedTask() {
        Throwable error = kit.failure(Failing.Leak.class);

        assertThat(error).isInstanceOf(NeglectError.class);
        assertThat(message(error))
                .isEqualTo(
                        "task 'server' of serve is still pending: it waits for <Future pending> at"
                                + " guest.Failing$Leak.serve(Failing.java); await it, cancel it or"
                                + " start it in a TaskGroup, or allow it by @Allow(LEAKED_TASKS)");
    }

    @Test
    void leakedTask_thatNeverWaits() {
        assertThat(message(kit.failure(Failing.Leak.class, "spinning")))
                .startsWith(
                        "task 'spinner' of spin is still pending at"
                                + " guest.Failing$Leak.lambda$spinning$0(Failing.java); await it,");
    }

    @Test
    void swallowedCancellation() {
        Throwable error = kit.failure(Failing.Swallow.class);

        assertThat(error).isInstanceOf(NeglectError.class);
        assertThat(message(error))
                .isEqualTo(
                        "task 'worker' of deaf swallowed its cancellation (cancelled by test:"
                                + " \"enough\" at guest.Failing$Swallow.test(Failing.java)); let the"
                                + " CancelledError pass, or take the request back by uncancel(), or"
                                + " allow it by @Allow(SWALLOWED_CANCELLATIONS)");
    }

    @Test
    void unawaitedCoroutine() {
        Throwable error = kit.failure(Failing.Unawaited.class);

        assertThat(error).isInstanceOf(NeglectError.class);
        assertThat(message(error))
                .isEqualTo(
                        "coroutine 'sleep' was never awaited; it was made at"
                                + " guest.Failing$Unawaited.test(Failing.java); await it, make it a"
                                + " task, or close() it, or allow it by @Allow(UNAWAITED_COROUTINES)");
    }

    @Test
    void unawaitedCoroutine_withoutDebugMode_isNotFoundInTheCode() {
        kit.with("asyncio4j.junit.debug", "false");

        assertThat(message(kit.failure(Failing.Unawaited.class)))
                .startsWith("coroutine 'sleep' was never awaited; await it,");
    }

    @Test
    void failureInACallback() {
        Throwable error = kit.failure(Failing.Unseen.class, "callback");

        assertThat(error).isInstanceOf(NeglectError.class);
        assertThat(message(error))
                .isEqualTo(
                        "nobody saw: Exception in callback guest.Failing$Unseen lambda:"
                                + " java.lang.IllegalStateException: lost; await what fails, or set"
                                + " an exception handler, or allow it by @Allow(UNSEEN_FAULTS)");
        assertThat(error).hasCauseExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void failureInATask() {
        assertThat(message(kit.failure(Failing.Unseen.class, "task")))
                .startsWith(
                        "nobody saw: Task exception was never retrieved in <Task finished"
                                + " name='failing' coro=fails>: java.lang.IllegalStateException:"
                                + " lost; await");
    }

    @Test
    void many_areToldTogether() {
        assertThat(message(kit.failure(Failing.Many.class)))
                .startsWith("\n- task 'server' of sleep is still pending: it waits for its time; ")
                .contains("\n- coroutine 'sleep' was never awaited; it was made at ");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Failing.Leak.class,
                Failing.Swallow.class,
                Failing.Unawaited.class,
                Failing.Unseen.class,
                Failing.AllowedByTheClass.class
            })
    void allowed_passes(Class<?> type) {
        kit.run(type, "allowed").assertStatistics(s -> s.started(1).succeeded(1));
    }

    @Test
    void allowed_theMethodCountsBeforeTheClass() {
        assertThat(kit.failure(Failing.AllowedByTheClass.class, "notAllowed"))
                .isInstanceOf(NeglectError.class);
    }

    @Test
    void fault_seenByAHandlerOfItsOwn_passes() {
        kit.run(Failing.Unseen.class, "seenByAHandlerOfItsOwn(dev.asyncio4j.EventLoop)")
                .assertStatistics(s -> s.started(1).succeeded(1));
    }

    @Test
    void deadlock_namesWhoWaits() {
        Throwable error = kit.failure(Failing.Deadlock.class);

        assertThat(error).isInstanceOf(DeadlockError.class);
        assertThat(message(error))
                .contains("the loop would wait for ever: nothing is ready, no timer is set")
                .contains(
                        "task 'test' waits for task 'waiter' at"
                                + " guest.Failing$Deadlock.test(Failing.java)")
                .contains("task 'waiter' waits for <Future pending>, which nobody completes at ");
    }

    @Test
    void virtualTime_inRealTime_isRefused() {
        assertThat(
                        kit.failure(
                                Failing.Plain.class,
                                "asksForATimeItHasNot(dev.asyncio4j.testing.VirtualTime)"))
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessage(
                        "VirtualTime: this test runs in real time (expected: @VirtualClock on it)");
    }

    @Test
    void beforeEach_thatAwaitsOutsideTheLoop_isRefused() {
        assertThat(kit.failure(Failing.Lifecycle.class))
                .hasMessageStartingWith("await outside a coroutine");
    }

    @Test
    void beforeAll_inTheLoop_isRefused() {
        var failed =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectClass(Failing.BeforeEverything.class))
                        .execute()
                        .containerEvents();

        assertThat(Kit.failures(failed))
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo(
                        "@InLoop @BeforeAll connect: it belongs to no test, and each test has a"
                                + " loop of its own (expected: @BeforeEach or @AfterEach, or"
                                + " run(...) in it)");
    }

    @Test
    void limit_thatIsNone_isRefused() {
        assertThat(kit.failure(Failing.WrongLimit.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage("@TimeLimit: 0.0 (expected: seconds > 0)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asyncio4j.junit.limit: -1 (expected: seconds > 0)",
                "asyncio4j.junit.limit: soon (expected: seconds > 0)",
                "asyncio4j.junit.debug: yes (expected: true or false)",
                "asyncio4j.junit.schedules: 0 (expected: a number >= 1)"
            })
    void parameter_thatIsWrong_isRefused(String message) {
        String[] words = message.split(": | \\(", 3);
        kit.with(words[0], words[1]);

        assertThat(kit.failure(Failing.Many.class))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void testThatReturnsACoroutine_isNotRun_andJUnitSaysSo() {
        var issues =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectClass(Failing.Plain.class))
                        .discover()
                        .getDiscoveryIssues();

        assertThat(issues)
                .singleElement()
                .extracting(Object::toString)
                .asString()
                .contains("returnsACoroutine()", "must not return a value");
    }
}
