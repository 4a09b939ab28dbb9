// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A worker's process, connected. Its input is empty, its output and errors are this process's.
///
/// @param process it
/// @param frames the connection
record WorkerProcess(Process process, Frames frames) {

    private static final int SIGNALED = 128;
    private static final int OUT_OF_MEMORY = 3; // -XX:+ExitOnOutOfMemoryError
    private static final long GRACE_SECONDS = 10;

    /// Starts one, and waits until it has called back. Its death before that, and this thread's
    /// being interrupted, end the wait.
    static WorkerProcess start(PoolOptions options) throws IOException {
        Path folder = Files.createTempDirectory("asyncio4j"); // which nobody else may enter
        Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process process =
                    new ProcessBuilder(command(options, socket))
                            .redirectInput(Redirect.from(Path.of(NOTHING).toFile()))
                            .redirectOutput(Redirect.INHERIT)
                            .redirectError(Redirect.INHERIT)
                            .start();
            CompletableFuture<Void> watch = process.onExit().thenAccept(dead -> close(server));
            try {
                SocketChannel channel = server.accept();
                return new WorkerProcess(process, new Frames(channel, options.maxBytes()));
            } catch (IOException gone) {
                process.destroyForcibly();
                throw process.isAlive()
                        ? gone
                        : new IOException("it ended with exit code " + process.exitValue(), gone);
            } finally {
                watch.cancel(false);
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    private static final String NOTHING =
            System.getProperty("os.name", "").startsWith("Windows") ? "NUL" : "/dev/null";

    private static void close(ServerSocketChannel server) {
        try {
            server.close();
        } catch (IOException failed) {
            System.getLogger("asyncio").log(Level.DEBUG, "a worker's socket", failed);
        }
    }

    private static List<String> command(PoolOptions options, Path socket) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(options.jvmOptions());
        add(command, "-cp", System.getProperty("java.class.path", ""));
        add(command, "--module-path", System.getProperty("jdk.module.path", ""));
        Module mine = WorkerProcess.class.getModule();
        if (mine.isNamed()) {
            command.add("--add-modules");
            command.add("ALL-MODULE-PATH");
            command.add("-m");
            command.add(mine.getName() + "/" + WorkerMain.class.getName());
        } else {
            command.add(WorkerMain.class.getName());
        }
        command.add(socket.toString());
        command.add(String.valueOf(options.maxBytes()));
        return command;
    }

    private static void add(List<String> command, String option, String value) {
        if (!value.isEmpty()) {
            command.add(option);
            command.add(value);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void kill() {
        process.destroyForcibly();
    }

    /// Lets it end, which it does when the connection is closed, and waits for that; kills one that
    /// takes too long.
    void end() {
        try {
            frames.close();
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                kill();
                process.waitFor();
            }
        } catch (IOException failed) {
            System.getLogger("asyncio").log(Level.DEBUG, "a worker's connection", failed);
        } catch (InterruptedException hurry) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /// How it ended, in words.
    String obituary() {
        int status = process.exitValue();
        String how = "ended with exit code " + status;
        if (status > SIGNALED) {
            how = "was killed by signal " + (status - SIGNALED) + " (exit code " + status + ")";
        } else if (status == OUT_OF_MEMORY) {
            how += " (as a JVM out of memory does)";
        }
        return "worker process " + pid() + " " + how;
    }
}
