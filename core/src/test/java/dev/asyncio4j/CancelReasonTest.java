// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CancelReasonTest {
    final List<StackTraceElement> stack =
            List.of(
                    new StackTraceElement("Foo", "bar", "Foo.java", 12),
                    new StackTraceElement("Main", "main", "Main.java", 3));

    @Test
    void toString_withoutMessageOrOrigin_namesTheCanceller() {
        assertThat(CancelReason.of(null, "Task-3")).hasToString("cancelled by Task-3");
    }

    @Test
    void toString_withMessageAndOrigin_tellsAll() {
        assertThat(new CancelReason("shutting down", "Task-3", stack))
                .hasToString("cancelled by Task-3: \"shutting down\" at Foo.bar(Foo.java:12)");
    }

    @Test
    void explain_withOrigin_hasEveryFrame() {
        assertThat(new CancelReason("shutting down", "Task-3", stack).explain())
                .isEqualTo(
                        """
                        cancelled by Task-3: "shutting down"
                            at Foo.bar(Foo.java:12)
                            at Main.main(Main.java:3)\
                        """);
    }

    @Test
    void explain_withoutOrigin_saysSo() {
        assertThat(CancelReason.of(null, "main").explain())
                .isEqualTo("cancelled by main\n    (origin not recorded)");
    }

    @Test
    void captured_underCancelMethods_beginsWithTheirCaller() {
        CancelReason reason = cancel("stop");

        assertThat(reason.message()).isEqualTo("stop");
        assertThat(reason.canceller()).isEqualTo("Task-1");
        assertThat(reason.origin().getFirst().getMethodName())
                .isEqualTo("captured_underCancelMethods_beginsWithTheirCaller");
    }

    private static CancelReason cancel(String message) {
        return cancelBecause(message);
    }

    private static CancelReason cancelBecause(String message) {
        return CancelReason.captured(message, "Task-1");
    }
}
