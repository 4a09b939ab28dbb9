// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Task;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.SelfSigned;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.Limits;
import dev.asyncio4j.http.server.Request;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.ServerOptions;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.tls.TlsSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Which version of HTTP is spoken, over real sockets.
@Tag("real-time") // the system's sockets have the system's clock
class NegotiatedTest {

    @TempDir private Path folder;

    private final List<String> heads = new ArrayList<>(); // that a proxy got
    private int connections; // that a server got

    private HttpServer encrypted(SelfSigned pair) throws Exception {
        return await(
                Http.startServer(
                        NegotiatedTest::answer,
                        "127.0.0.1",
                        0,
                        ServerOptions.defaults()
                                .withLimits(Limits.defaults().withStreams(1000))
                                .withTls(TlsSettings.server(pair.certificate(), pair.key()))));
    }

    private static Response answer(Request request) throws Exception {
        if (request.path().equals("/socket")) {
            return Response.webSocket(
                    socket -> await(socket.send(await(socket.receive()).text() + "!")));
        }
        byte[] body = await(request.bytes());
        return Response.text(request.version() + " " + request.target() + " " + body.length);
    }

    private static ClientOptions trusting(SelfSigned pair) {
        return ClientOptions.defaults()
                .withTls(TlsSettings.client().withTrusted(pair.certificate()));
    }

