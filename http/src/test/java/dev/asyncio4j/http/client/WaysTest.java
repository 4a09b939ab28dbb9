// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Task;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.SelfSigned;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.http.server.ServerOptions;
import dev.asyncio4j.junit.Allow;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.Neglect;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
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

/// The ways to a server, over real sockets: encrypted, through a proxy, to a path.
@Tag("real-time") // the system's sockets have the system's clock
class WaysTest {

    @TempDir private Path folder;

    private final List<String> heads = new ArrayList<>(); // that a proxy got

    private static HttpServer serve(ServerOptions options) throws Exception {
        return await(
                Http.startServer(
                        request ->
                                Response.text(
                                        (request.isSecure() ? "secret " : "open ")
                                                + request.target()),
                        "127.0.0.1",
                        0,
                        options));
    }

    private HttpServer encrypted(SelfSigned pair) throws Exception {
        return serve(
                ServerOptions.defaults()
                        .withTls(TlsSettings.server(pair.certificate(), pair.key())));
    }

    private static ClientOptions trusting(SelfSigned pair) {
        return ClientOptions.defaults()
                .withTls(TlsSettings.client().withTrusted(pair.certificate()));
    }

    @AsyncTest
    @Allow(Neglect.UNSEEN_FAULTS) // the server's: clients that do not trust it
    void encryptedServer_isAsked_ifItIsTrusted() throws Exception {
        SelfSigned pair = SelfSigned.in(folder);
        HttpServer server = encrypted(pair);
        String url = "https://localhost:" + server.port() + "/a";
        try (HttpClient client = Http.client(trusting(pair))) {
            assertThat(await(client.get(url)).text()).isEqualTo("secret /a");
            assertThat(await(client.get(url)).text()).isEqualTo("secret /a");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
        try (HttpClient client = Http.client()) {
            assertThatThrownBy(() -> await(client.get(url))).isInstanceOf(SSLException.class);
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
        try (HttpClient client = Http.client(trusting(pair))) {
            String byAddress = "https://127.0.0.1:" + server.port() + "/a";
            assertThatThrownBy(() -> await(client.get(byAddress)))
                    .isInstanceOf(SSLException.class); // of another name
        }
        await(server.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void path_isConnectedTo() throws Exception {
        Path path = folder.resolve("http.sock");
        HttpServer server =
                await(
                        HttpServer.startUnix(
                                request -> Response.text("by a path " + request.header("host")),
                                path,
                                ServerOptions.defaults()));
        try (HttpClient client = Http.client(ClientOptions.defaults().withUnixSocket(path))) {
            assertThat(await(client.get("http://engine/v1")).text()).isEqualTo("by a path engine");
        }
        await(server.stop(Duration.ofSeconds(5)));
    }

    // ---- through a proxy

    /// A proxy that passes on what comes, both ways, to the port that is asked for.
    private Server proxy() {
        return await(
                Net.startServer(
                        (reader, writer) -> async(() -> pass(reader, writer)), "127.0.0.1", 0));
    }

    private void pass(StreamReader reader, StreamWriter writer) throws IOException {
        String head = new String(await(reader.readuntil("\r\n\r\n")), StandardCharsets.ISO_8859_1);
        heads.add(head.replaceAll(":[0-9]{4,}", ":PORT"));
        if (head.contains("forbidden")) {
            writer.write("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
            writer.close();
            return;
        }
        String port = head.replaceFirst("(?s)^[A-Z]+ [^ ]*:([0-9]+)[^0-9].*", "$1");
        try (Connection server = await(Net.openConnection("127.0.0.1", Integer.parseInt(port)))) {
            if (head.startsWith("CONNECT")) {
                writer.write("HTTP/1.1 200 Connected\r\n\r\n");
            } else {
                server.writer().write(head);
            }
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

    private static ClientOptions through(Server proxy, ClientOptions options) {
        return options.withProxy(Proxy.of("http://127.0.0.1:" + port(proxy)).withUser("bo", "tea"));
    }

    @AsyncTest
    void proxy_isToldTheWholeAddress() throws Exception {
        HttpServer server = serve(ServerOptions.defaults());
        Server proxy = proxy();
        try (HttpClient client = Http.client(through(proxy, ClientOptions.defaults()))) {
            String url = "http://127.0.0.1:" + server.port() + "/a?b";
            assertThat(await(client.get(url)).text()).startsWith("open ").endsWith("/a?b");
        }
        assertThat(heads)
                .singleElement()
                .asString()
                .startsWith("GET http://127.0.0.1:PORT/a?b HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\n")
                .contains("proxy-authorization: Basic Ym86dGVh\r\n");
        proxy.close();
        await(server.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void proxy_seesNothingOfWhatIsEncrypted() throws Exception {
        SelfSigned pair = SelfSigned.in(folder);
        HttpServer server = encrypted(pair);
        Server proxy = proxy();
        try (HttpClient client = Http.client(through(proxy, trusting(pair)))) {
            String url = "https://localhost:" + server.port() + "/a";
            assertThat(await(client.get(url)).text()).isEqualTo("secret /a");
            assertThat(await(client.get(url)).text()).isEqualTo("secret /a");
        }
        assertThat(heads)
                .containsExactly(
                        "CONNECT localhost:PORT HTTP/1.1\r\nhost: localhost:PORT\r\n"
                                + "proxy-authorization: Basic Ym86dGVh\r\n\r\n");
        proxy.close();
        await(server.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void proxy_isAskedForATunnel_forAWebSocketInTheOpen() throws Exception {
        HttpServer server =
                await(
                        Http.startServer(
                                new Router()
                                        .get("/", request -> Response.text("plain"))
                                        .get(
                                                "/talk",
                                                request ->
                                                        Response.webSocket(
                                                                socket ->
                                                                        await(
                                                                                socket.send(
                                                                                        "hello")))),
                                "127.0.0.1",
                                0,
                                ServerOptions.defaults()));
        String host = "127.0.0.1:" + server.port();
        Server proxy = proxy();
        try (HttpClient client = Http.client(through(proxy, ClientOptions.defaults()))) {
            assertThat(await(client.get("http://" + host + "/")).text()).isEqualTo("plain");

            String[] heard = new String[1];
            await(
                    client.webSocket("ws://" + host + "/talk")
                            .use(socket -> heard[0] = await(socket.receive()).text()));

            assertThat(heard).containsExactly("hello");
        }
        assertThat(heads.get(1))
                .isEqualTo(
                        "CONNECT 127.0.0.1:PORT HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\n"
                                + "proxy-authorization: Basic Ym86dGVh\r\n\r\n");
        proxy.close();
        await(server.stop(Duration.ofSeconds(5)));
    }

    @AsyncTest
    void proxyThatRefuses_isSaid() {
        Server proxy = proxy();
        try (HttpClient client = Http.client(through(proxy, ClientOptions.defaults()))) {
            assertThatThrownBy(() -> await(client.get("https://forbidden.example/")))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessageMatching(
                            "the proxy <Proxy 127.0.0.1:[0-9]+> leads nowhere: status 403");
        }
        proxy.close();
    }
}
