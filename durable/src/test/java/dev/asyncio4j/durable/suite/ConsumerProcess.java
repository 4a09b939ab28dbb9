// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import dev.asyncio4j.durable.DurableOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A consumer in a JVM of its own, which can be killed. It prints a line for each message that it
/// gets, before it does anything with it.
final class ConsumerProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    private ConsumerProcess(Process process) {
        this.process = process;
        this.lines = process.inputReader();
    }

    /// Starts it.
    ///
    /// @param mode `hold` does not settle what it gets, `ack` does
    static ConsumerProcess start(
            BrokerLocation location, String queue, DurableOptions options, String mode)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dasyncio4j.inspect=off",
                                "-Dasyncio4j.strand=" + System.getProperty("asyncio4j.strand")));
        if ("owned".equals(System.getProperty("asyncio4j.strand"))) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.addAll(
                List.of(
                        ConsumerMain.class.getName(),
                        location.type().getName(),
                        location.url(),
                        queue,
                        options.visibility().toString(),
                        "" + options.prefetch(),
                        mode));
        return new ConsumerProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /// The next line; null after the last. Blocks.
    String readLine() throws IOException {
        return lines.readLine();
    }

    /// SIGKILL. What it has printed can still be read.
    void kill() {
        process.toHandle().destroyForcibly(); // the process itself would close its pipe, too
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
