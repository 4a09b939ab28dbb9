// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// An example in a JVM of its own, which can be killed.
final class Program implements AutoCloseable {
    private static final long LIMIT_SECONDS = 90;

    private final String name;
    private final Process process;
    private final Thread reader;

    // under the lock of this
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().start(this::readAll);
    }

    static Program start(String name, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dasyncio4j.strand=" + System.getProperty("asyncio4j.strand")));
        if ("owned".equals(System.getProperty("asyncio4j.strand"))) {
            command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
        }
        command.add(name);
        command.addAll(List.of(arguments));
        return new Program(name, new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void readAll() {
        try (BufferedReader printed = process.inputReader()) {
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                synchronized (this) {
                    lines.add(line);
                    notifyAll();
                }
            }
        } catch (IOException closed) {
            throw new AssertionError(name + ": its lines cannot be read", closed);
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    /// What it has printed up to now, errors included.
    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /// Blocks until what it has printed is enough.
    synchronized List<String> awaitLines(String what, Predicate<List<String>> isEnough)
            throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!isEnough.test(lines)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            assertThat(left > 0 && !ended)
                    .as("%s does not print %s, only %s", name, what, lines)
                    .isTrue();
            wait(left);
        }
        return List.copyOf(lines);
    }

    /// SIGKILL. What it has printed can still be read.
    void kill() {
        process.toHandle().destroyForcibly(); // the process itself would close its pipe, too
        process.onExit().join();
    }

    /// SIGTERM; gives its exit code.
    int terminate() {
        process.toHandle().destroy();
        return awaitEnd();
    }

    /// SIGINT, as Ctrl-C sends it; gives its exit code.
    int interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(name + " was to be interrupted", failed);
        }
        return awaitEnd();
    }

    /// Blocks until it has ended by itself; gives its exit code.
    int awaitEnd() {
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends, having printed %s", name, lines())
                    .isTrue();
            reader.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(name + " was waited for", interrupted);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
