// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// A broker's server, started by a test on a free port of this machine's loopback, with its files
/// in a folder of its own; to be killed, and started again on the same port with the same files.
///
/// Where the program is not installed the tests are skipped, unless the environment variable
/// `ASYNCIO4J_BROKERS` is `required`: then they fail.
public final class BrokerProcess implements AutoCloseable {
    private static final List<String> FOLDERS =
            Stream.concat(
                            Stream.of(System.getenv("PATH").split(":")),
                            Stream.of("/usr/sbin", "/usr/local/sbin"))
                    .toList();

    private final String name;
    private final int port;
    private final Path home;
    private final List<String> command;
    private Process process;

    /// Starts it, and waits until it listens.
    ///
    /// @param program its name; also that of Debian's package
    /// @param arguments made of its port and its folder
    public BrokerProcess(String program, BiFunction<Integer, Path, List<String>> arguments) {
        Path executable = find(program);
        try {
            this.name = program;
            this.port = freePort();
            this.home = Files.createTempDirectory(program);
            this.command =
                    Stream.concat(
                                    Stream.of(executable.toString()),
                                    arguments.apply(port, home).stream())
                            .toList();
            start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path find(String program) {
        for (String folder : FOLDERS) {
            Path executable = Path.of(folder, program);
            if (Files.isExecutable(executable)) {
                return executable;
            }
        }
        String missing =
                program + " is not installed (apt-get install " + program + "): its tests need it";
        if ("required".equals(System.getenv("ASYNCIO4J_BROKERS"))) {
            throw new AssertionError(missing);
        }
        assumeTrue(false, missing + ", and are skipped");
        throw new AssertionError(missing);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Where it listens.
    public int port() {
        return port;
    }

    /// Starts it again. Blocks until it listens.
    public void start() {
        Path log = home.resolve("test.log");
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(home.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            for (int tries = 0; !listens(); tries++) {
                if (!process.isAlive() || tries > 1_000) {
                    throw new AssertionError(name + " does not listen:\n" + Files.readString(log));
                }
                pause();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// Waits for its end, which does not come.
    private void pause() {
        try {
            process.onExit().get(20, TimeUnit.MILLISECONDS);
        } catch (TimeoutException expected) {
            return;
        } catch (InterruptedException | ExecutionException failed) {
            throw new AssertionError(failed);
        }
    }

    /// SIGKILL. Blocks until it is dead.
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Whether it runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Its program's name.
    @Override
    public String toString() {
        return name;
    }

    /// Kills it, and deletes its files.
    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
