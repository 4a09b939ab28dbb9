// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;

/// Requests and answers over HTTP/2, by prior knowledge.
@VirtualClock
class Http2Test {

    private final List<Object> marks = new ArrayList<>();

    private static List<String> faults() {
        List<String> faults = new ArrayList<>();
        EventLoop.running().setExceptionHandler((loop, fault) -> faults.add(fault.message()));
        return faults;
    }

    private static Handler hello() {
        return request -> Response.text("Hello " + request.path() + "!");
    }

    @AsyncTest
    void request_isAnswered() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(hello()));
        peer.get(1, "/Ann");

        assertThat(peer.answer(1))
                .hasToString(
                        "{:status: 200, content-type: text/plain; charset=utf-8, content-length:"
                                + " 11} Hello /Ann!");
        peer.close();
    }

    @AsyncTest
    void server_beginsWithItsSettings() throws Exception {
        ServerOptions options =
                ServerOptions.defaults().withLimits(Limits.defaults().withStreams(7));
        Http2Peer peer = new Http2Peer(new Site(hello(), options));

        assertThat(peer.next()).isEqualTo(new Frame.Settings(-1, 7, -1, -1));
        assertThat(peer.next()).isEqualTo(new Frame.Window(0, 1024 * 1024 - 65_535));
        assertThat(peer.next()).isInstanceOf(Frame.SettingsKnown.class);
        peer.close();
    }

    @AsyncTest
    void preface_inTwoPieces_isUnderstood() throws Exception {
        Site site = new Site(hello());
        Connection peer = site.connect();
        String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        for (int i = 0; i < preface.length(); i++) {
            peer.writer().write(preface.substring(i, i + 1));
            await(sleep(0.01));
        }

        assertThat(await(peer.reader().readexactly(9))).startsWith(0, 0, 12, 4); // settings
        peer.writer().close();
    }

    @AsyncTest
    void handler_seesTheRequest_asOfHttp1() throws Exception {
        Site site =
                new Site(
                        request -> {
                            marks.add(request.version());
                            marks.add(request.method() + " " + request.target());
                            marks.add(request.headers().toString());
                            marks.add(request.cookie("b"));
                            marks.add(request.query("x", ""));
                            marks.add(currentTask().name());
                            return Response.of(204);
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "GET", "/a?x=1", true, "cookie", "a=1", "accept", "*/*", "cookie", "b=2");

        assertThat(peer.answer(1)).hasToString("{:status: 204} ");
        assertThat(marks)
                .containsExactly(
                        "HTTP/2",
                        "GET /a?x=1",
                        "{host: a, accept: */*, cookie: a=1; b=2}",
                        "2",
                        "1",
                        "GET /a");
        peer.close();
    }

    @AsyncTest
    void streams_areAnsweredAsTheyAreReady() throws Exception {
        Site site =
                new Site(
                        request -> {
                            await(sleep(Double.parseDouble(request.query("s", "0"))));
                            return Response.text(request.target());
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/?s=3");
        peer.get(3, "/?s=1");
        peer.get(5, "/?s=2");

        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            order.add(peer.next(Frame.Fields.class).stream());
        }

        assertThat(order).containsExactly(3, 5, 1);
        peer.close();
    }

    @AsyncTest
    void body_isReadPieceByPiece() throws Exception {
        Site site =
                new Site(
                        request -> {
                            for (byte[] piece : awaitEach(request.body())) {
                                marks.add(piece.length);
                            }
                            return Response.text("" + request.body().length());
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false);
        peer.data(1, "ab", false);
        await(sleep(1));
        peer.data(1, "cde", false);
        await(sleep(1));
        peer.data(1, "", true);
        assertThat(peer.answer(1).body()).isEqualTo("-1");

        peer.ask(3, "POST", "/", false, "content-length", "4");
        peer.data(3, "abcd", false);
        peer.fields(3, true, "x-checksum", "17"); // a trailer
        assertThat(peer.answer(3).body()).isEqualTo("4");
        assertThat(marks).containsExactly(2, 3, 4);
        peer.close();
    }

    @AsyncTest
    void head_isAnsweredWithoutABody() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(hello()));
        peer.ask(1, "HEAD", "/", true);

        assertThat(peer.answer(1))
                .hasToString(
                        "{:status: 200, content-type: text/plain; charset=utf-8, content-length:"
                                + " 8} ");
        peer.close();
    }

    @AsyncTest
    void streamedBody_endsByItself_andKeepsItsLength() throws Exception {
        Site site =
                new Site(
                        request -> {
                            Response response =
                                    Response.stream(
                                            "text/plain",
                                            out -> {
                                                await(out.write("ab"));
                                                await(sleep(1));
                                                await(out.write("cd"));
                                            });
                            return request.path().equals("/told")
                                    ? response.withHeader("content-length", "5")
                                    : response;
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/");
        assertThat(peer.answer(1)).hasToString("{:status: 200, content-type: text/plain} abcd");

        List<String> faults = faults();
        peer.get(3, "/told");
        assertThat(peer.answer(3).broken()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(faults).hasSize(1);
        peer.close();
    }

    @AsyncTest
    void failures_areAnswered() throws Exception {
        List<String> faults = faults();
        Site site =
                new Site(
                        request -> {
                            if (request.path().equals("/told")) {
                                throw new HttpError(404, "no such thing");
                            }
                            throw new IllegalStateException("a secret");
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/told");
        Http2Peer.Answer told = peer.answer(1);
        assertThat(told.status() + told.body()).isEqualTo("404no such thing\n");

        peer.get(3, "/");
        Http2Peer.Answer untold = peer.answer(3);
        assertThat(untold.status() + untold.body()).isEqualTo("500Internal Server Error\n");
        assertThat(faults).hasSize(1);
        peer.close();
    }

    @AsyncTest
    void clientThatExpectsIt_isAskedForTheBody() throws Exception {
        Site site = new Site(request -> Response.text(await(request.text())));
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false, "expect", "100-continue", "content-length", "2");

        assertThat(peer.next(Frame.Fields.class).fields()).hasToString("{:status: 100}");
        peer.data(1, "ab", true);
        assertThat(peer.answer(1).body()).isEqualTo("ab");

        peer.ask(3, "POST", "/", false, "expect", "wonders");
        assertThat(peer.answer(3).status()).isEqualTo(417);
        peer.close();
    }

    @AsyncTest
    void bodyThatNobodyWants_isDropped_andLaterRefused() throws Exception {
        Site site = new Site(request -> Response.of(403));
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false);
        assertThat(peer.answer(1).status()).isEqualTo(403);
        for (int i = 0; i < 3; i++) {
            peer.data(1, "x".repeat(16_000), false);
        }

        Frame.Reset reset = peer.next(Frame.Reset.class);
        assertThat(reset).isEqualTo(new Frame.Reset(1, ErrorCode.NO_ERROR));
        peer.data(1, "x", true); // on its way
        peer.get(3, "/");
        assertThat(peer.answer(3).status()).isEqualTo(403);
        peer.close();
    }

    @AsyncTest
    void bodyThatIsTooLong_isAnswered() throws Exception {
        Site site =
                new Site(
                        request -> Response.text(await(request.text())),
                        ServerOptions.defaults().withLimits(Limits.defaults().withBody(10)));
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false);
        peer.data(1, "x".repeat(11), false);

        assertThat(peer.answer(1).status()).isEqualTo(413);
        peer.close();
    }

    @AsyncTest
    void accessLog_isToldOfEachStream() throws Exception {
        Site site =
                new Site(
                        hello(),
                        ServerOptions.defaults()
                                .withAccessLog(
                                        (request, status, bytes, time) ->
                                                marks.add(request + " " + status + " " + bytes)));
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/a");
        peer.answer(1);
        peer.get(3, "/b");
        peer.answer(3);

        assertThat(marks).containsExactly("<Request GET /a> 200 9", "<Request GET /b> 200 9");
        assertThat(site.server.answerCount()).isEqualTo(2);
        assertThat(site.server.connectionCount()).isEqualTo(1);
        peer.close();
        await(sleep(1));
        assertThat(site.server.connectionCount()).isZero();
    }

    @AsyncTest
    void webSocket_isNotServedHere() throws Exception {
        Site site = new Site(request -> Response.webSocket(socket -> {}));
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/");

        assertThat(peer.answer(1).status()).isEqualTo(426);
        peer.close();
    }

    // ---- broken off

    @AsyncTest
    void streamThatIsReset_cancelsItsHandler_ifToldTo() throws Exception {
        for (boolean cancel : new boolean[] {false, true}) {
            ServerOptions options = ServerOptions.defaults();
            Site site =
                    new Site(
                            request -> {
                                try {
                                    await(sleep(5));
                                    marks.add("done");
                                } catch (CancelledError cancelled) {
                                    marks.add(cancelled.getMessage());
                                    throw cancelled;
                                }
                                return Response.of(204);
                            },
                            cancel ? options.withCancelOnDisconnect() : options);
            Http2Peer peer = new Http2Peer(site);
            peer.get(1, "/");
            await(sleep(1));
            peer.out.reset(1, ErrorCode.CANCEL);
            peer.flush();
            await(sleep(10));
            peer.get(3, "/");
            assertThat(peer.answer(3).status()).isEqualTo(204);
            peer.close();
            site.server.close();
        }

        assertThat(marks).containsExactly("done", "done", "the client is gone", "done");
    }

    @AsyncTest
    void readerOfAStreamThatIsReset_fails() throws Exception {
        Site site =
                new Site(
                        request -> {
                            try {
                                return Response.text(
                                        new String(
                                                await(request.bytes(), ConnectionResetError.class),
                                                StandardCharsets.UTF_8));
                            } catch (ConnectionResetError gone) {
                                marks.add(gone.getMessage());
                                throw gone;
                            }
                        });
        List<String> faults = faults();
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false);
        await(sleep(1));
        peer.out.reset(1, ErrorCode.CANCEL);
        peer.flush();
        peer.ask(3, "POST", "/", false);
        await(sleep(1));
        peer.abort();
        await(sleep(1));

        assertThat(marks).containsExactly("the client is gone", "the client is gone");
        assertThat(faults).isEmpty(); // it is nobody's fault
    }

    // ---- refused

    private static final List<String> HEADS =
            List.of(
                    "400 :method=GET :scheme=http :path=/../a :authority=a",
                    "400 :method=GET :scheme=http :path=/%2fa :authority=a",
                    "400 :method=GET :scheme=http :path=/",
                    "400 :method=GET :scheme=http :path=/ :authority=a@b",
                    "400 :method=GET :scheme=ftp :path=/ :authority=a",
                    "501 :method=CONNECT :authority=a:80",
                    "200 :method=OPTIONS :scheme=https :path=* :authority=a",
                    "200 :method=GET :scheme=http :path=/ host=a",
                    "200 :method=GET :scheme=http :path=/ :authority=a te=trailers",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a host=b",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ host=a host=a",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=a :authority=a",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path= :authority=a",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=http://a/ :authority=a",
                    "PROTOCOL_ERROR :method=GET :path=/ :authority=a",
                    "PROTOCOL_ERROR :method=G(T :scheme=http :path=/ :authority=a",
                    "PROTOCOL_ERROR :method=GET :method=GET :scheme=http :path=/ :authority=a",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a :status=200",
                    "PROTOCOL_ERROR :method=CONNECT :protocol=websocket :scheme=http :path=/ :authority=a",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a te=gzip",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a connection=close",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a upgrade=h2c",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a transfer-encoding=chunked",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a x=a\rb",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a x=a\tb\t",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a content-length=1",
                    "PROTOCOL_ERROR :method=GET :scheme=http :path=/ :authority=a content-length=x");

    @AsyncTest
    void headsOfManyKinds_areServedOrRefused() throws Exception {
        Site site = new Site(request -> Response.of(200));
        SoftAssertions all = new SoftAssertions();
        for (String each : HEADS) {
            String[] words = each.split(" ", -1);
            List<String> fields = new ArrayList<>();
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                fields.add(words[i].substring(0, equals));
                fields.add(words[i].substring(equals + 1));
            }
            Http2Peer peer = new Http2Peer(site);
            peer.fields(1, true, fields.toArray(String[]::new));
            Http2Peer.Answer answer = peer.answer(1);
            all.assertThat(answer.broken() == null ? "" + answer.status() : answer.broken().name())
                    .as(each)
                    .isEqualTo(words[0]);
            peer.get(3, "/"); // the connection lives on
            all.assertThat(peer.answer(3).status()).as("after " + each).isEqualTo(200);
            peer.close();
        }
        all.assertAll();
    }

    @AsyncTest
    void tooLargeAHead_isAnswered_andItsConnectionLivesOn() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(hello()));
        peer.get(1, "/" + "x".repeat(8200));
        assertThat(peer.answer(1).status()).isEqualTo(414);

        peer.ask(3, "GET", "/", true, "x", "y".repeat(17_000));
        assertThat(peer.answer(3).status()).isEqualTo(431);

        peer.ask(5, "GET", "/", true, "x", "y".repeat(25_000)); // the codec does not keep it
        assertThat(peer.answer(5).status()).isEqualTo(431);

        String[] many = new String[202];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "x" + i;
            many[i + 1] = "y";
        }
        peer.ask(7, "GET", "/", true, many);
        assertThat(peer.answer(7).status()).isEqualTo(431);

        peer.get(9, "/");
        assertThat(peer.answer(9).status()).isEqualTo(200);
        peer.close();
    }

    @AsyncTest
    void bodyOfAnotherLength_isRefused() throws Exception {
        Site site = new Site(request -> Response.text(await(request.text())));
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false, "content-length", "3");
        peer.data(1, "abcd", true);
        assertThat(peer.answer(1).broken()).isEqualTo(ErrorCode.PROTOCOL_ERROR);

        peer.ask(3, "POST", "/", false, "content-length", "3");
        peer.data(3, "ab", true);
        assertThat(peer.answer(3).broken()).isEqualTo(ErrorCode.PROTOCOL_ERROR);

        peer.ask(5, "POST", "/", false);
        peer.fields(5, true, "content-length", "3"); // too late
        assertThat(peer.answer(5).broken()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        await(sleep(1));
        peer.close();
    }
}
