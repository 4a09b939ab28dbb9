// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.net.tls.TlsSettings;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Over real sockets, asked by curl: encrypted, at a path, by several loops.
@Tag("real-time") // the system's sockets have the system's clock
class ServingTest {

    @TempDir private Path folder;

    private static String output(String... command) throws Exception {
        return await(
                toThread(
                        () -> {
                            Process process =
                                    new ProcessBuilder(command).redirectErrorStream(true).start();
                            String said =
                                    new String(
                                            process.getInputStream().readAllBytes(),
                                            StandardCharsets.UTF_8);
                            assertThat(process.waitFor()).as(said).isZero();
                            return said;
                        }));
    }

    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "10"));
        command.addAll(Arrays.asList(arguments));
        return output(command.toArray(String[]::new));
    }

    private Path certificate() {
        return folder.resolve("certificate.pem");
    }

    private TlsSettings tls() throws Exception {
        Path certificate = certificate();
        Path key = folder.resolve("key.pem");
        output(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-addext",
                "subjectAltName=DNS:localhost",
                "-keyout",
                key.toString(),
                "-out",
                certificate.toString());
        return TlsSettings.server(certificate, key);
    }

    @AsyncTest
    void encrypted_isServed_andToldToTheHandler() throws Exception {
        TlsSettings tls = tls();
        ServerOptions options = ServerOptions.defaults().withTls(tls);
        HttpServer server =
                await(
                        Http.startServer(
                                request -> Response.text(request.isSecure() + request.path()),
                                "127.0.0.1",
                                0,
                                options));
        String at = "https://localhost:" + server.port();

        assertThat(curl("--cacert", certificate().toString(), at + "/a", at + "/b"))
                .isEqualTo("true/atrue/b");
        assertThat(server.answerCount()).isEqualTo(2);
        await(server.stop(Duration.ofSeconds(5)));
    }

    private String version(String... arguments) throws Exception {
        List<String> all =
                new ArrayList<>(
                        List.of("-o", "/dev/null", "-w", "%{http_version} %{http_code}", "-s"));
        all.addAll(Arrays.asList(arguments));
        return curl(all.toArray(String[]::new));
    }

    @AsyncTest
    void http2_isAgreedOn_belowTls() throws Exception {
        ServerOptions options = ServerOptions.defaults().withTls(tls());
        Handler handler = request -> Response.text(request.version());
        HttpServer server = await(Http.startServer(handler, "127.0.0.1", 0, options));
        String at = "https://localhost:" + server.port();
        String trust = certificate().toString();

        assertThat(curl("--cacert", trust, "--http2", at, at)).isEqualTo("HTTP/2HTTP/2");
        assertThat(curl("--cacert", trust, "--http1.1", at)).isEqualTo("HTTP/1.1");
        assertThat(curl("--cacert", trust, "--no-alpn", at)).isEqualTo("HTTP/1.1");
        await(server.stop(Duration.ofSeconds(5)));

        ServerOptions old = options.withTls(tls().withAlpn("http/1.1"));
        HttpServer without = await(Http.startServer(handler, "127.0.0.1", 0, old));
        assertThat(version("--cacert", trust, "--http2", "https://localhost:" + without.port()))
                .isEqualTo("1.1 200");
        await(without.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void http2_isKnownBefore_byItsFirstBytes() throws Exception {
        Path upload = Files.write(folder.resolve("upload"), new byte[900_000]);
        HttpServer server =
                await(
                        Http.startServer(
                                request ->
                                        Response.text(
                                                request.version()
                                                        + " "
                                                        + await(request.bytes()).length),
                                "127.0.0.1",
                                0,
                                ServerOptions.defaults()));
        String at = "http://127.0.0.1:" + server.port() + "/";

        assertThat(curl("--http2-prior-knowledge", at)).isEqualTo("HTTP/2 0");
        assertThat(curl("--http2-prior-knowledge", "--data-binary", "@" + upload, at))
                .isEqualTo("HTTP/2 900000");
        assertThat(curl("--http2", at)).isEqualTo("HTTP/1.1 0"); // which asks for an upgrade
        Files.write(upload, new byte[3_000_000]);
        assertThat(version("--http2-prior-knowledge", "--data-binary", "@" + upload, at))
                .isEqualTo("2 413");
        await(server.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void longAnswers_comeWhole_overHttp2() throws Exception {
        byte[] piece = new byte[100_000];
        HttpServer server =
                await(
                        Http.startServer(
                                request ->
                                        Response.stream(
                                                "application/octet-stream",
                                                out -> {
                                                    for (int i = 0; i < 200; i++) {
                                                        await(out.write(piece));
                                                    }
                                                }),
                                "127.0.0.1",
                                0,
                                ServerOptions.defaults().withTls(tls())));

        assertThat(
                        curl(
                                "--cacert",
                                certificate().toString(),
                                "--http2",
                                "-o",
                                "/dev/null",
                                "-w",
                                "%{http_version} %{size_download}",
                                "https://localhost:" + server.port()))
                .isEqualTo("2 20000000");
        await(server.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void path_isServed() throws Exception {
        Path path = folder.resolve("http.sock");
        HttpServer server =
                await(
                        HttpServer.startUnix(
                                request -> Response.text("by a path"),
                                path,
                                ServerOptions.defaults()));

        assertThat(curl("--unix-socket", path.toString(), "http://localhost/"))
                .isEqualTo("by a path");
        assertThat(server.port()).isZero();
        await(server.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void workers_shareAPort_andStopTogether() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Set<EventLoop> loops = ConcurrentHashMap.newKeySet();
        Task<?> serving =
                createTask(
                        Http.serve(
                                request -> {
                                    loops.add(EventLoop.running());
                                    return Response.text("ok");
                                },
                                "127.0.0.1",
                                port,
                                ServerOptions.defaults().withWorkers(2)));
        String at = "http://127.0.0.1:" + port + "/";
        Set<String> answers = new HashSet<>();
        curl("--retry", "20", "--retry-connrefused", "--retry-delay", "1", at);
        for (int i = 0; i < 50 && loops.size() < 2; i++) {
            answers.add(curl(at));
            await(sleep(0));
        }

        serving.cancel();

        assertThatThrownBy(() -> await(serving)).isInstanceOf(CancelledError.class);
        assertThat(loops).hasSize(2).doesNotContain(EventLoop.running());
        assertThatThrownBy(
                        () ->
                                Http.serve(
                                        request -> null,
                                        "",
                                        0,
                                        ServerOptions.defaults().withWorkers(2)))
                .hasMessageStartingWith("port: 0 (expected: ");
    }
}