    @AsyncTest
    void encryptedServer_isSpokenToInHttp2_ifBothWant() throws Exception {
        SelfSigned pair = SelfSigned.in(folder);
        HttpServer server = encrypted(pair);
        String url = "https://localhost:" + server.port() + "/";
        try (HttpClient client = Http.client(trusting(pair))) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(createTask(client.get(url + i)));
            }
            List<ClientResponse> answers = await(gather(all));
            for (int i = 0; i < 1000; i++) {
                assertThat(answers.get(i).text()).isEqualTo("HTTP/2 /" + i + " 0");
            }
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
            ClientRequest large =
                    ClientRequest.post(url + "large").withBody("a/b", new byte[1_000_000]);
            assertThat(await(client.request(large)).text()).isEqualTo("HTTP/2 /large 1000000");
        }
        try (HttpClient client = Http.client(trusting(pair).withVersions(HttpVersions.HTTP_1_1))) {
            assertThat(await(client.get(url)).text()).isEqualTo("HTTP/1.1 / 0");
        }
        try (HttpClient client = Http.client(trusting(pair).withVersions(HttpVersions.HTTP_2))) {
            assertThat(await(client.get(url)).text()).isEqualTo("HTTP/2 / 0");
        }
        await(server.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void plainServer_isSpokenToInHttp2_ifItIsKnownTo() throws Exception {
        HttpServer server = await(Http.startServer(NegotiatedTest::answer, "127.0.0.1", 0));
        String url = "http://127.0.0.1:" + server.port() + "/";
        try (HttpClient client = Http.client()) {
            assertThat(await(client.get(url)).text()).isEqualTo("HTTP/1.1 / 0");
        }
        try (HttpClient client = Http.client(FramePeer.options())) {
            assertThat(await(client.get(url)).text()).isEqualTo("HTTP/2 / 0");
        }
        await(server.stop(Duration.ofSeconds(5)));
    }

    /// Answers one request after a while, in HTTP/1.1.
    private void answerOnce(StreamReader reader, StreamWriter writer) {
        connections++;
        try {
            await(reader.readuntil("\r\n\r\n"), SSLException.class);
            await(sleep(0.2));
            await(writer.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
            await(reader.read());
        } catch (SSLException gone) {
            assertThat(connections).isEqualTo(6); // that client wants another version
        } finally {
            writer.close();
        }
    }

    /// A server that has never heard of HTTP/2.
    @AsyncTest
    void serverOfHttp1_getsHttp1_onAsManyConnectionsAsItTakes() throws Exception {
        SelfSigned pair = SelfSigned.in(folder);
        Server server =
                await(
                        Net.startServer(
                                (reader, writer) -> async(() -> answerOnce(reader, writer)),
                                "127.0.0.1",
                                0,
                                ServeOptions.defaults()
                                        .withTls(
                                                TlsSettings.server(
                                                        pair.certificate(), pair.key()))));
        String url = "https://localhost:" + port(server) + "/";
        try (HttpClient client = Http.client(trusting(pair))) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(createTask(client.get(url)));
            }
            assertThat(await(gather(all))).extracting(ClientResponse::text).containsOnly("ok");
            assertThat(connections).isEqualTo(5);
            assertThat(client).hasToString("<HttpClient 5 open, 5 idle, 0 waiting>");
        }
        try (HttpClient client = Http.client(trusting(pair).withVersions(HttpVersions.HTTP_2))) {
            assertThatThrownBy(() -> await(client.get(url)))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessage("https://localhost:" + port(server) + " does not speak HTTP/2");
        }
        server.close();
        await(server.waitClosed());
    }

    @AsyncTest
    void webSocket_hasAConnectionOfItsOwn() throws Exception {
        SelfSigned pair = SelfSigned.in(folder);
        HttpServer server = encrypted(pair);
        String authority = "localhost:" + server.port();
        try (HttpClient client = Http.client(trusting(pair))) {
            await(client.get("https://" + authority + "/"));
            await(
                    client.webSocket("wss://" + authority + "/socket")
                            .use(
                                    socket -> {
                                        await(socket.send("tea"));
                                        assertThat(await(socket.receive()).text())
                                                .isEqualTo("tea!");
                                        assertThat(client.toString())
                                                .startsWith("<HttpClient 2 open, 1 idle");
                                    }));
            assertThat(await(client.get("https://" + authority + "/")).text())
                    .isEqualTo("HTTP/2 / 0");
        }
        await(server.stop(Duration.ofSeconds(5)));
    }

    // ---- through a proxy

    private void pass(StreamReader reader, StreamWriter writer) throws IOException {
        String head = new String(await(reader.readuntil("\r\n\r\n")), StandardCharsets.ISO_8859_1);
        heads.add(head.replaceAll(":[0-9]{4,}", ":PORT"));
        String port = head.replaceFirst("(?s)^CONNECT [^ ]*:([0-9]+)[^0-9].*", "$1");
        try (Connection server = await(Net.openConnection("127.0.0.1", Integer.parseInt(port)))) {
            writer.write("HTTP/1.1 200 Connected\r\n\r\n");
            Task<Void> back = createTask(async(() -> copy(server.reader(), writer)));
            copy(reader, server.writer());
            await(back);
        }
    }

    private static void copy(StreamReader from, StreamWriter to) {
        try {
            for (byte[] piece = await(from.read(65536), SocketException.class);
                    piece.length > 0;
                    piece = await(from.read(65536), SocketException.class)) {
                await(to.send(piece), SocketException.class);
            }
            if (!to.isClosing()) {
                to.close();
            }
        } catch (SocketException over) {
            to.close(); // so is the other way
        }
    }

    private static int port(Server server) {
        return ((InetSocketAddress) server.sockets().getFirst().sockname()).getPort();
    }

    @AsyncTest
    void proxy_isAskedForAWay_forHttp2() throws Exception {
        SelfSigned pair = SelfSigned.in(folder);
        HttpServer server = encrypted(pair);
        HttpServer plain = await(Http.startServer(NegotiatedTest::answer, "127.0.0.1", 0));
        Server proxy =
                await(
                        Net.startServer(
                                (reader, writer) -> async(() -> pass(reader, writer)),
                                "127.0.0.1",
                                0));
        Proxy way = Proxy.of("http://127.0.0.1:" + port(proxy)).withUser("bo", "tea");
        try (HttpClient client = Http.client(trusting(pair).withProxy(way))) {
            String url = "https://localhost:" + server.port() + "/a";
            assertThat(await(client.get(url)).text()).isEqualTo("HTTP/2 /a 0");
            assertThat(await(client.get(url)).text()).isEqualTo("HTTP/2 /a 0");
        }
        try (HttpClient client = Http.client(FramePeer.options().withProxy(way))) {
            String url = "http://localhost:" + plain.port() + "/a";
            assertThat(await(client.get(url)).text()).isEqualTo("HTTP/2 /a 0");
        }
        String asked =
                "CONNECT localhost:PORT HTTP/1.1\r\nhost: localhost:PORT\r\n"
                        + "proxy-authorization: Basic Ym86dGVh\r\n\r\n";
        assertThat(heads).containsExactly(asked, asked);
        proxy.close();
        await(plain.stop(Duration.ofSeconds(5)));
        await(server.stop(Duration.ofSeconds(5)));
    }
}
