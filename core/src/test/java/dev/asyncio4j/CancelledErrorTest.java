// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CancelledErrorTest {
    @Test
    void new_withoutMessage_hasNone() {
        assertThat(new CancelledError())
                .hasMessage(null)
                .hasToString("dev.asyncio4j.CancelledError")
                .isNotInstanceOf(Exception.class);
    }

    @Test
    void new_withMessage_hasIt() {
        assertThat(new CancelledError("stop")).hasMessage("stop");
    }

    @Test
    void new_always_takesNoStackTrace() {
        assertThat(new CancelledError("stop").getStackTrace()).isEmpty();
    }

    @Test
    void initCause_afterwards_works() {
        CancelledError cancelled = new CancelledError("stop");
        Exception cause = new Exception();
        StackTraceElement[] stack = {new StackTraceElement("Foo", "bar", "Foo.java", 12)};

        cancelled.initCause(cause);
        cancelled.setStackTrace(stack);

        assertThat(cancelled).hasCause(cause);
        assertThat(cancelled.getStackTrace()).isEqualTo(stack);
    }

    @Test
    void reason_givenOrSet_isReturned() {
        CancelReason first = CancelReason.of("stop", "Task-1");
        CancelReason second = CancelReason.of("stop", "Task-2");
        CancelledError cancelled = new CancelledError("stop", first);

        assertThat(new CancelledError("stop").reason()).isNull();
        assertThat(cancelled.reason()).isSameAs(first);
        cancelled.reason(second);
        assertThat(cancelled.reason()).isSameAs(second);
    }

    @Test
    void new_subclass_isCheapToo() {
        class Stopped extends CancelledError {
            Stopped() {
                super("stopped");
            }
        }

        assertThat(new Stopped()).hasMessage("stopped");
        assertThat(new Stopped().getStackTrace()).isEmpty();
    }
}
