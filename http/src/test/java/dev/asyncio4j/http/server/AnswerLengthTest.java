// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Handlers that say a length of their own, right or wrong: over both versions of HTTP.
@VirtualClock
class AnswerLengthTest {

    private static final String FAILURE = "Internal Server Error\n";

    private final List<String> reported = new ArrayList<>();

    private void listen() {
        EventLoop.running()
                .setExceptionHandler((loop, fault) -> reported.add(fault.exception().getMessage()));
    }

    private static Handler saying(String length) {
        return request -> {
            Response response =
                    request.path().equals("/streamed")
                            ? Response.stream("text/plain", out -> await(out.write("12345")))
                            : Response.text("12345");
            return response.withHeader("Content-Length", length);
        };
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n";
    }

    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | 10 | content-length: 10 (expected: 5, or none)",
                "/ | 3 | content-length: 3 (expected: 5, or none)",
                "/ | 0 | content-length: 0 (expected: 5, or none)",
                "/ | five | content-length: five (expected: a number of bytes, or none)",
                "/ | '5, 5' | content-length: 5, 5 (expected: a number of bytes, or none)",
                "/ | '' | content-length:  (expected: a number of bytes, or none)",
                "/streamed | five | content-length: five (expected: a number of bytes, or none)",
                "/streamed | -5 | content-length: -5 (expected: a number of bytes, or none)",
                "/streamed | +5 | content-length: +5 (expected: a number of bytes, or none)",
                "/streamed | 9999999999999999999 | content-length: 9999999999999999999 (expected: a"
                        + " number of bytes, or none)",
            })
    void wrongLength_isAnswered500_andReported(String path, String length, String rule)
            throws Exception {
        listen();
        Site site = new Site(saying(length));

        Connection peer = site.connect();
        peer.writer().write(get(path) + get(path)); // the connection goes on
        for (int i = 0; i < 2; i++) {
            assertThat(Site.answer(peer, FAILURE.length()))
                    .startsWith("HTTP/1.1 500 Internal Server Error\r\n")
                    .contains("content-length: 22\r\n")
                    .endsWith("\r\n\r\n" + FAILURE);
        }
        peer.writer().close();
        Http2Peer second = new Http2Peer(site);
        second.get(1, path);
        assertThat(second.answer(1))
                .hasToString(
                        "{:status: 500, content-type: text/plain; charset=utf-8, content-length:"
                                + " 22} "
                                + FAILURE);
        second.close();
        TestClient.Answer answer = await(new TestClient(saying(length)).get(path));
        assertThat(answer.status()).isEqualTo(500);

        assertThat(reported).containsExactly(rule, rule, rule, rule);
    }

    @AsyncTest
    void twoLengths_andFramingOfAnError_areAnswered500() throws Exception {
        listen();
        Handler handler =
                request -> {
                    if (request.path().equals("/error")) {
                        throw new HttpError(404, "", Headers.of("Transfer-Encoding", "chunked"));
                    }
                    return Response.text("12345")
                            .withHeader("content-length", "5")
                            .withHeader("content-length", "5");
                };

        assertThat(await(new TestClient(handler).get("/")).status()).isEqualTo(500);
        assertThat(await(new TestClient(handler).get("/error")).status()).isEqualTo(500);

        assertThat(reported)
                .containsExactly(
                        "content-length: [5, 5] (expected: one, or none)",
                        "transfer-encoding: chunked (expected: none, as the server sets it"
                                + " itself)");
    }

    @AsyncTest
    void rightLength_isSentOnce() throws Exception {
        Site site = new Site(saying("5"));
        Connection peer = site.connect();

        for (String path : List.of("/", "/streamed")) {
            peer.writer().write(get(path));
            assertThat(Site.answer(peer, 5))
                    .isEqualTo(
                            "HTTP/1.1 200 OK\r\ncontent-type: text/plain"
                                    + (path.equals("/") ? "; charset=utf-8" : "")
                                    + "\r\nContent-Length: 5\r\n\r\n12345");
        }
        peer.writer().close();
    }

    @InLoop
    @ParameterizedTest
    @CsvSource({"3, the body is longer", "10, the body is shorter"})
    void streamOfAnotherLength_isBrokenOff_andNoByteTooMuchIsSent(String length, String rule)
            throws Exception {
        listen();
        Handler handler =
                request ->
                        Response.stream(
                                        "text/plain",
                                        out -> {
                                            await(out.write("12"));
                                            await(sleep(1)); // or it may be lost on its way
                                            await(out.write("345"));
                                            await(sleep(1));
                                        })
                                .withHeader("content-length", length);
        Site site = new Site(handler);

        String expected = length.equals("3") ? "12" : "12345";
        assertThat(site.say(get("/"))).endsWith("\r\n\r\n" + expected);
        Http2Peer second = new Http2Peer(site);
        second.get(1, "/");
        Http2Peer.Answer answer = second.answer(1);
        assertThat(answer.broken()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(expected).startsWith(answer.body());
        second.close();
        assertThatThrownBy(() -> await(new TestClient(handler).get("/")))
                .isInstanceOf(ConnectionResetError.class);

        assertThat(reported).hasSize(3).allMatch(each -> each.startsWith(rule));
    }

    @InLoop
    @ParameterizedTest
    @CsvSource({"HEAD, 200, 12345, 500", "HEAD, 200, '', 200", "GET, 304, '', 304"})
    void lengthOfWhatIsNotSent_isThatOfGet(String method, int status, String body, int answered)
            throws Exception {
        listen();
        Handler handler =
                request ->
                        Response.text(body).withStatus(status).withHeader("content-length", "17");

        TestClient.Answer answer =
                await(new TestClient(handler).request(method, "/", Headers.none(), new byte[0]));

        assertThat(answer.status()).isEqualTo(answered);
        if (answered != 500) {
            assertThat(answer.headers().get("content-length")).isEqualTo("17");
        }
    }

    @AsyncTest
    void noContent_hasNoLength() throws Exception {
        Handler handler = request -> Response.of(204).withHeader("content-length", "0");

        TestClient.Answer answer = await(new TestClient(handler).get("/"));

        assertThat(answer.headers()).isEqualTo(Headers.none());
    }

    @AsyncTest
    void fileThatCannotBeOpened_isAnswered500() throws Exception {
        listen();
        Content missing = new Content.FilePart(Path.of("/missing"), 0, 5);
        Site site = new Site(request -> Response.of(200).with(Headers.none(), missing));

        assertThat(site.say("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 500 ");
        assertThat(reported).containsExactly("/missing");
    }
}
