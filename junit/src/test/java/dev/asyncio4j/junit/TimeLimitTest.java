// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Task;
import guest.Slow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tests that do not end: the time is real.
@Tag("real-time")
class TimeLimitTest {

    private final Kit kit = new Kit();

    @BeforeEach
    void close() {
        Slow.close();
    }

    @AfterEach
    void open() {
        Slow.open();
    }

    private TimeLimitError error(Class<?> type, String method) {
        Throwable failure = kit.failure(type, method);
        assertThat(failure).isInstanceOf(TimeLimitError.class);
        return (TimeLimitError) failure;
    }

    @Test
    void test_thatWaits_showsAllTasks_andRunsAfterEach() {
        TimeLimitError error = error(Slow.Waiting.class, "test");

        assertThat(Kit.message(error))
                .isEqualTo(
                        """
                        test does not end within 1 s; @TimeLimit or asyncio4j.junit.limit gives it more
                        2 tasks in <EventLoop running=true closed=false debug=true ready=0 timers=0>
                        'test' waiting, test, for task 'waiter'
                            at guest.Slow$Waiting.test(Slow.java)
                        'waiter' waiting, wait, for <Future pending>, awaited by 'test'
                            at guest.Slow$Waiting.waitHere(Slow.java)""");
        assertThat(error.getStackTrace()[0].getMethodName()).isEqualTo("test");
        assertThat(error.dump().tasks()).hasSize(2);
        assertThat(error).hasNoSuppressedExceptions();
        assertThat(Slow.marks()).containsExactly("after");
    }

    @Test
    void test_thatSwallowsItsCancellation_ends() {
        TimeLimitError error = error(Slow.Waiting.class, "deaf");

        assertThat(error.dump().tasks()).hasSize(1);
        assertThat(Slow.marks()).containsExactly("after", "swallowed");
    }

    @Test
    void test_thatBlocksTheLoop_showsWhere_andIsLeftAlone() {
        TimeLimitError error = error(Slow.Blocking.class, "test");

        assertThat(Kit.message(error))
                .startsWith(
                        """
                        test does not end within 1 s; a step blocks the loop (toThread and toCpu take such work off it), and is left alone
                        The loop does not answer; it is
                            at java""")
                .contains(
                        """

                            at guest.Slow$Blocking.blockHere(Slow.java)
                            at guest.Slow$Blocking.test(Slow.java)
                        1 task in <EventLoop running=true closed=false debug=true ready=""")
                .contains("\n'test' running, test\n");
        assertThat(error.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .containsSubsequence("await", "blockHere", "test");
        assertThat(error.getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("after did not run: the loop of this test does not answer any more");
        assertThat(Slow.marks()).isEmpty();
    }

    @Test
    void test_thatSpins_showsWhere() {
        TimeLimitError error = error(Slow.Blocking.class, "spinning");

        assertThat(error.dump().tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.state()).isEqualTo(Task.State.RUNNING));
        assertThat(error.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .containsSubsequence("spinHere", "spinning");
    }

    @Test
    void callback_thatSpins_isShown() {
        TimeLimitError error = error(Slow.Blocking.class, "inACallback");

        assertThat(error.dump().tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.state()).isEqualTo(Task.State.WAITING));
        assertThat(error.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains("spinHere");
    }

    @Test
    void limit_ofTheParameter() {
        kit.with("asyncio4j.junit.limit", "0.1");

        assertThat(error(Slow.ByParameter.class, "test"))
                .hasMessageStartingWith("test does not end within 0.1 s; ");
        kit.run(Slow.ByParameter.class, "unlimited").assertStatistics(s -> s.succeeded(1));
    }

    @Test
    void junitsTimeout_showsAllTasksToo() {
        Throwable failure = kit.failure(Slow.Interrupted.class);

        assertThat(failure).isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(failure.getSuppressed())
                .anySatisfy(
                        error ->
                                assertThat(error)
                                        .isInstanceOf(TimeLimitError.class)
                                        .hasMessageContaining("test is interrupted; ")
                                        .hasMessageContaining("\n'test' waiting, test, for <F"));
    }

    @Test
    void schedule_thatBlocks_isNamedInOneLine() {
        TimeLimitError error = error(Slow.Scheduled.class, "test");

        assertThat(error.getMessage())
                .matches(
                        "(?s)asyncio4j\\.schedule=[a-z]+:\\d\\S* test does not end within 2 s; .*");
        assertThat(error.getStackTrace())
                .extracting(StackTraceElement::getMethodName)
                .contains("blockHere");
    }

    @Test
    void schedules_haveTheTimeEach() {
        kit.run(Slow.Scheduled.class, "hasTheTimeForEachRun").assertStatistics(s -> s.succeeded(1));
    }
}
