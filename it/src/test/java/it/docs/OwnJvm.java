// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A sample in a JVM of its own: one that runs until somebody ends it, or that changes its JVM.
final class OwnJvm implements AutoCloseable {

    private static final long LIMIT_SECONDS = 600; // for machines that do much else

    private final Process process;
    private final Thread reader;

    // under the lock of this
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private OwnJvm(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().start(this::readAll);
    }

    /// Starts a class in a folder, which is the JVM's, too: there it keeps its sockets.
    static OwnJvm start(Path folder, String className, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.add(className);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(folder.toFile());
        // Not an argument: of a long line of these the system does not tell who was started.
        builder.environment()
                .put(
                        "CLASSPATH",
                        folder + File.pathSeparator + System.getProperty("java.class.path"));
        builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return new OwnJvm(builder.start());
    }

    /// Runs a class to its end; gives what it printed.
    static String printed(Path folder, String className, String... arguments) throws Exception {
        try (OwnJvm jvm = start(folder, className, arguments)) {
            int code = jvm.awaitEnd();
            assertThat(code).as(() -> jvm.text()).isZero();
            return jvm.text();
        }
    }

    private void readAll() {
        try (BufferedReader printed = process.inputReader()) {
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                synchronized (this) {
                    lines.add(line);
                    notifyAll();
                }
            }
        } catch (IOException _) {
            // The test is over: close() has ended it.
        }
        synchronized (this) {
            ended = true;
            notifyAll();
        }
    }

    long pid() {
        return process.pid();
    }

    /// What it has printed up to now, errors included.
    synchronized String text() {
        return String.join("", lines.stream().map(line -> line + "\n").toList());
    }

    /// Blocks until it has printed such a line.
    synchronized void awaitLine(Predicate<String> wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (lines.stream().noneMatch(wanted)) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            assertThat(left > 0 && !ended).as("no such line: %s", lines).isTrue();
            wait(left);
        }
    }

    /// Blocks for a moment, or until it has ended, which it must not.
    void awaitMoment() throws InterruptedException {
        assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).as(() -> text()).isFalse();
    }

    void send(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /// Blocks until it has ended; gives its exit code.
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as(() -> text()).isTrue();
        reader.join();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly(); // the process itself would close its pipe, too
        process.onExit().join();
    }
}
