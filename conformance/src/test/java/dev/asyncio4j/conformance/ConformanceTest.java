// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.asyncio4j.carrier.Strands;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.transport.Engine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every trace's port prints what CPython printed, byte for byte, but for what `skips.txt` says.
class ConformanceTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Skips SKIPS = Skips.read();
    private static final String ENGINE = "asyncio4j.transport";
    private static final Set<String> NETWORK =
            Set.of("streams", "protocols", "process", "loop", "run", "new313");

    @BeforeAll
    static void tellStrands() {
        System.out.println("Traces run on " + Strands.reason());
    }

    @TestFactory
    Stream<DynamicTest> port_printsTheTrace() {
        return Trace.all().stream()
                .filter(trace -> trace.port().isPresent())
                .map(trace -> DynamicTest.dynamicTest(trace.name(), () -> check(trace)));
    }

    /// The traces that may use the network, on the kernel's other interface, where it has it; but
    /// for one, in which a client writes and closes at once: a ring closes when the kernel has sent
    /// what was written, and if the answer is there by then, TCP ends by a reset.
    @TestFactory
    @Tag("once") // a ring needs a thread of the system's, as owned strands have
    Stream<DynamicTest> port_onIoUring_printsTheTrace() throws Exception {
        String reason = onIoUring(() -> run(async(() -> Net.engineReason())));
        assumeTrue(onIoUring(() -> run(async(() -> Net.engine()))) == Engine.IO_URING, reason);
        return Trace.all().stream()
                .filter(trace -> NETWORK.contains(trace.area()) && trace.port().isPresent())
                .filter(trace -> !trace.name().equals("protocols/01_callback_order"))
                .map(
                        trace ->
                                DynamicTest.dynamicTest(
                                        trace.name() + " on io_uring", () -> ring(trace)));
    }

    private static void ring(Trace trace) throws Exception {
        onIoUring(
                () -> {
                    check(trace);
                    return trace;
                });
    }

    private static <T> T onIoUring(Callable<T> what) throws Exception {
        System.setProperty(ENGINE, "io_uring");
        try {
            return what.call();
        } finally {
            System.clearProperty(ENGINE);
        }
    }

    @Test
    void everyTrace_isPortedOrWaits() {
        assertThat(Trace.all()).as("traces in %s", Trace.HOME.toAbsolutePath()).isNotEmpty();
        for (Trace trace : Trace.all()) {
            boolean waits = SKIPS.waiting().containsKey(trace.name());
            if (trace.port().isEmpty()) {
                assertThat(waits)
                        .as("%s has no port %s: waiting.txt says why", trace, trace.portName())
                        .isTrue();
            } else {
                assertThat(waits).as("%s has a port: waiting.txt is stale", trace).isFalse();
            }
        }
    }

    @Test
    void lists_nameTracesOnly() {
        var names = Trace.all().stream().map(Trace::name).collect(Collectors.toSet());

        assertThat(names).as("waiting.txt").containsAll(SKIPS.waiting().keySet());
        assertThat(names).as("skips.txt").containsAll(SKIPS.edited());
    }

    private static void check(Trace trace) throws Exception {
        String expected = String.join("\n", SKIPS.expected(trace)) + "\n";

        assertThat(printed(trace)).as(trace.name()).isEqualTo(expected);
    }

    /// Runs the port as a program: on a thread of its own, with a standard output of its own.
    private static String printed(Trace trace) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        PrintStream console = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        Thread program;
        try {
            program =
                    Thread.ofPlatform()
                            .name(trace.name())
                            .daemon()
                            .start(() -> call(trace, failure));
            program.join(LIMIT);
        } finally {
            System.setOut(console);
            forgetLogging();
        }
        String printed = bytes.toString(StandardCharsets.UTF_8);
        if (program.isAlive()) {
            fail(
                    "%s is not done after %s; it printed%n%sand its thread is at%n%s",
                    trace.name(),
                    LIMIT,
                    printed,
                    Arrays.stream(program.getStackTrace())
                            .map(frame -> "    at " + frame)
                            .collect(Collectors.joining("\n")));
        }
        if (failure.get() != null) {
            throw new AssertionError(
                    trace.name() + " failed after it had printed\n" + printed, failure.get());
        }
        return printed;
    }

    private static void call(Trace trace, AtomicReference<Throwable> failure) {
        try {
            Class<?> port = trace.port().orElseThrow();
            port.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException thrown) {
            failure.set(thrown.getCause());
        } catch (Throwable thrown) {
            failure.set(thrown);
        }
    }

    /// What a port did to the logger would otherwise show in the next one's output.
    private static void forgetLogging() {
        Logger logger = Logger.getLogger("asyncio");
        Arrays.stream(logger.getHandlers()).forEach(logger::removeHandler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }
}
