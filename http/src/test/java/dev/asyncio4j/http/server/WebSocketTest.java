// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.websocket.WebSocket;
import dev.asyncio4j.http.websocket.WebSocketClosed;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// WebSockets, frame by frame.
@VirtualClock
class WebSocketTest {

    private static final String KEY = "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String ASK =
            "upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\n";

    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;

    private final List<Object> marks = new ArrayList<>();

    private static Handler echo() {
        return request ->
                Response.webSocket(
                        socket -> {
                            for (WebSocket.Message each : awaitEach(socket)) {
                                if (each.isText()) {
                                    await(socket.send(each.text()));
                                } else {
                                    await(socket.send(each.data()));
                                }
                            }
                        });
    }

    private static String request(String fields) {
        return "GET / HTTP/1.1\r\nhost: a\r\n" + fields + "\r\n";
    }

    private Connection open(Site site) {
        Connection peer = site.connect();
        peer.writer().write(request(ASK + KEY));
        assertThat(Site.answer(peer, 0))
                .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
        return peer;
    }

    /// A frame as clients send it: masked, here by zeros.
    private static byte[] frame(int head, byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head);
        if (data.length < 126) {
            bytes.write(0x80 | data.length);
        } else {
            bytes.write(0x80 | 126);
            bytes.write(data.length >> 8);
            bytes.write(data.length);
        }
        bytes.writeBytes(new byte[4]);
        bytes.writeBytes(data);
        return bytes.toByteArray();
    }

    private static byte[] frame(int head, String text) {
        return frame(head, text.getBytes(StandardCharsets.UTF_8));
    }

    /// The next frame of the server: its first byte, and its data as Latin-1; a close as its code.
    private static String next(Connection peer) {
        byte[] head = await(peer.reader().readexactly(2));
        int length = head[1] & 0xff;
        if (length == 126) {
            byte[] more = await(peer.reader().readexactly(2));
            length = (more[0] & 0xff) << 8 | (more[1] & 0xff);
        }
        byte[] data = length == 0 ? new byte[0] : await(peer.reader().readexactly(length));
        int kind = head[0] & 0xff;
        if (kind == CLOSE) {
            return "close " + (length == 0 ? "" : (data[0] & 0xff) << 8 | (data[1] & 0xff));
        }
        return Integer.toHexString(kind) + " " + new String(data, StandardCharsets.ISO_8859_1);
    }

    private static byte[] close(int code) {
        return frame(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    @AsyncTest
    void clientThatLeavesInTheMiddleOfAMessage_isForgotten() throws Exception {
        Site site = new Site(echo());
        Connection peer = open(site);
        peer.writer().write(frame(TEXT & 0x7f, "the beginning"));
        await(sleep(1));

        peer.writer().transport().abort();
        await(sleep(1));

        assertThat(site.server.connectionCount()).isZero();
    }

    @AsyncTest
    void messages_goBothWays_untilOneSideCloses() throws Exception {
        Site site = new Site(echo());
        Connection peer = open(site);

        peer.writer().write(frame(TEXT, "h\u00e4"));
        peer.writer().write(frame(BINARY, new byte[300]));
        peer.writer().write(frame(TEXT & 0x7f, "one "));
        peer.writer().write(frame(PING, "p"));
        peer.writer().write(frame(0x80, "two"));

        assertThat(next(peer)).isEqualTo("8a p");
        assertThat(next(peer)).isEqualTo("81 h\u00c3\u00a4");
        assertThat(next(peer)).isEqualTo("82 " + "\0".repeat(300));
        assertThat(next(peer)).isEqualTo("81 one two");
        peer.writer().write(close(1000));
        assertThat(next(peer)).isEqualTo("close 1000");
        assertThat(Site.rest(peer)).isEmpty();
        peer.writer().close();
        await(sleep(1));
        assertThat(site.server.connectionCount()).isZero();
    }

    @AsyncTest
    void messageBehindTheRequest_isNotLost() throws Exception {
        Site site = new Site(echo());
        Connection peer = site.connect();
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(request(ASK + KEY).getBytes(StandardCharsets.US_ASCII));
        both.writeBytes(frame(TEXT, "early"));

        peer.writer().write(both.toByteArray());
        Site.answer(peer, 0);

        assertThat(next(peer)).isEqualTo("81 early");
        peer.writer().transport().abort();
    }

    @AsyncTest
    void wrongRequests_areRefused_andTheConnectionLivesOn() throws Exception {
        Site site = new Site(echo());
        String end = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

        assertThat(site.say(request("") + end)).startsWith("HTTP/1.1 426 ");
        assertThat(site.say(request(ASK) + end)).startsWith("HTTP/1.1 400 ");
        assertThat(site.say(request(ASK + "sec-websocket-key: short\r\n") + end))
                .startsWith("HTTP/1.1 400 ");
        assertThat(site.say(request(ASK.replace("13", "12") + KEY) + end))
                .startsWith("HTTP/1.1 426 ")
                .contains("sec-websocket-version: 13\r\n");
        assertThat(site.say(request(ASK + KEY + "origin: https://evil\r\n") + end))
                .startsWith("HTTP/1.1 403 ");
        assertThat(site.say(request(ASK + KEY + "origin: null\r\n") + end))
                .startsWith("HTTP/1.1 403 ");
        Connection peer = site.connect();
        peer.writer().write(request(ASK + KEY + "origin: https://A\r\n"));
        assertThat(Site.answer(peer, 0)).startsWith("HTTP/1.1 101 ");
        peer.writer().transport().abort();
    }

    @AsyncTest
    void wrongFrames_closeItWithTheirCode() throws Exception {
        Site site = new Site(echo());
        byte[] unmasked = {(byte) TEXT, 1, 'x'};

        assertThat(closedBy(site, unmasked)).isEqualTo("close 1002");
        assertThat(closedBy(site, frame(0x83, "x"))).isEqualTo("close 1002");
        assertThat(closedBy(site, frame(0xc1, "x"))).isEqualTo("close 1002");
        assertThat(closedBy(site, frame(0x80, "x"))).isEqualTo("close 1002");
        assertThat(closedBy(site, frame(0x09, "x"))).isEqualTo("close 1002");
        assertThat(closedBy(site, frame(PING, new byte[126]))).isEqualTo("close 1002");
        assertThat(closedBy(site, frame(TEXT, new byte[] {(byte) 0xff}))).isEqualTo("close 1007");
        assertThat(closedBy(site, frame(CLOSE, new byte[] {3}))).isEqualTo("close 1002");
        assertThat(closedBy(site, close(999))).isEqualTo("close 1002");
        assertThat(closedBy(site, close(1005))).isEqualTo("close 1002");
        byte[] huge = {(byte) BINARY, (byte) 0xff, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0};
        assertThat(closedBy(site, huge)).isEqualTo("close 1009");
    }

    private String closedBy(Site site, byte[] bytes) throws Exception {
        Connection peer = open(site);
        peer.writer().write(bytes);
        String answer = next(peer);
        Site.rest(peer);
        peer.writer().close();
        return answer;
    }

    @AsyncTest
    void talkThatEnds_closesNormally_oneThatFails_with1011_andIsReported() throws Exception {
        EventLoop.running()
                .setExceptionHandler((loop, fault) -> marks.add(fault.exception().getMessage()));
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            if (request.query("fail") != null) {
                                                throw new IllegalStateException("oops");
                                            }
                                        }));
        Connection good = open(site);
        assertThat(next(good)).isEqualTo("close 1000");
        good.writer().write(close(1000));
        assertThat(Site.rest(good)).isEmpty();
        good.writer().close();

        Connection bad = site.connect();
        bad.writer().write(request(ASK + KEY).replace("GET /", "GET /?fail"));
        Site.answer(bad, 0);
        assertThat(next(bad)).isEqualTo("close 1011");
        bad.writer().write(close(1011));
        bad.writer().close();
        await(sleep(1));

        assertThat(marks).containsExactly("oops");
    }

    @AsyncTest
    void peerThatLeaves_isToldToTheTalk_bothReceivingAndSending() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            try {
                                                await(socket.receive());
                                            } catch (Exception closed) {
                                                marks.add(((WebSocketClosed) closed).code());
                                            }
                                            assertThatThrownBy(() -> await(socket.send("x")))
                                                    .isInstanceOf(WebSocketClosed.class);
                                            marks.add("refused");
                                        }));
        open(site).writer().transport().abort();
        await(sleep(1));

        assertThat(marks).containsExactly(1006, "refused");
    }

    @AsyncTest
    void silentPeer_isAsked_andGivenUp() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            try {
                                                await(socket.receive());
                                            } finally {
                                                marks.add((int) EventLoop.running().time());
                                            }
                                        }));
        Connection peer = open(site);
        await(sleep(30));
        assertThat(next(peer)).isEqualTo("89 ");
        peer.writer().write(frame(PONG, ""));
        await(sleep(200));

        assertThat(marks).hasSize(1);
        assertThat((Integer) marks.getFirst()).isBetween(60, 110);
        peer.writer().transport().abort();
    }

    @AsyncTest
    void serverThatStops_closesWith1001() throws Exception {
        Site site = new Site(echo());
        Connection peer = open(site);
        Task<Integer> stop = createTask(site.server.stop(Duration.ofSeconds(5)));

        assertThat(next(peer)).isEqualTo("close 1001");
        peer.writer().write(close(1001));

        assertThat(await(stop)).isZero();
        peer.writer().close();
    }

    @AsyncTest
    void cancelledReceive_losesNothing() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            Task<WebSocket.Message> first =
                                                    createTask(socket.receive());
                                            await(sleep(1));
                                            first.cancel();
                                            assertThatThrownBy(() -> await(first))
                                                    .isInstanceOf(CancelledError.class);
                                            marks.add(await(socket.receive()).text());
                                        }));
        Connection peer = open(site);
        await(sleep(2));
        peer.writer().write(frame(TEXT, "kept"));
        assertThat(next(peer)).isEqualTo("close 1000");
        peer.writer().write(close(1000));
        await(sleep(1));

        assertThat(marks).containsExactly("kept");
        peer.writer().close();
    }

    @AsyncTest
    void talkThatDoesNotReceive_holdsTheOtherSideBack() throws Exception {
        Site site = new Site(request -> Response.webSocket(socket -> await(sleep(15))));
        Connection peer = open(site);
        Task<Void> flood =
                createTask(
                        async(
                                () -> {
                                    for (int i = 0; i < 10_000; i++) {
                                        await(peer.writer().send(frame(BINARY, new byte[1000])));
                                        marks.add(i);
                                    }
                                    return null;
                                }));
        await(sleep(10));

        assertThat(marks.size()).isBetween(16, 2000);
        flood.cancel();
        peer.writer().transport().abort();
        await(sleep(30));
    }

    @AsyncTest
    void peerThatAsksAndDoesNotRead_isAnsweredOnlyToItsLastQuestion() throws Exception {
        Site site = new Site(echo());
        Connection peer = open(site);
        for (int i = 0; i < 20_000; i++) {
            await(peer.writer().send(frame(PING, "%0125d".formatted(i))));
        }
        await(sleep(1));

        String answer = next(peer);
        for (int i = 0; !answer.equals("8a " + "%0125d".formatted(19_999)); i++) {
            marks.add(i);
            answer = next(peer);
        }

        assertThat(marks.size()).isLessThan(10_000);
        peer.writer().write(frame(TEXT, "and on"));
        assertThat(next(peer)).isEqualTo("81 and on");
        peer.writer().transport().abort();
    }

    @AsyncTest
    void peerThatFloodsInsteadOfClosing_isNotKeptInMemory() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            Task<?> closing = createTask(socket.close());
                                            await(sleep(5));
                                            for (WebSocket.Message each : awaitEach(socket)) {
                                                marks.add(each);
                                            }
                                            await(closing);
                                        }));
        Connection peer = open(site);
        assertThat(next(peer)).isEqualTo("close 1000");
        for (int i = 0; i < 5000; i++) {
            await(peer.writer().send(frame(BINARY, new byte[1000])));
        }
        await(peer.writer().send(close(1000)));
        await(sleep(6));

        assertThat(marks.size()).isBetween(1, 100);
        assertThat(site.server.connectionCount()).isZero();
        peer.writer().close();
    }

    @AsyncTest
    void peerThatIsHeldBack_isNotTakenForSilent() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            await(sleep(200));
                                            for (WebSocket.Message each : awaitEach(socket)) {
                                                marks.add(each.text());
                                            }
                                        }));
        Connection peer = open(site);
        for (int i = 0; i < 100; i++) {
            peer.writer().write(frame(TEXT, "message " + i));
            await(sleep(0.01));
        }
        await(sleep(230));
        peer.writer().write(close(1000));
        await(sleep(1));

        assertThat(marks).hasSize(100);
        peer.writer().close();
    }

    @AsyncTest
    void severalThatClose_allComeBack() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            Task<?> one = createTask(socket.close());
                                            Task<?> two = createTask(socket.close());
                                            await(one);
                                            await(two);
                                            await(socket.close());
                                            marks.add(EventLoop.running().time());
                                        }));
        Connection peer = open(site);
        assertThat(next(peer)).isEqualTo("close 1000");
        peer.writer().write(close(1000));
        await(sleep(30));

        assertThat(marks).hasSize(1);
        assertThat((Double) marks.getFirst()).isLessThan(5);
        peer.writer().close();
    }

    @AsyncTest
    void subprotocol_isTheFirstOfOurs() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        WebSocketOptions.defaults().withSubprotocols("v2", "v1"),
                                        socket -> marks.add(socket.subprotocol())));
        Connection peer = site.connect();
        peer.writer().write(request(ASK + KEY + "sec-websocket-protocol: v1, v2\r\n"));

        assertThat(Site.answer(peer, 0)).contains("sec-websocket-protocol: v2\r\n");
        await(sleep(1));
        assertThat(marks).containsExactly("v2");
        peer.writer().transport().abort();
    }

    @AsyncTest
    void compression_isAgreedOn_andUsed() throws Exception {
        Site site = new Site(echo());
        Connection peer = site.connect();
        peer.writer()
                .write(request(ASK + KEY + "sec-websocket-extensions: permessage-deflate\r\n"));
        assertThat(Site.answer(peer, 0)).contains("sec-websocket-extensions: permessage-deflate");

        // "Hello", compressed: RFC 7692, 7.2.3.1
        peer.writer()
                .write(
                        frame(
                                0xc1,
                                new byte[] {
                                    (byte) 0xf2,
                                    0x48,
                                    (byte) 0xcd,
                                    (byte) 0xc9,
                                    (byte) 0xc9,
                                    0x07,
                                    0x00
                                }));

        assertThat(next(peer)).startsWith("c1 \u00f2H\u00cd\u00c9\u00c9\u0007");
        peer.writer().transport().abort();
    }

    @AsyncTest
    void compressedMessage_mayComeInPiecesThatSayNothingYet() throws Exception {
        Site site = new Site(echo());
        Connection peer = site.connect();
        peer.writer()
                .write(request(ASK + KEY + "sec-websocket-extensions: permessage-deflate\r\n"));
        Site.answer(peer, 0);
        byte[] hello = {(byte) 0xf2, 0x48, (byte) 0xcd, (byte) 0xc9, (byte) 0xc9, 0x07, 0x00};

        peer.writer().write(frame(0x41, Arrays.copyOf(hello, 1)));
        peer.writer().write(frame(PING, "between"));
        for (int i = 1; i < hello.length; i++) {
            int last = i == hello.length - 1 ? 0x80 : 0;
            peer.writer().write(frame(last, Arrays.copyOfRange(hello, i, i + 1)));
        }

        assertThat(next(peer)).isEqualTo("8a between");
        assertThat(next(peer)).startsWith("c1 \u00f2H\u00cd\u00c9\u00c9\u0007");
        peer.writer().transport().abort();
    }

    @AsyncTest
    void wrongArguments_areRefused() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            assertThatThrownBy(() -> socket.close(1006, ""))
                                                    .hasMessageContaining("code: 1006 (expected: ");
                                            assertThatThrownBy(
                                                            () ->
                                                                    socket.close(
                                                                            1000, "x".repeat(124)))
                                                    .hasMessageContaining("reason: 124 bytes");
                                            marks.add(socket.toString());
                                        }));
        Connection peer = open(site);
        next(peer);
        peer.writer().write(close(1000));
        await(sleep(1));

        assertThat(marks).containsExactly("<WebSocket open>");
        assertThatThrownBy(() -> WebSocketOptions.defaults().withMaxFrame(0))
                .hasMessage("maxFrame: 0 (expected: > 0)");
        peer.writer().close();
    }
}
