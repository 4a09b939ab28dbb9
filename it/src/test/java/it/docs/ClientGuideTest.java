// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.ClientOptions;
import dev.asyncio4j.http.client.ClientResponse;
import dev.asyncio4j.http.message.Json;
import dev.asyncio4j.http.server.Handler;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// Runs the fragments of `docs/http-client.md`, where a simulated network has a server that is
/// called `example.org`.
class ClientGuideTest extends SampleCase {

    private static final String PAGE = "docs/http-client.md";

    private HttpServer serve(Handler handler) {
        var network = new SimulatedNetwork(7);
        return await(
                network.on("example.org", async(() -> await(Http.startServer(handler, "", 80)))));
    }

    private record SimpleJson() implements Json {
        @Override
        public byte[] write(Object value) {
            return ("json of " + value).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public <T> T read(byte[] json, Class<T> type) {
            throw new UnsupportedOperationException();
        }
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = PAGE, words = "withBearer")
    void request_isSentAsWritten() throws Exception {
        replace("https:", "http:");
        giving("answer");
        var app =
                new Router()
                        .put(
                                "/notes/{number}",
                                asked ->
                                        Response.text(
                                                asked.path("number")
                                                        + ", "
                                                        + asked.query("lang")
                                                        + ", "
                                                        + asked.header("x-trace")
                                                        + ", "
                                                        + asked.header("authorization")
                                                        + ", "
                                                        + await(asked.text())));
        var options = ClientOptions.defaults().withJson(new SimpleJson());

        try (var _ = serve(app);
                var client = Http.client(options)) {
            var answer = (ClientResponse) run(Map.of("client", client));

            assertThat(answer.text())
                    .isEqualTo("7, de & en, 17, Bearer token, json of {text=milk}");
        }
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = PAGE, words = "/large.csv")
    void answer_isReadPieceByPiece() throws Exception {
        replace("https:", "http:");
        var app = new Router().get("/large.csv", _ -> Response.text("1,2,3,4\n"));

        try (var _ = serve(app);
                var client = Http.client()) {
            Played played = Played.of(() -> run(Map.of("client", client)));

            assertThat(played.failure()).isNull();
            assertThat(played.printed()).isEqualTo("8\n");
        }
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = PAGE, words = "onlyHttp2")
    void versions_areSpoken() throws Exception {
        giving("List.of(onlyHttp1, onlyHttp2)");
        List<String> spoken = new ArrayList<>();

        try (var _ = serve(asked -> Response.text(asked.version()))) {
            for (Object options : (List<?>) run(Map.of())) {
                try (var client = Http.client((ClientOptions) options)) {
                    spoken.add(await(client.get("http://example.org/")).text());
                }
            }
        }

        assertThat(spoken).containsExactly("HTTP/1.1", "HTTP/2");
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = PAGE, words = "wss:")
    void talk_isPrinted() throws Exception {
        replace("wss:", "ws:");
        var app =
                new Router()
                        .get(
                                "/chat",
                                _ ->
                                        Response.webSocket(
                                                socket -> {
                                                    var said = await(socket.receive()).text();
                                                    await(socket.send("you said: " + said));
                                                    await(socket.close());
                                                }));

        try (var _ = serve(app);
                var client = Http.client()) {
            Played played = Played.of(() -> run(Map.of("client", client)));

            assertThat(played.failure()).isNull();
            assertThat(played.printed()).isEqualTo("you said: hello\n");
        }
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = PAGE, words = "throughProxy")
    void proxy_isAskedForTheWhole() throws Exception {
        giving("throughProxy");
        List<String> head = new ArrayList<>();
        var network = new SimulatedNetwork(7);

        try (var _ =
                        await(
                                network.on(
                                        "proxy.example",
                                        Net.startServer((r, w) -> answer(r, w, head), "", 3128)));
                var client = Http.client((ClientOptions) run(Map.of()))) {
            assertThat(await(client.get("http://example.org/")).text()).isEqualTo("ok");
        }

        assertThat(head)
                .contains(
                        "GET http://example.org/ HTTP/1.1",
                        "proxy-authorization: Basic YW5uOnNlY3JldA==");
    }

    @AsyncTest
    @Tag("real-time") // a socket of Unix is a real one
    @Shown(page = PAGE, words = "toDocker")
    void socketOfUnix_isAsked(@TempDir Path folder) throws Exception {
        replace("/var/run/docker.sock", folder.resolve("docker.sock").toString());
        giving("toDocker");
        List<String> head = new ArrayList<>();

        try (var _ =
                        await(
                                Net.startUnixServer(
                                        (r, w) -> answer(r, w, head),
                                        folder.resolve("docker.sock")));
                var client = Http.client((ClientOptions) run(Map.of()))) {
            assertThat(await(client.get("http://docker/info")).text()).isEqualTo("ok");
        }

        assertThat(head).contains("GET /info HTTP/1.1", "host: docker");
    }

    @AsyncTest
    @VirtualClock
    @Shown(page = PAGE, words = "withTrusted")
    void authorities_areLookedFor() throws Exception {
        giving("trusting");

        try (var _ = serve(_ -> Response.of(204));
                var client = Http.client((ClientOptions) run(Map.of()))) {
            assertThatThrownBy(() -> await(client.get("https://example.org:80/")))
                    .hasStackTraceContaining("ca.pem");
        }
    }

    /// A server that answers by `ok`, and keeps the head of the request.
    private static Coroutine<Void> answer(
            StreamReader reader, StreamWriter writer, List<String> head) {
        return async(
                () -> {
                    try (writer) {
                        String line;
                        do {
                            line = new String(await(reader.readline()), StandardCharsets.US_ASCII);
                            head.add(line.strip());
                        } while (!line.isBlank());
                        await(
                                writer.send(
                                        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n"
                                                + "connection: close\r\n\r\nok"));
                    }
                });
    }
}
