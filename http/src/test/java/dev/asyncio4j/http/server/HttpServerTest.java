// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.message.Json;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;

/// Requests and answers over HTTP/1.
@VirtualClock
class HttpServerTest {

    private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    private static final String LAST = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

    private final List<Object> marks = new ArrayList<>();

    @AsyncTest
    void answer_isSentAsItIs() throws Exception {
        Site site = new Site(request -> Response.text("Hi").withHeader("x-a", "1"));

        assertThat(site.say(LAST))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\nx-a: 1\r\n"
                                + "content-length: 2\r\nconnection: close\r\n\r\nHi");
        assertThat(site.server.answerCount()).isEqualTo(1);
        assertThat(site.server.connectionCount()).isZero();
    }

    @AsyncTest
    void requests_followOneAnotherOnOneConnection() throws Exception {
        Site site = new Site(request -> Response.text(request.path()));
        Connection peer = site.connect();

        peer.writer().write("GET /a HTTP/1.1\r\nhost: a\r\n\r\n");
        String first = Site.answer(peer, 2);
        peer.writer().write("GET /b HTTP/1.1\r\nhost: a\r\n\r\n");
        String second = Site.answer(peer, 2);
        peer.writer().close();

        assertThat(first).endsWith("\r\n\r\n/a").doesNotContain("connection");
        assertThat(second).endsWith("\r\n\r\n/b");
    }

    @AsyncTest
    void earlyRequests_areAnsweredInOrder_oneAtATime() throws Exception {
        Site site =
                new Site(
                        request -> {
                            marks.add("begin " + request.path());
                            await(sleep(request.path().equals("/1") ? 1 : 0));
                            marks.add("end " + request.path());
                            return Response.text(request.path());
                        });

        String answers =
                site.say(
                        "GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\n"
                                + "GET /3 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");

        assertThat(marks)
                .containsExactly("begin /1", "end /1", "begin /2", "end /2", "begin /3", "end /3");
        assertThat(answers).containsSubsequence("\r\n\r\n/1", "\r\n\r\n/2", "\r\n\r\n/3");
    }

    @AsyncTest
    void requestsBeforeTheEndOfTheirClient_areAllAnswered() throws Exception {
        Site site =
                new Site(
                        request -> {
                            await(sleep(1));
                            return Response.text(request.path());
                        });
        Connection peer = site.connect();
        peer.writer()
                .write(
                        "GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n\r\nGET /3");
        peer.writer().writeEof();

        assertThat(Site.rest(peer))
                .containsSubsequence("\r\n\r\n/1", "\r\n\r\n/2")
                .doesNotContain("/3");
        peer.writer().close();
    }

    @AsyncTest
    void oneByteAtATime_isARequestToo() throws Exception {
        Site site = new Site(request -> Response.text(await(request.text())));
        Connection peer = site.connect();

        for (char c :
                "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
                        .toCharArray()) {
            peer.writer().write(String.valueOf(c));
            await(sleep(0.01));
        }

        assertThat(Site.rest(peer)).endsWith("\r\n\r\nabc");
        peer.writer().close();
    }

    @AsyncTest
    void head_isAnsweredWithoutBody() throws Exception {
        Site site = new Site(request -> Response.text("12345"));

        assertThat(site.say("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n" + LAST))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-length: 5\r\n\r\nHTTP/1.1 200 OK\r\n")
                .endsWith("\r\n\r\n12345");
    }

    @AsyncTest
    void noContent_hasNeitherBodyNorLength() throws Exception {
        Site site = new Site(request -> Response.text("ignored").withStatus(204));

        assertThat(site.say(LAST))
                .isEqualTo(
                        "HTTP/1.1 204 No Content\r\ncontent-type: text/plain; charset=utf-8\r\n"
                                + "connection: close\r\n\r\n");
    }

    @AsyncTest
    void task_isNamedAfterItsRequest_andHasAContextOfItsOwn() throws Exception {
        ContextVar<Integer> variable = ContextVar.withDefault("n", 0);
        Site site =
                new Site(
                        request -> {
                            marks.add(Task.current().name());
                            variable.set(variable.get() + 1);
                            return Response.text("" + variable.get());
                        });

        String answers = site.say("GET /a?secret HTTP/1.1\r\nhost: a\r\n\r\n" + LAST);

        assertThat(marks).containsExactly("GET /a", "GET /");
        assertThat(answers).containsSubsequence("\r\n\r\n1", "\r\n\r\n1");
    }

    @Nested
    class Bodies {

        @AsyncTest
        void stream_isChunked_andEndsWhenItsWriterDoes() throws Exception {
            Site site =
                    new Site(
                            request ->
                                    Response.stream(
                                            "text/plain",
                                            out -> {
                                                await(out.write("one"));
                                                await(out.write(""));
                                                await(sleep(1));
                                                await(out.write("x".repeat(20_000)));
                                            }));

            assertThat(site.say(LAST))
                    .contains("transfer-encoding: chunked\r\n")
                    .endsWith(
                            "\r\n\r\n3\r\none\r\n4e20\r\n" + "x".repeat(20_000) + "\r\n0\r\n\r\n");
        }

        @AsyncTest
        void stream_toAnOldClient_endsWithTheConnection() throws Exception {
            Site site =
                    new Site(
                            request ->
                                    Response.stream("text/plain", out -> await(out.write("one"))));

            assertThat(site.say("GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"))
                    .contains("connection: close\r\n")
                    .doesNotContain("chunked")
                    .endsWith("\r\n\r\none");
        }

        @AsyncTest
        void stream_withALength_isHeldToIt() throws Exception {
            Site site =
                    new Site(
                            request ->
                                    Response.stream("text/plain", out -> await(out.write("one")))
                                            .withHeader("content-length", request.query("n", "3")));

            assertThat(site.say(LAST)).contains("content-length: 3\r\n").endsWith("\r\n\r\none");
        }

        @AsyncTest
        void stream_otherThanItsLength_isCutOff_andReported() throws Exception {
            reported();
            Site site =
                    new Site(
                            request ->
                                    Response.stream("text/plain", out -> await(out.write("one")))
                                            .withHeader("content-length", request.query("n", "")));

            site.say("GET /?n=4 HTTP/1.1\r\nhost: a\r\n\r\n");
            site.say("GET /?n=2 HTTP/1.1\r\nhost: a\r\n\r\n");

            assertThat(marks)
                    .containsExactly(
                            "the body is shorter than its content-length has said, by 1 bytes",
                            "the body is longer than its content-length has said");
        }

        @AsyncTest
        void stream_whoseWriterLosesAnotherConnection_isReported() throws Exception {
            reported();
            Site site =
                    new Site(
                            request ->
                                    Response.stream(
                                            "text/plain",
                                            out -> {
                                                throw new ConnectionResetError("the database's");
                                            }));

            site.say(GET);

            assertThat(marks).containsExactly("the database's");
        }

        @AsyncTest
        void stream_whoseWriterFails_isCutOff_soThatTheClientSeesIt() throws Exception {
            reported();
            Site site =
                    new Site(
                            request ->
                                    Response.stream(
                                            "text/plain",
                                            out -> {
                                                await(out.write("one"));
                                                throw new IllegalStateException("broken");
                                            }));

            assertThat(site.say(GET)).doesNotContain("0\r\n\r\n");
            assertThat(marks).containsExactly("broken");
        }

        @AsyncTest
        void stream_waitsForASlowReader() throws Exception {
            byte[] piece = new byte[64 * 1024];
            Site site =
                    new Site(
                            request ->
                                    Response.stream(
                                            "text/plain",
                                            out -> {
                                                for (int i = 0; i < 100; i++) {
                                                    await(out.write(piece));
                                                    marks.add(i);
                                                }
                                            }));
            Connection peer = site.connect();
            peer.writer().write(LAST);
            await(sleep(1));
            int ahead = marks.size();

            int size = Site.rest(peer).length();
            peer.writer().close();

            assertThat(ahead).isLessThan(20);
            assertThat(size).isGreaterThan(100 * piece.length);
        }

        @AsyncTest
        void body_isReadPieceByPiece_andHeldBackAtTheClient() throws Exception {
            Site site =
                    new Site(
                            request -> {
                                request.body().setLimit(10_000_000);
                                await(sleep(1));
                                marks.add(request.body().toString());
                                long size = 0;
                                for (byte[] piece;
                                        (piece = await(request.body().read())).length > 0; ) {
                                    size += piece.length;
                                }
                                return Response.text("" + size);
                            });
            Connection peer = site.connect();
            peer.writer()
                    .write(
                            "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 3000000\r\n\r\n");
            Task<?> sending = createTask(peer.writer().send(new byte[3_000_000]));

            String answer = Site.rest(peer);
            await(sending);
            peer.writer().close();

            assertThat(answer).endsWith("\r\n\r\n3000000");
            int came =
                    Integer.parseInt(
                            marks.getFirst().toString().replaceAll("\\D+(\\d+) of.*", "$1"));
            assertThat(came).isBetween(1, 300_000);
        }

        @AsyncTest
        void bodyAboveTheLimit_isRefused_beforeItIsRead() throws Exception {
            Site site = new Site(request -> Response.text(await(request.text())));

            assertThat(site.say("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1048577\r\n\r\nabc"))
                    .startsWith("HTTP/1.1 413 Content Too Large\r\n")
                    .contains("connection: close\r\n");
        }

        @AsyncTest
        void chunkedBodyAboveTheLimit_isRefused_whenItIs() throws Exception {
            Site site =
                    new Site(
                            request -> Response.text(await(request.text())),
                            ServerOptions.defaults().withLimits(Limits.defaults().withBody(10)));

            assertThat(
                            site.say(
                                    "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"
                                            + "9\r\n123456789\r\n9\r\n123456789\r\n0\r\n\r\n"))
                    .startsWith("HTTP/1.1 413 ");
        }

        @AsyncTest
        void shortBodyThatNobodyReads_isDropped_andTheConnectionLives() throws Exception {
            Site site = new Site(request -> Response.text("ok"));

            assertThat(
                            site.say(
                                    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\n12345"
                                            + LAST))
                    .containsSubsequence("\r\n\r\nok", "\r\n\r\nok");
        }

        @AsyncTest
        void longBodyThatNobodyReads_endsTheConnection_butNotTheAnswer() throws Exception {
            Site site = new Site(request -> Response.text("ok"));
            Connection peer = site.connect();
            peer.writer().write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 900000\r\n\r\n");
            Task<?> sending = createTask(peer.writer().send(new byte[900_000]));

            assertThat(Site.rest(peer)).contains("connection: close\r\n").endsWith("\r\n\r\nok");
            sending.cancel();
            peer.writer().close();
        }

        @AsyncTest
        void continue_isSaid_whenTheBodyIsWanted() throws Exception {
            Site site = new Site(request -> Response.text(await(request.text())));
            Connection peer = site.connect();
            peer.writer()
                    .write(
                            "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\nconnection: close\r\n\r\n");

            assertThat(Site.answer(peer, 0)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            peer.writer().write("abc");

            assertThat(Site.rest(peer)).startsWith("HTTP/1.1 200 OK").endsWith("abc");
            peer.writer().close();
        }

        @AsyncTest
        void continue_isNotSaid_whenTheBodyIsRefused() throws Exception {
            Site site =
                    new Site(
                            request -> {
                                throw new HttpError(403, "no");
                            });

            assertThat(
                            site.say(
                                    "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 3\r\n\r\n"))
                    .startsWith("HTTP/1.1 403 Forbidden\r\n")
                    .contains("connection: close\r\n");
        }

        @AsyncTest
        void clientThatLeavesInItsBody_isToldToTheHandler() throws Exception {
            Site site =
                    new Site(
                            request -> {
                                try {
                                    return Response.text(await(request.text()));
                                } catch (RuntimeException | Error other) {
                                    throw other;
                                } catch (Exception failure) {
                                    marks.add(failure);
                                    return Response.of(400);
                                }
                            });
            Connection peer = site.connect();
            peer.writer().write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nab");
            await(sleep(1));
            peer.writer().transport().abort();
            await(sleep(1));

            assertThat(marks).hasOnlyElementsOfType(ConnectionResetError.class).hasSize(1);
        }
    }

    @Nested
    class Failures {

        @AsyncTest
        void exception_isAnsweredWith500_andReported_andTheConnectionLives() throws Exception {
            reported();
            Site site =
                    new Site(
                            request -> {
                                throw new IllegalStateException("secret");
                            });

            assertThat(site.say(GET + LAST))
                    .containsSubsequence("HTTP/1.1 500 ", "HTTP/1.1 500 ")
                    .doesNotContain("secret");
            assertThat(marks).containsExactly("secret", "secret");
        }

        @AsyncTest
        void errorAndOverflowAndNull_areAnsweredToo() throws Exception {
            reported();
            Site site =
                    new Site(
                            request ->
                                    switch (request.path()) {
                                        case "/error" -> throw new AssertionError("e");
                                        case "/deep" -> deep(request);
                                        default -> null;
                                    });

            for (String path : List.of("/error", "/deep", "/null")) {
                assertThat(
                                site.say(
                                        "GET "
                                                + path
                                                + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 500 ");
            }
            assertThat(marks).hasSize(3);
        }

        private Response deep(Request request) {
            return request == null ? null : deep(deep(request) == null ? request : request);
        }

        private Request deep(Response response) {
            return response == null ? null : deep(response);
        }

        @AsyncTest
        void objectThatIsNoJson_isAnsweredWith500_andReported() throws Exception {
            reported();
            Site site =
                    new Site(
                            request -> Response.json(new Object()),
                            ServerOptions.defaults().withJson(new Refusing()));

            assertThat(site.say(LAST)).startsWith("HTTP/1.1 500 ");
            assertThat(marks).containsExactly("no such type");
        }

        private static final class Refusing implements Json {

            @Override
            public byte[] write(Object value) throws IOException {
                throw new IOException("no such type");
            }

            @Override
            public <T> T read(byte[] json, Class<T> type) throws IOException {
                throw new IOException("no such type");
            }
        }

        /// Clients may send what they like, and no handler looks whether it has got an object.
        @AsyncTest
        void jsonThatIsNull_isAnsweredWith400() throws Exception {
            Handler handler =
                    request -> Response.text(await(request.json(String.class)).toString());
            TestClient client =
                    new TestClient(handler, ServerOptions.defaults().withJson(new Knowing()));

            assertThat(await(client.post("/", "application/json", "null")).status()).isEqualTo(400);
            assertThat(await(client.post("/", "application/json", "{}")).text()).isEqualTo("{}");
        }

        /// Reads `null` as Jackson does.
        private static final class Knowing implements Json {

            @Override
            public byte[] write(Object value) {
                throw new UnsupportedOperationException();
            }

            @Override
            @SuppressWarnings("NullAway") // what is to be found out
            public <T> T read(byte[] json, Class<T> type) {
                String text = new String(json, StandardCharsets.US_ASCII);
                return text.equals("null") ? null : type.cast(text);
            }
        }

        @AsyncTest
        void httpError_isItsAnswer() throws Exception {
            Site site =
                    new Site(
                            request -> {
                                throw new HttpError(429, "later", Headers.of("retry-after", "3"));
                            });

            assertThat(site.say(LAST))
                    .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                    .contains("retry-after: 3\r\n")
                    .endsWith("\r\n\r\nlater\n");
        }

        @AsyncTest
        void secondServerAtTheAddress_isRefused() throws Exception {
            new Site(request -> Response.text("ok"));

            assertThatThrownBy(
                            () ->
                                    await(
                                            HttpServer.start(
                                                    request -> Response.text("ok"),
                                                    "",
                                                    80,
                                                    ServerOptions.defaults())))
                    .isInstanceOf(BindException.class);
        }
    }

    private void reported() {
        EventLoop.running()
                .setExceptionHandler(
                        (loop, fault) -> marks.add(String.valueOf(fault.exception().getMessage())));
    }
}
