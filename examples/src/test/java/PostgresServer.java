// SPDX-License-Identifier: Apache-2.0

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A cluster of PostgreSQL in a folder of its own, on a free port of the loopback; to be killed,
/// and
/// started again with the same data. It does not run as root, so root starts it as `postgres`.
///
/// Where it is not installed the tests are skipped, unless the environment variable
/// `ASYNCIO4J_BROKERS` is `required`: then they fail.
final class PostgresServer implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final int TRIES = 300;

    private final Path programs;
    private final Path home;
    private final int port;
    private Process process;

    PostgresServer() throws Exception {
        programs = find();
        home = Files.createTempDirectory("postgres");
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        if (isRoot()) {
            end(new ProcessBuilder("chown", "postgres", home.toString()));
        }
        end(builder("initdb", "-D", home.toString(), "-A", "trust", "-U", "bank", "--no-sync"));
        start();
    }

    private static Path find() throws IOException {
        if (Files.isDirectory(INSTALLED)) {
            try (Stream<Path> versions = Files.list(INSTALLED)) {
                var found =
                        versions.map(version -> version.resolve("bin"))
                                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                                .max(Comparator.naturalOrder());
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
        String missing =
                "PostgreSQL is not in "
                        + INSTALLED
                        + " (apt-get install postgresql): its tests need it";
        if ("required".equals(System.getenv("ASYNCIO4J_BROKERS"))) {
            throw new AssertionError(missing);
        }
        assumeTrue(false, missing + ", and are skipped");
        throw new AssertionError(missing);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private ProcessBuilder builder(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) { // becomes the program, so that its pid is the program's
            command.addAll(List.of("setpriv", "--reuid", "postgres", "--regid", "postgres"));
            command.add("--init-groups");
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(home.toFile());
    }

    private static void end(ProcessBuilder builder) throws Exception {
        Process started = builder.redirectErrorStream(true).start();
        String printed = new String(started.getInputStream().readAllBytes());
        if (started.waitFor() != 0) {
            throw new AssertionError(builder.command() + " failed: " + printed);
        }
    }

    /// Starts it. Blocks until it takes connections.
    void start() throws Exception {
        SQLException last = null;
        for (int i = 0; i < TRIES; i++) {
            if (process == null
                    || !process.isAlive()) { // of one that was killed something may be left
                process =
                        builder(
                                        "postgres",
                                        "-D",
                                        home.toString(),
                                        "-p",
                                        "" + port,
                                        "-c",
                                        "listen_addresses=127.0.0.1",
                                        "-c",
                                        "unix_socket_directories=")
                                .redirectErrorStream(true)
                                .redirectOutput(
                                        home.resolveSibling(home.getFileName() + ".log").toFile())
                                .start();
            }
            try {
                connect().close();
                return;
            } catch (SQLException notYet) {
                last = notYet;
            }
            process.waitFor(100, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("PostgreSQL does not start", last);
    }

    /// A connection of a test's own.
    Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=bank";
    }

    String url() {
        return "postgresql://bank@127.0.0.1:" + port + "/postgres";
    }

    /// SIGKILL. Its children notice. Blocks until it is dead.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Ends it, and deletes its files.
    @Override
    public void close() {
        try {
            process.destroy(); // waits for clients to go
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                kill();
            }
            end(new ProcessBuilder("rm", "-rf", home.toString(), home + ".log"));
        } catch (Exception failed) {
            throw new AssertionError("PostgreSQL cannot be cleared away", failed);
        }
    }
}
