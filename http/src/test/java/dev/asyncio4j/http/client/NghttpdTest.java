// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.asyncio4j.Task;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.SelfSigned;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// The client and nghttpd, which stands on the reference library of HTTP/2.
///
/// Where it is not installed the tests are skipped, unless the environment variable
/// `ASYNCIO4J_BROKERS` is `required`: then they fail.
@Tag("real-time") // another process, over the system's sockets
class NghttpdTest {

    @TempDir private Path folder;

    /// What a server is asked by.
    interface Asking {
        void ask(HttpClient client, String url) throws Exception;
    }

    private static String program() {
        Stream<String> path = Arrays.stream(System.getenv("PATH").split(":", -1));
        for (String each : Stream.concat(path, Stream.of("/usr/sbin")).toList()) {
            Path program = Path.of(each, "nghttpd");
            if (Files.isExecutable(program)) {
                return program.toString();
            }
        }
        String missing = "nghttpd is not installed (apt-get install nghttp2-server)";
        if ("required".equals(System.getenv("ASYNCIO4J_BROKERS"))) {
            throw new AssertionError(missing);
        }
        assumeTrue(false, missing + ": its tests are skipped");
        throw new AssertionError(missing);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Serves a folder while it is asked.
    private void with(ClientOptions options, SelfSigned pair, Asking asking, String... more)
            throws Exception {
        int port = freePort();
        List<String> command =
                new ArrayList<>(List.of(program(), "-a", "127.0.0.1", "-d", "" + folder));
        command.addAll(List.of(more));
        command.add("" + port);
        boolean plain = command.contains("--no-tls");
        if (!plain) {
            command.add("" + pair.key());
            command.add("" + pair.certificate());
        }
        Process server =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log.txt").toFile())
                        .start();
        try (HttpClient client = Http.client(options)) {
            awaitListener(server, port);
            asking.ask(client, (plain ? "http" : "https") + "://localhost:" + port + "/");
        } finally {
            server.destroyForcibly();
            await(toThread(() -> server.waitFor()));
        }
    }

    private void awaitListener(Process server, int port) throws Exception {
        for (int tries = 0; ; tries++) {
            try {
                await(Net.openConnection("127.0.0.1", port), IOException.class).close();
                return;
            } catch (IOException notYet) {
                if (!server.isAlive() || tries > 1000) {
                    throw new AssertionError(
                            "nghttpd does not listen:\n"
                                    + Files.readString(folder.resolve("log.txt")),
                            notYet);
                }
            }
            await(sleep(0.02));
        }
    }

    private static void ask(HttpClient client, String url) throws Exception {
        ClientResponse large = await(client.get(url + "large.bin"));
        assertThat(large.head().version()).isEqualTo("HTTP/2");
        assertThat(large.bytes()).hasSize(5_000_000);
        List<Task<ClientResponse>> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            all.add(createTask(client.get(url + "small.txt?" + i)));
        }
        for (ClientResponse each : await(gather(all))) {
            assertThat(each.text()).isEqualTo("tea");
        }
        ClientRequest post =
                ClientRequest.post(url + "small.txt").withBody("a/b", new byte[1_000_000]);
        assertThat(await(client.request(post)).text()).isEqualTo("tea");
        assertThat(await(client.get(url + "none")).status()).isEqualTo(404);
        assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
    }

    private SelfSigned files() throws Exception {
        Files.write(folder.resolve("large.bin"), new byte[5_000_000]);
        Files.writeString(folder.resolve("small.txt"), "tea");
        return SelfSigned.in(folder);
    }

    @AsyncTest
    void encryptedServer_isAsked() throws Exception {
        SelfSigned pair = files();
        with(
                ClientOptions.defaults()
                        .withTls(TlsSettings.client().withTrusted(pair.certificate())),
                pair,
                NghttpdTest::ask);
    }

    /// Small windows, few streams, padding, a small table of fields.
    @AsyncTest
    void plainServer_isAsked_whateverItsSettings() throws Exception {
        SelfSigned pair = files();
        with(FramePeer.options(), pair, NghttpdTest::ask, "--no-tls");
        with(
                FramePeer.options(),
                pair,
                NghttpdTest::ask,
                "--no-tls",
                "--max-concurrent-streams=7",
                "--window-bits=10",
                "--connection-window-bits=16",
                "--padding=100",
                "--header-table-size=100");
    }

    /// A server that pushes is told not to.
    @AsyncTest
    void serverThatPushes_doesNot() throws Exception {
        SelfSigned pair = files();
        with(
                FramePeer.options(),
                pair,
                (client, url) ->
                        assertThat(await(client.get(url + "small.txt")).text()).isEqualTo("tea"),
                "--no-tls",
                "--push=/small.txt=/large.bin");
    }
}
