// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A client, and servers in a simulated network.
@VirtualClock
class HttpClientTest {

    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    private final List<Object> marks = new ArrayList<>();

    private static double now() {
        return EventLoop.running().time();
    }

    // ---- asking

    @AsyncTest
    void get_givesStatusFieldsAndBody() throws Exception {
        Peer.serve(80, request -> Response.text("hello " + request.query("name")));
        try (HttpClient client = Http.client()) {
            ClientResponse answer = await(client.get("http://localhost/x?name=Bo"));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.isOk()).isTrue();
            assertThat(answer.text()).isEqualTo("hello Bo");
            assertThat(answer.header("content-type")).isEqualTo("text/plain; charset=utf-8");
            assertThat(answer.url()).hasToString("http://localhost/x?name=Bo");
            assertThat(answer.head().version()).isEqualTo("HTTP/1.1");
            assertThat(answer).hasToString("<ClientResponse 200, 8 bytes>");
        }
    }

    @AsyncTest
    void head_isWrittenAsItShould() {
        Peer peer = Peer.says(8080, OK, OK);
        try (HttpClient client = Http.client()) {
            await(
                    client.request(
                            ClientRequest.get("http://LOCALHOST:8080").withHeader("x-a", "b")));
            await(
                    client.request(
                            ClientRequest.post("http://localhost:8080/a%20b")
                                    .withQuery("q", "ü &=")
                                    .withText("hi")));
        }
        assertThat(peer.heads)
                .containsExactly(
                        """
                        GET / HTTP/1.1\r
                        host: localhost:8080\r
                        x-a: b\r
                        user-agent: asyncio4j\r
                        accept: */*\r
                        accept-encoding: gzip, deflate\r
                        \r
                        """,
                        """
                        POST /a%20b?q=%C3%BC+%26%3D HTTP/1.1\r
                        host: localhost:8080\r
                        content-type: text/plain; charset=utf-8\r
                        user-agent: asyncio4j\r
                        accept: */*\r
                        accept-encoding: gzip, deflate\r
                        content-length: 2\r
                        \r
                        """);
        assertThat(peer.connections).isEqualTo(1);
    }

    @AsyncTest
    void bodies_arrive() throws Exception {
        Peer.serve(
                80,
                request ->
                        Response.text(
                                request.header("content-type") + "|" + await(request.text())));
        record Order(String what, int count) {}
        try (HttpClient client = Http.client()) {
            assertThat(await(client.post("http://localhost/", new Order("tea", 2))).text())
                    .isEqualTo("application/json|{\"what\":\"tea\",\"count\":2}");
            assertThat(
                            await(
                                            client.request(
                                                    ClientRequest.put("http://localhost/")
                                                            .withForm(Map.of("a b", "ü"))))
                                    .text())
                    .isEqualTo("application/x-www-form-urlencoded|a+b=%C3%BC");
            byte[] large = new byte[700_000];
            assertThat(
                            await(
                                            client.request(
                                                    ClientRequest.post("http://localhost/")
                                                            .withBody("a/b", large)))
                                    .bytes())
                    .hasSize(large.length + 4);
        }
    }

    @AsyncTest
    void json_isRead() throws Exception {
        record Point(int x, int y) {}
        Peer.serve(80, request -> Response.json(new Point(3, 4)));
        try (HttpClient client = Http.client()) {
            ClientResponse answer = await(client.get("http://localhost/"));

            assertThat(answer.json(Point.class)).isEqualTo(new Point(3, 4));
            assertThatThrownBy(() -> answer.json(Integer.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not JSON as Integer has it");
        }
    }

    @AsyncTest
    void json_thatIsNull_isNoObject() throws Exception {
        Peer.serve(80, request -> Response.text("null"));
        try (HttpClient client = Http.client()) {
            ClientResponse answer = await(client.get("http://localhost/"));

            assertThatThrownBy(() -> answer.json(Integer.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not JSON as Integer has it");
        }
    }

    @AsyncTest
    void status_isNoFailure_unlessOneAsks() throws Exception {
        Peer.serve(80, request -> Response.of(404));
        try (HttpClient client = Http.client()) {
            ClientResponse answer = await(client.get("http://localhost/a?secret=1"));

            assertThat(answer.isOk()).isFalse();
            assertThatThrownBy(answer::raiseForStatus)
                    .isInstanceOf(StatusError.class)
                    .hasMessage("404 Not Found: GET http://localhost/a");
        }
    }

    // ---- streaming

    @AsyncTest
    void pieces_comeAsTheyAreSent_andGoSo() throws Exception {
        Peer.serve(
                80,
                request ->
                        Response.stream(
                                "text/plain",
                                out -> {
                                    for (byte[] piece : awaitEach(request.body())) {
                                        await(out.write(piece));
                                    }
                                }));
        try (HttpClient client = Http.client()) {
            ClientRequest echo =
                    ClientRequest.post("http://localhost/")
                            .withPieces(
                                    "text/plain",
                                    generator(
                                            out -> {
                                                for (int i = 0; i < 3; i++) {
                                                    marks.add("sent " + i);
                                                    out.emit(
                                                            ("piece " + i)
                                                                    .getBytes(
                                                                            StandardCharsets
                                                                                    .UTF_8));
                                                    await(sleep(1));
                                                }
                                            }));
            await(
                    client.stream(echo)
                            .use(
                                    response -> {
                                        for (byte[] piece : awaitEach(response)) {
                                            marks.add(new String(piece, StandardCharsets.UTF_8));
                                        }
                                    }));
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
        assertThat(marks)
                .containsExactly("sent 0", "piece 0", "sent 1", "piece 1", "sent 2", "piece 2");
    }

    @AsyncTest
    void bodyThatFails_failsTheRequest_andIsNotTakenForWhole() throws Exception {
        Peer.serve(
                80,
                request -> {
                    try {
                        await(request.bytes(), java.net.SocketException.class);
                    } catch (java.net.SocketException broken) {
                        marks.add("broken");
                    }
                    return Response.text("whole");
                });
        try (HttpClient client = Http.client()) {
            ClientRequest request =
                    ClientRequest.post("http://localhost/")
                            .withPieces(
                                    "a/b",
                                    generator(
                                            out -> {
                                                out.emit(new byte[10]);
                                                throw new IllegalStateException("no more");
                                            }));
            assertThatThrownBy(() -> await(client.request(request)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no more");
            await(sleep(1));
        }
        assertThat(marks).containsExactly("broken");
    }

    @AsyncTest
    void whatIsNotRead_waitsAtTheServer() throws Exception {
        Peer.serve(
                80,
                request ->
                        Response.stream(
                                "a/b",
                                out -> {
                                    for (int i = 0; i < 100; i++) {
                                        await(out.write(new byte[64 * 1024]));
                                        marks.add(i);
                                    }
                                }));
        try (HttpClient client = Http.client()) {
            int[] all = new int[1];
            await(
                    client.stream(ClientRequest.get("http://localhost/"))
                            .use(
                                    response -> {
                                        await(sleep(10));
                                        assertThat(marks).hasSizeLessThan(20);
                                        for (byte[] piece : awaitEach(response)) {
                                            all[0] += piece.length;
                                        }
                                    }));
            assertThat(all[0]).isEqualTo(100 * 64 * 1024);
        }
    }

    @AsyncTest
    void littleThatIsNotRead_costsNoConnection_muchDoes() throws Exception {
        Peer.serve(
                80,
                request ->
                        Response.bytes(
                                "a/b",
                                new byte[Integer.parseInt(String.valueOf(request.query("n")))]));
        try (HttpClient client = Http.client()) {
            await(client.stream(ClientRequest.get("http://localhost/?n=1000")).use(response -> {}));
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
            await(
                    client.stream(ClientRequest.get("http://localhost/?n=100000"))
                            .use(response -> {}));
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    // ---- time limits

    @AsyncTest
    void silence_isMeasured() throws Exception {
        Peer.serve(
                80,
                request ->
                        Response.stream(
                                "a/b",
                                out -> {
                                    for (int i = 1; i < 60; i *= 2) {
                                        await(out.write(new byte[1]));
                                        await(sleep(i));
                                    }
                                }));
        try (HttpClient client = Http.client()) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            double begun = now();
            assertThatThrownBy(
                            () ->
                                    await(
                                            client.stream(ClientRequest.get("http://localhost/"))
                                                    .use(
                                                            response -> {
                                                                while (true) {
                                                                    all.writeBytes(
                                                                            await(response.read()));
                                                                }
                                                            })))
                    .isInstanceOf(TimeoutError.class)
                    .hasMessage("read: nothing came from http://localhost for 30 s");
            assertThat(all.size()).isEqualTo(6);
            assertThat(now() - begun).isBetween(60.9, 61.2);
            await(sleep(60)); // the server's
        }
    }

    @AsyncTest
    void total_isMeasured_withAllRedirects() throws Exception {
        Peer.serve(
                80,
                request -> {
                    await(sleep(1));
                    return Response.redirect("/" + marks.size()).withStatus(302);
                });
        ClientOptions options = ClientOptions.defaults().withRedirects(1000);
        try (HttpClient client = Http.client(options)) {
            double begun = now();
            assertThatThrownBy(() -> await(client.get("http://localhost/")))
                    .isInstanceOf(TimeoutError.class)
                    .hasMessage("total: GET http://localhost/ took longer than 60 s");
            assertThat(now() - begun).isEqualTo(60.0);
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void cancelledRequest_closesItsConnection_andNobodyElses() throws Exception {
        Peer.serve(
                80,
                request -> {
                    await(sleep(5));
                    return Response.text("done");
                });
        try (HttpClient client = Http.client()) {
            Task<ClientResponse> first = createTask(client.get("http://localhost/"));
            Task<ClientResponse> second = createTask(client.get("http://localhost/"));
            await(sleep(1));
            first.cancel();
            assertThatThrownBy(() -> await(first)).isInstanceOf(CancelledError.class);
            assertThat(client).hasToString("<HttpClient 1 open, 0 idle, 0 waiting>");

            assertThat(await(second).text()).isEqualTo("done");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    // ---- a bad peer

    @AsyncTest
    void brokenAnswers_areRefused() {
        String[] broken = {
            "",
            "nonsense\r\n\r\n",
            "HTTP/2 200 OK\r\n\r\n",
            "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 200\r\n a: folded\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nshort",
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
            "HTTP/1.1 200 OK\r\ncontent-length: +3\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip\r\n\r\nabc",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\nab",
            "HTTP/1.1 200 OK\r\na b: c\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n".repeat(30),
            "HTTP/1.1 200 OK\r\nx: " + "y".repeat(40_000) + "\r\n\r\n",
            "HTTP/1.1 200 OK\r\n" + "x: y\r\n".repeat(300) + "\r\n",
        };
        int port = 1000;
        try (HttpClient client = Http.client()) {
            List<String> taken = new ArrayList<>();
            for (String each : broken) {
                boolean cut = each.contains("short");
                Peer.says(++port, cut ? each.replace("short", "shor") : each);
                String url = "http://localhost:" + port + "/";
                try {
                    await(client.get(url), ProtocolError.class);
                    taken.add(each.length() > 60 ? each.substring(0, 60) : each);
                } catch (ProtocolError refused) {
                    marks.add(refused.getMessage());
                }
            }
            assertThat(taken).isEmpty();
            assertThat(marks).hasSize(broken.length);
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void bodiesOfAllKinds_areRead() {
        Peer.says(
                80,
                "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx: y\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\n\r\n",
                "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n",
                "HTTP/1.1 200 OK\r\n\r\nuntil the end");
        List<String> bodies = new ArrayList<>();
        try (HttpClient client = Http.client()) {
            bodies.add(await(client.get("http://localhost/")).text());
            bodies.add(await(client.get("http://localhost/")).text());
            bodies.add(await(client.get("http://localhost/")).text());
            bodies.add(await(client.request(ClientRequest.head("http://localhost/"))).text());
            bodies.add(await(client.get("http://localhost/")).text());
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
        assertThat(bodies).containsExactly("ok", "", "", "", "until the end");
    }

    @AsyncTest
    void whatNobodyAskedFor_endsTheConnection() {
        Peer peer = Peer.says(80, OK + "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil");
        try (HttpClient client = Http.client()) {
            assertThat(await(client.get("http://localhost/")).text()).isEqualTo("ok");
            await(sleep(1));
            assertThat(await(client.get("http://localhost/")).text()).isEqualTo("ok");
        }
        assertThat(peer.connections).isEqualTo(2);
    }

    @AsyncTest
    void longBody_isNotKeptInMemory() {
        Peer.says(80, OK.replace("2\r", "99\r").replace("\nok", "\n" + "x".repeat(99)));
        ClientOptions options =
                ClientOptions.defaults().withLimits(AnswerLimits.defaults().withBody(50));
        try (HttpClient client = Http.client(options)) {
            assertThatThrownBy(() -> await(client.get("http://localhost/")))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessageContaining("a body of more than 50 bytes")
                    .hasMessageContaining("stream()");
        }
    }

    // ---- expecting

    @AsyncTest
    void body_waitsForTheServersAgreement() {
        Peer peer =
                Peer.talks(
                        80,
                        (connection, number) -> {
                            await(connection.reader().readuntil("\r\n\r\n"));
                            await(sleep(0.5));
                            marks.add(connection.reader().buffered());
                            connection.writer().write("HTTP/1.1 100 Continue\r\n\r\n");
                            marks.add(
                                    new String(
                                            await(connection.reader().readexactly(3)),
                                            StandardCharsets.US_ASCII));
                            connection.writer().write(OK);
                        });
        try (HttpClient client = Http.client()) {
            ClientRequest request =
                    ClientRequest.put("http://localhost/").withText("abc").withExpectContinue();
            assertThat(await(client.request(request)).text()).isEqualTo("ok");
        }
        assertThat(peer.connections).isEqualTo(1);
        assertThat(marks).containsExactly(0, "abc");
    }

    @AsyncTest
    void body_isKeptBack_ifTheServerDoesNotWantIt() {
        Peer.says(80, "HTTP/1.1 413 Content Too Large\r\ncontent-length: 0\r\n\r\n");
        try (HttpClient client = Http.client()) {
            ClientRequest request =
                    ClientRequest.put("http://localhost/").withText("abc").withExpectContinue();
            assertThat(await(client.request(request)).status()).isEqualTo(413);
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    // ---- the end

    @AsyncTest
    void closedClient_failsWhoUsesIt() throws Exception {
        Peer.serve(
                80,
                request -> {
                    await(sleep(5));
                    return Response.text("done");
                });
        HttpClient client = Http.client();
        Task<ClientResponse> asked = createTask(client.get("http://localhost/"));
        await(sleep(1));
        client.close();
        client.close();

        assertThatThrownBy(() -> await(asked)).isInstanceOf(ProtocolError.class);
        assertThatThrownBy(() -> await(client.get("http://localhost/")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the client is closed");
        assertThat(client).hasToString("<HttpClient closed>");
        await(sleep(5)); // the server's
    }

    @AsyncTest
    void noServer_isSaid() {
        Peer.network();
        try (HttpClient client = Http.client()) {
            assertThatThrownBy(() -> await(client.get("http://localhost:81/")))
                    .isInstanceOf(java.net.ConnectException.class);
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void timeouts_areChecked() {
        assertThatThrownBy(() -> Timeouts.defaults().withRead(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("read: PT0S (expected: > 0)");
    }
}
