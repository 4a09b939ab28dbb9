// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.util.ArrayList;
import java.util.List;

/// Windows, in both directions, and what takes too long.
@VirtualClock
class Http2FlowTest {

    private final List<Object> marks = new ArrayList<>();

    private static double seconds() {
        return EventLoop.running().time();
    }

    /// Sends so many kilobytes, and tells how far it is.
    private Handler sending(int kilobytes) {
        return request ->
                Response.stream(
                        "text/plain",
                        out -> {
                            for (int i = 0; i < kilobytes; i++) {
                                await(out.write(new byte[1024]));
                                marks.add(request.path());
                            }
                        });
    }

    private static Handler reading() {
        return request -> Response.text("" + await(request.bytes()).length);
    }

    @AsyncTest
    void bodyOfAnAnswer_waitsForTheWindow() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(sending(100)), Http2Peer.WINDOW, 10 * 1024);
        peer.get(1, "/");
        await(sleep(1));
        assertThat(marks).hasSize(10);

        peer.out.window(1, 5 * 1024);
        peer.flush();
        await(sleep(1));
        assertThat(marks).hasSize(15);

        peer.out.settings(Http2Peer.WINDOW, 20 * 1024); // 10 KiB more for all
        peer.flush();
        await(sleep(1));
        assertThat(marks).hasSize(25);

        peer.out.settings(Http2Peer.WINDOW, 0); // 20 KiB less
        peer.out.window(1, 25 * 1024);
        peer.flush();
        await(sleep(1));
        assertThat(marks).hasSize(30);
        peer.abort();
        await(sleep(40)); // it may have been the end of its half only
    }

    @AsyncTest
    void pieceThatIsCancelledInTheMiddle_breaksTheAnswerOff() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.stream(
                                        "text/plain",
                                        out -> {
                                            try {
                                                await(waitFor(out.write(new byte[20_000]), 1));
                                            } catch (TimeoutError late) {
                                                marks.add("late");
                                            }
                                            await(out.write("more"));
                                        }));
        Http2Peer peer = new Http2Peer(site, Http2Peer.WINDOW, 10_000);
        peer.get(1, "/");

        assertThat(peer.next(Frame.Reset.class).code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
        assertThat(marks).containsExactly("late");
        peer.close();
    }

    @AsyncTest
    void longAnswer_comesWhole_asItsWindowsAreOpened() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(sending(1000)));
        peer.get(1, "/");

        assertThat(peer.answer(1).body()).hasSize(1000 * 1024);
        peer.close();
    }

    @AsyncTest
    void streams_shareTheWindowOfTheConnection_byTurns() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.stream(
                                        "text/plain",
                                        out -> await(out.write(new byte[10 * 16 * 1024]))));
        Http2Peer peer = new Http2Peer(site, Http2Peer.WINDOW, 1 << 20);
        peer.get(1, "/");
        peer.get(3, "/");
        peer.get(5, "/");
        List<Integer> order = new ArrayList<>();
        for (int ended = 0; ended < 3; ) {
            Frame.Data data = peer.next(Frame.Data.class);
            order.add(data.stream());
            ended += data.end() ? 1 : 0;
            if (data.flow() > 0) {
                peer.out.window(0, data.flow());
                peer.flush();
            }
        }

        // the window of 64 KiB lets the first four frames go at once; then each has its turn
        assertThat(order.subList(0, 22))
                .containsExactly(1, 1, 1, 1, 1, 3, 5, 1, 3, 5, 1, 3, 5, 1, 3, 5, 1, 3, 5, 1, 3, 5);
        peer.close();
    }

    @AsyncTest
    void bodyOfARequest_waitsAtTheClient() throws Exception {
        Site site =
                new Site(
                        request -> {
                            await(sleep(5));
                            return Response.text("" + await(request.bytes()).length);
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false);
        for (int i = 0; i < 4; i++) {
            peer.data(1, "x".repeat(i < 3 ? 16_384 : 16_383), false); // all of the window
        }
        await(sleep(1));
        double begun = seconds();
        peer.next(Frame.SettingsKnown.class);

        assertThat(peer.next()).isEqualTo(new Frame.Window(1, 2 * 16_384)); // not before it is read
        assertThat(seconds() - begun).isBetween(3.5, 4.5);
        peer.data(1, "y", true);
        assertThat(peer.answer(1).body()).isEqualTo("65536");
        peer.close();
    }

    @AsyncTest
    void uploadThatNobodyReads_leavesRoomForOthers_whenItIsOver() throws Exception {
        Site site = new Site(request -> Response.of(204));
        Http2Peer peer = new Http2Peer(site);
        for (int i = 0; i < 40; i++) { // more than the connection's window, all in all
            int stream = 2 * i + 1;
            peer.ask(stream, "POST", "/", false);
            peer.data(stream, "x".repeat(16_000), false);
            peer.data(stream, "x".repeat(16_000), true);
            assertThat(peer.answer(stream).status()).isEqualTo(204);
        }
        peer.close();
    }

    @AsyncTest
    void moreThanTheWindow_endsTheStream() throws Exception {
        Site site =
                new Site(
                        request -> {
                            await(sleep(100));
                            return Response.of(204);
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false);
        for (int i = 0; i < 5; i++) {
            peer.data(1, "x".repeat(16_000), false);
        }
        assertThat(peer.answer(1).broken()).isEqualTo(ErrorCode.FLOW_CONTROL_ERROR);
        peer.abort();
        site.server.close();
        await(sleep(1));
    }

    @AsyncTest
    void paddingIsNoBody_butCounts() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(reading()));
        peer.ask(1, "POST", "/", false);
        byte[] padded = new byte[1 + 3 + 200];
        padded[0] = (byte) 200;
        for (int i = 0; i < 400; i++) { // more than a window
            peer.raw(0, 0x8, 1, padded);
            if (i % 50 == 49) {
                await(sleep(0.1));
            }
        }
        peer.data(1, "", true);

        assertThat(peer.answer(1).body()).isEqualTo("1200");
        peer.close();
    }

    // ---- patience

    @AsyncTest
    void clientThatOpensNoWindow_losesItsStream() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.stream(
                                        "text/plain",
                                        out -> {
                                            try {
                                                await(out.write(new byte[20_000]));
                                            } finally {
                                                marks.add((int) seconds());
                                            }
                                        }));
        Http2Peer peer = new Http2Peer(site, Http2Peer.WINDOW, 10_000);
        peer.get(1, "/");

        assertThat(peer.next(Frame.Reset.class)).isEqualTo(new Frame.Reset(1, ErrorCode.CANCEL));
        await(sleep(1));
        assertThat((Integer) marks.getFirst()).isBetween(30, 33);
        peer.close();
    }

    @AsyncTest
    void clientThatOpensNoWindowForAny_isGivenUp() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(sending(100)), Http2Peer.WINDOW, 1 << 20);
        peer.get(1, "/");
        double begun = seconds();

        assertThat(peer.goneAway()).isEqualTo(ErrorCode.NO_ERROR);
        assertThat(seconds() - begun).isBetween(30.0, 33.0);
        assertThat(marks).hasSize(63);
        peer.close();
    }

    @AsyncTest
    void silence_isEnded() throws Exception {
        Site site = new Site(reading());
        double begun = seconds();
        Http2Peer peer = new Http2Peer(site);
        assertThat(peer.goneAway()).isEqualTo(ErrorCode.NO_ERROR);
        assertThat(peer.next()).isNull();
        assertThat(seconds() - begun).isBetween(10.0, 12.0); // before the first request

        Http2Peer other = new Http2Peer(site);
        other.get(1, "/");
        other.answer(1);
        begun = seconds();
        assertThat(other.goneAway()).isEqualTo(ErrorCode.NO_ERROR);
        assertThat(seconds() - begun).isBetween(14.0, 16.5);
        peer.close();
        other.close();
    }

    @AsyncTest
    void fieldsThatDoNotEnd_areGivenUp_whateverElseGoesOn() throws Exception {
        Site site =
                new Site(
                        request -> {
                            await(sleep(20));
                            return Response.of(204);
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/");
        peer.next(Frame.SettingsKnown.class);
        double begun = seconds();
        peer.raw(1, 0, 3, (byte) 0x82); // a head without its end

        assertThat(peer.goneAway()).isEqualTo(ErrorCode.NO_ERROR);
        assertThat(seconds() - begun).isBetween(10.0, 12.0);
        peer.close();
        await(sleep(20));
    }

    @AsyncTest
    void bodyThatDoesNotCome_isAnswered() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(reading()));
        peer.ask(1, "POST", "/", false);
        double begun = seconds();

        assertThat(peer.answer(1).status()).isEqualTo(408);
        assertThat(seconds() - begun).isBetween(5.0, 9.0); // too few bytes a second
        peer.close();
    }

    @AsyncTest
    void handlerThatTakesTooLong_isAnsweredFor_whileOthersGoOn() throws Exception {
        Site site =
                new Site(
                        request -> {
                            try {
                                await(sleep(request.path().equals("/slow") ? 1000 : 25));
                            } catch (CancelledError cancelled) {
                                marks.add(cancelled.getMessage());
                                throw cancelled;
                            }
                            return Response.of(204);
                        },
                        ServerOptions.defaults());
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/slow");
        await(sleep(10));
        peer.get(3, "/");

        assertThat(peer.answer(1).status()).isEqualTo(503);
        assertThat(marks).containsExactly("the time limit of handlers is over");
        assertThat(peer.answer(3).status()).isEqualTo(204);
        peer.close();
    }
}
