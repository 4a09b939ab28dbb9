// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import java.util.ArrayList;
import java.util.List;

/// Clients that break the rules, or wear the server out within them.
@VirtualClock
class Http2FloodTest {

    private final List<Object> marks = new ArrayList<>();
    private int atOnce;
    private int most;

    private Handler slow(double seconds) {
        return request -> {
            atOnce++;
            most = Math.max(most, atOnce);
            try {
                await(sleep(seconds));
            } finally {
                atOnce--;
            }
            return Response.of(204);
        };
    }

    /// How a client's frames end its connection.
    private interface Doing {
        void to(Http2Peer peer) throws Exception;
    }

    private ErrorCode after(Doing doing) throws Exception {
        Site site = new Site(slow(1));
        Http2Peer peer = new Http2Peer(site);
        doing.to(peer);
        ErrorCode code = peer.goneAway();
        assertThat(peer.next()).isNull(); // and the end of what the server sends
        peer.abort();
        await(sleep(10)); // for the handlers
        site.server.close();
        return code;
    }

    // ---- floods

    @AsyncTest
    void streamsThatAreResetAtOnce_endTheConnection() throws Exception {
        assertThat(
                        after(
                                peer -> {
                                    for (int i = 0; i < 300; i++) {
                                        peer.get(2 * i + 1, "/");
                                        peer.out.reset(2 * i + 1, ErrorCode.CANCEL);
                                        peer.flush();
                                    }
                                }))
                .isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        assertThat(most).isBetween(1, 100);
    }

    @AsyncTest
    void streamThatIsReset_leavesItsPlaceTaken_untilItsHandlerIsOver() throws Exception {
        ServerOptions options =
                ServerOptions.defaults().withLimits(Limits.defaults().withStreams(2));
        Http2Peer peer = new Http2Peer(new Site(slow(5), options));
        for (int stream : new int[] {1, 3}) {
            peer.get(stream, "/");
            peer.out.reset(stream, ErrorCode.CANCEL);
            peer.flush();
        }
        peer.get(5, "/");
        assertThat(peer.answer(5).broken()).isEqualTo(ErrorCode.REFUSED_STREAM);

        await(sleep(6));
        peer.get(7, "/");
        assertThat(peer.answer(7).status()).isEqualTo(204);
        assertThat(most).isEqualTo(2);
        peer.close();
    }

    @AsyncTest
    void streamsThatTheServerHasToReset_endTheConnection() throws Exception {
        assertThat(
                        after(
                                peer -> {
                                    for (int i = 0; i < 300; i++) {
                                        peer.get(2 * i + 1, "/");
                                        peer.raw(8, 0, 2 * i + 1, new byte[4]); // a window of 0
                                    }
                                }))
                .isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
    }

    @AsyncTest
    void framesThatBringNothing_endTheConnection() throws Exception {
        List<Doing> floods =
                List.of(
                        peer -> peer.raw(6, 0, 0, new byte[8]), // pings
                        peer -> peer.raw(4, 0, 0), // settings
                        peer -> peer.raw(2, 0, 3, new byte[5]), // priorities
                        peer -> peer.raw(0x77, 0, 0), // what nobody knows
                        peer -> peer.raw(8, 0, 0, new byte[] {0, 0, 0, 1}), // windows
                        peer -> peer.raw(0, 0, 1)); // empty data
        for (Doing each : floods) {
            assertThat(
                            after(
                                    peer -> {
                                        peer.ask(1, "POST", "/", false);
                                        for (int i = 0; i < 1100; i++) {
                                            each.to(peer);
                                        }
                                    }))
                    .isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        }
    }

