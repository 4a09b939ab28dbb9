// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The exception types which are hardly more than a name.
class ExceptionTypesTest {
    @Test
    void timeoutError_isUnchecked() {
        CancelledError cause = new CancelledError();

        assertThat(new TimeoutError()).isInstanceOf(RuntimeException.class).hasMessage(null);
        assertThat(new TimeoutError("late")).hasMessage("late").hasNoCause();
        assertThat(new TimeoutError("late", cause)).hasMessage("late").hasCause(cause);
    }

    @Test
    void invalidStateError_isAnIllegalState() {
        assertThat(new InvalidStateError("Result is not set."))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Result is not set.");
    }

    @Test
    void keyboardInterrupt_isAnError() {
        assertThat(new KeyboardInterrupt()).isInstanceOf(Error.class).hasMessage(null);
        assertThat(new KeyboardInterrupt("k")).hasMessage("k");
    }

    @Test
    void systemExit_withCode_showsIt() {
        assertThat(new SystemExit(2))
                .isInstanceOf(Error.class)
                .hasToString("dev.asyncio4j.SystemExit: 2");
        assertThat(new SystemExit(2).code()).isEqualTo(2);
    }

    @Test
    void systemExit_withoutCode_isSuccess() {
        assertThat(new SystemExit()).hasMessage(null);
        assertThat(new SystemExit().code()).isZero();
    }

    @Test
    void stopAsyncIteration_takesNoStackTrace() {
        assertThat(new StopAsyncIteration()).isInstanceOf(RuntimeException.class).hasMessage(null);
        assertThat(new StopAsyncIteration("end")).hasMessage("end");
        assertThat(new StopAsyncIteration().getStackTrace()).isEmpty();
    }
}
