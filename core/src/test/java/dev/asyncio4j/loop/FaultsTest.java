// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.context.ContextVar;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FaultsTest {
    final Log log = new Log();
    final PlainLoop loop = new PlainLoop();
    final List<Fault> told = new ArrayList<>();
    final RuntimeException failure = new RuntimeException("broken");

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Nested
    class DefaultHandler {
        @Test
        void report_messageAndKeys_areOneRecordSortedByName() {
            loop.callExceptionHandler(
                    Fault.of("it broke").with("task", "T").withException(failure).with("a", 1));

            assertThat(log.messages()).containsExactly("it broke\na: 1\ntask: T");
            assertThat(log.records(Level.ALL).getFirst().getLevel()).isEqualTo(Level.SEVERE);
            assertThat(log.records(Level.ALL).getFirst().getThrown()).isSameAs(failure);
        }

        @Test
        void report_withoutMessage_hasAsynciosWords() {
            loop.callExceptionHandler(Fault.empty());

            assertThat(log.messages()).containsExactly("Unhandled exception in event loop");
        }

        @Test
        void report_birthplace_isShownAsAStack() {
            Throwable createdAt = new Throwable("created here");
            createdAt.setStackTrace(
                    new StackTraceElement[] {
                        new StackTraceElement("Foo", "bar", "Foo.java", 12),
                        new StackTraceElement("Main", "main", "Main.java", 3)
                    });

            loop.defaultExceptionHandler(Fault.of("m").with("source_traceback", createdAt));

            assertThat(log.messages())
                    .containsExactly(
                            """
                            m
                            source_traceback: java.lang.Throwable: created here
                                at Foo.bar(Foo.java:12)
                                at Main.main(Main.java:3)\
                            """);
        }

        @Test
        void report_valueThatCannotBeShown_isLoggedNotThrown() {
            loop.callExceptionHandler(Fault.of("m").with("task", new Unprintable()));

            assertThat(log.messages()).containsExactly("Exception in default exception handler");
        }
    }

    @Nested
    class OwnHandler {
        @Test
        void report_handlerSet_isToldInsteadOfTheLog() {
            loop.handleFaults(told::add);

            loop.callExceptionHandler(Fault.of("m"));

            assertThat(told).extracting(Fault::message).containsExactly("m");
            assertThat(log.messages()).isEmpty();
        }

        @Test
        void report_handlerThrows_defaultIsToldBoth() {
            loop.handleFaults(
                    fault -> {
                        throw failure;
                    });

            loop.callExceptionHandler(Fault.of("m").with("task", "T"));

            assertThat(log.messages())
                    .containsExactly(
                            "Unhandled error in exception handler\ncontext: {message=m, task=T}");
            assertThat(log.records(Level.ALL).getFirst().getThrown()).isSameAs(failure);
        }

        @Test
        void report_handlerThrowsAndLogFails_isStillLogged() {
            loop.handleFaults(
                    fault -> {
                        throw failure;
                    });

            loop.callExceptionHandler(Fault.of("m").with("task", new Unprintable()));

            assertThat(log.messages()).containsExactly("Exception in default exception handler");
        }

        @Test
        void report_handlerThrowsAnExit_leaves() {
            loop.handleFaults(
                    fault -> {
                        throw new PlainLoop.Exit();
                    });

            assertThatExceptionOfType(PlainLoop.Exit.class)
                    .isThrownBy(() -> loop.callExceptionHandler(Fault.of("m")));
        }

        @Test
        void report_handle_isToldInItsContext() {
            ContextVar<String> var = ContextVar.withDefault("var", "outside");
            List<String> seen = new ArrayList<>();
            loop.handleFaults(fault -> seen.add(var.get()));
            loop.callSoon(
                    () -> {
                        var.set("inside");
                        throw failure;
                    });

            loop.runOnce();

            assertThat(seen).containsExactly("inside");
            assertThat(var.get()).isEqualTo("outside");
        }
    }

    private static final class Unprintable {
        @Override
        public String toString() {
            throw new IllegalStateException("cannot be shown");
        }
    }
}