    @AsyncTest
    void aPingNowAndThen_isAnswered() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(slow(400), patient()));
        peer.get(1, "/");
        for (int i = 0; i < 300; i++) {
            peer.out.ping(i);
            peer.flush();
            await(sleep(1));
        }

        for (int i = 0; i < 300; i++) {
            assertThat(peer.next(Frame.Pong.class).word()).isEqualTo(i);
        }
        assertThat(peer.answer(1).status()).isEqualTo(204);
        peer.close();
    }

    private static ServerOptions patient() {
        return ServerOptions.defaults()
                .withPatience(Patience.defaults().withHandler(java.time.Duration.ofSeconds(1000)));
    }

    @AsyncTest
    void continuationsWithoutEnd_endTheConnection() throws Exception {
        assertThat(
                        after(
                                peer -> {
                                    peer.raw(1, 0, 1, (byte) 0x82);
                                    for (int i = 0; i < 20; i++) {
                                        peer.raw(9, 0, 1);
                                    }
                                }))
                .isEqualTo(ErrorCode.ENHANCE_YOUR_CALM);
        assertThat(
                        after(
                                peer -> {
                                    peer.raw(1, 0, 1, new byte[16_000]);
                                    peer.raw(9, 0, 1, new byte[16_000]);
                                }))
                .isEqualTo(ErrorCode.PROTOCOL_ERROR);
    }

    @AsyncTest
    void fieldsThatUnpackToMuch_areRefused() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(slow(1)));
        byte[] bomb = new byte[4 + 4000 + 10_000];
        bomb[0] = 0x40; // to be kept in the table: a name, and a value of 4,000 bytes
        bomb[1] = 1;
        bomb[2] = 'a';
        bomb[3] = 0x7f;
        bomb[4] = (byte) (0x80 | ((4000 - 127) & 0x7f));
        bomb[5] = (byte) ((4000 - 127) >> 7);
        java.util.Arrays.fill(bomb, 6, 4006, (byte) 'x');
        java.util.Arrays.fill(bomb, 4006, bomb.length, (byte) 0xbe); // the same, thousands of times
        peer.raw(1, 0x5, 1, bomb);

        assertThat(peer.answer(1).status()).isEqualTo(431);
        peer.close();
    }

    @AsyncTest
    void clientThatTakesNothing_isNotReadFrom() throws Exception {
        Site site = new Site(request -> Response.bytes("x/y", new byte[60_000]));
        Http2Peer peer = new Http2Peer(site, Http2Peer.WINDOW, 1 << 20);
        peer.out.window(0, 1 << 30);
        for (int i = 0; i < 90; i++) {
            peer.get(2 * i + 1, "/");
        }
        await(sleep(1));
        int before = (int) site.server.answerCount();
        for (int i = 90; i < 99; i++) {
            peer.get(2 * i + 1, "/");
        }
        await(sleep(1));

        assertThat(before).isLessThan(90);
        assertThat(site.server.answerCount()).isEqualTo(before);
        for (int i = 0; i < 99; i++) { // and is answered once it takes it
            peer.next(Frame.Fields.class);
        }
        peer.abort();
    }

    // ---- rules of the whole connection; those of h2spec are tried by h2spec

    @AsyncTest
    void breachesOfRules_endTheConnection() throws Exception {
        assertThat(after(peer -> peer.raw(8, 0, 0, (byte) 0x7f, (byte) -1, (byte) -1, (byte) -1)))
                .isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
        assertThat(after(peer -> peer.get(2, "/"))).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(after(peer -> peer.data(7, "x", true))).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(
                        after(
                                peer -> {
                                    peer.get(5, "/");
                                    peer.get(3, "/");
                                }))
                .isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(
                        after(
                                peer -> {
                                    peer.get(1, "/");
                                    peer.answer(1);
                                    peer.get(1, "/");
                                }))
                .isEqualTo(ErrorCode.STREAM_CLOSED);
        assertThat(after(peer -> peer.raw(5, 4, 1, new byte[] {0, 0, 0, 2, (byte) 0x82}))) // a push
                .isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(after(peer -> peer.raw(1, 5, 1, (byte) 0xff, (byte) 0xff))) // broken packing
                .isEqualTo(ErrorCode.COMPRESSION_ERROR);
        assertThat(
                        after(
                                peer -> {
                                    byte[] head = {1, 0, 0, 0, 0, 0, 0, 0, 1};
                                    peer.connection.writer().write(head); // 64 KiB to come
                                }))
                .isEqualTo(ErrorCode.FRAME_SIZE_ERROR);
    }

    @AsyncTest
    void whatIsNoHttp2_behindItsFirstLine_isRefused() throws Exception {
        Site site = new Site(slow(0));
        Connection peer = site.connect();
        peer.writer().write("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");

        assertThat(Site.rest(peer)).contains("no preface of HTTP/2");
        peer.writer().close();

        Connection other = site.connect();
        other.writer().write("PRI * HTTP/2.0\r\nhost: a\r\n\r\n");
        assertThat(Site.rest(other)).startsWith("HTTP/1.1 505 ");
        other.writer().close();
        assertThat(marks).isEmpty();
    }
}
