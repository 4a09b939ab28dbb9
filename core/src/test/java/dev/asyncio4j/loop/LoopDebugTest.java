// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopDebugTest {
    final PlainLoop loop = new PlainLoop(VirtualTime.options().withDebug(true));
    final List<Fault> told = new ArrayList<>();

    @Test
    void debug_isOffUntilItIsSet() {
        PlainLoop plain = new PlainLoop(VirtualTime.options().withDebug(false));

        plain.setDebug(true);

        assertThat(plain.debug()).isTrue();
        plain.setDebug(false);
        assertThat(plain.debug()).isFalse();
    }

    @Test
    void callSoon_fromAnotherThread_isRefused() {
        loop.callSoon(() -> inAnotherThread(this::wrongThreadIsRefused));

        loop.handleFaults(told::add);
        loop.runOnce();

        assertThat(told).isEmpty();
    }

    @Test
    void callSoon_fromAnotherThreadWhileNotRunning_isAllowed() {
        inAnotherThread(() -> loop.callSoon(() -> {}));

        assertThat(loop).hasToString("ready=1 timers=0");
    }

    @Test
    void callSoon_fromAnotherThreadWithoutDebug_isNotChecked() {
        loop.setDebug(false);
        List<Handle> handles = new ArrayList<>();
        loop.callSoon(() -> inAnotherThread(() -> handles.add(loop.callSoon(() -> {}))));

        loop.runOnce();

        assertThat(handles).hasSize(1);
    }

    @Test
    void callSoonThreadsafe_fromAnotherThread_isAllowed() {
        List<String> marks = new ArrayList<>();
        loop.callSoon(
                () -> inAnotherThread(() -> loop.callSoonThreadsafe(() -> marks.add("came"))));

        loop.runOnce();
        loop.runOnce();

        assertThat(marks).containsExactly("came");
    }

    @Test
    void step_slowerThanTheLimit_isReported() {
        loop.setSlowCallbackDuration(Duration.ZERO);
        loop.callSoon(() -> {});

        try (Log log = new Log()) {
            loop.runOnce();

            assertThat(log.messages())
                    .singleElement()
                    .asString()
                    .matches(
                            "Executing <Handle dev\\.asyncio4j\\.loop\\.LoopDebugTest lambda>"
                                    + " took 0\\.\\d{3} seconds");
        }
    }

    @Test
    void step_fasterThanTheLimit_isNotReported() {
        loop.setSlowCallbackDuration(Duration.ofDays(1));
        loop.callSoon(() -> {});

        try (Log log = new Log()) {
            loop.runOnce();

            assertThat(log.messages()).isEmpty();
        }
    }

    @Test
    void slowCallbackDuration_isATenthOfASecondAtFirst() {
        assertThat(loop.slowCallbackDuration()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void setSlowCallbackDuration_negative_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loop.setSlowCallbackDuration(Duration.ofSeconds(-1)))
                .withMessage("limit: PT-1S (expected: >= 0)");
    }

    @Test
    void failure_ofACallback_tellsWhereItWasCreated() {
        loop.handleFaults(told::add);
        loop.callSoon(
                () -> {
                    throw new RuntimeException("x");
                });

        loop.runOnce();

        Throwable createdAt = (Throwable) told.getFirst().context().get("source_traceback");
        assertThat(createdAt).hasMessage("created here");
        assertThat(createdAt.getStackTrace())
                .anyMatch(
                        f ->
                                f.getMethodName()
                                        .equals("failure_ofACallback_tellsWhereItWasCreated"));
    }

    private void wrongThreadIsRefused() {
        String rule =
                "Non-thread-safe operation invoked on an event loop other than the current one";
        assertThatIllegalStateException()
                .isThrownBy(() -> loop.callSoon(() -> {}))
                .withMessage(rule);
        assertThatIllegalStateException()
                .isThrownBy(() -> loop.callLater(1, () -> {}))
                .withMessage(rule);
    }

    private static void inAnotherThread(Runnable job) {
        BorrowedThread.run("other", job);
    }
}
