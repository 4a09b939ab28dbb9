// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Somebody else's proxy, on a free port, with its files in a folder. **Blocks** while it starts.
///
/// Where the program is not installed the tests are skipped, unless the environment variable
/// `ASYNCIO4J_BROKERS` is `required`: then they fail.
final class ProxyProcess implements AutoCloseable {

    private static final List<String> FOLDERS =
            Stream.concat(
                            Stream.of(System.getenv("PATH").split(":")),
                            Stream.of("/usr/sbin", "/usr/local/sbin"))
                    .toList();

    final int port;
    private final Path folder;
    private final Process process;

    /// @param configuration in which PORT stands for the port that it is to listen at
    ProxyProcess(Path folder, String configuration, String program, String... arguments)
            throws Exception {
        Path executable = find(program);
        this.folder = folder;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Files.writeString(folder.resolve("proxy.conf"), configuration.replace("PORT", "" + port));
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        command.addAll(List.of(arguments));
        process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output").toFile())
                        .start();
        for (int tries = 0; !listens(); tries++) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || tries > 500) {
                process.destroyForcibly();
                throw new AssertionError(
                        program
                                + " does not listen:\n"
                                + Files.readString(folder.resolve("output")));
            }
        }
    }

    private static Path find(String program) {
        for (String each : FOLDERS) {
            Path executable = Path.of(each, program);
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

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// The lines of a file in its folder. Stops it before, so that all is there.
    List<String> lines(String file) throws Exception {
        stop();
        return Files.readAllLines(
                folder.resolve(file), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private void stop() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
        if (process.isAlive()) {
            process.destroyForcibly().onExit().join();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
