// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How connections of HTTP/2 end.
@VirtualClock
class Http2StopTest {

    private final List<Object> marks = new ArrayList<>();

    private static Handler slow(double seconds) {
        return request -> {
            await(sleep(seconds));
            return Response.text("done");
        };
    }

    /// Answers a ping of the server, as clients do.
    private static void pong(Http2Peer peer) throws Exception {
        peer.out.pong(peer.next(Frame.Ping.class).word());
        peer.flush();
    }

    @AsyncTest
    void streamsInFlight_areAnswered_andThoseOnTheirWay() throws Exception {
        Site site = new Site(slow(3));
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/");
        await(sleep(1));
        Task<Integer> stop = createTask(site.server.stop(Duration.ofSeconds(10)));

        Frame.GoAway first = peer.next(Frame.GoAway.class);
        assertThat(first).isEqualTo(new Frame.GoAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR));
        peer.get(3, "/"); // was on its way
        pong(peer);
        assertThat(peer.next(Frame.GoAway.class))
                .isEqualTo(new Frame.GoAway(3, ErrorCode.NO_ERROR));
        peer.get(5, "/"); // should know better
        assertThat(peer.answer(5).broken()).isEqualTo(ErrorCode.REFUSED_STREAM);
        assertThat(peer.answer(1).body()).isEqualTo("done");
        assertThat(peer.answer(3).body()).isEqualTo("done");
        assertThat(peer.next()).isNull();
        peer.close();
        assertThat(await(stop)).isZero();
    }

    @AsyncTest
    void idleConnection_isClosed_evenIfItsClientSaysNothing() throws Exception {
        Site site = new Site(slow(0));
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/");
        peer.answer(1);
        double begun = EventLoop.running().time();
        Task<Integer> stop = createTask(site.server.stop(Duration.ofSeconds(10)));

        while (peer.next() != null) {}
        peer.close();
        assertThat(await(stop)).isZero();
        assertThat(EventLoop.running().time() - begun).isBetween(1.0, 4.0);
    }

    @AsyncTest
    void requestsThatTakeTooLong_areCancelled_andCounted() throws Exception {
        Site site =
                new Site(
                        request -> {
                            try {
                                await(sleep(20));
                            } catch (CancelledError cancelled) {
                                marks.add(cancelled.getMessage());
                                throw cancelled;
                            }
                            return Response.of(204);
                        });
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/");
        peer.get(3, "/");
        await(sleep(1));

        assertThat(await(site.server.stop(Duration.ofSeconds(2)))).isEqualTo(2);
        assertThat(marks).containsExactly("the server stops", "the server stops");
        peer.abort();
    }

    @AsyncTest
    void clientThatSaysGoodbye_isAnswered_andLetGo() throws Exception {
        Http2Peer peer = new Http2Peer(new Site(slow(3)));
        peer.get(1, "/");
        peer.out.goAway(0, ErrorCode.NO_ERROR, "");
        peer.flush();

        assertThat(peer.answer(1).body()).isEqualTo("done");
        assertThat(peer.next()).isNull();
        peer.close();
    }

    @AsyncTest
    void clientThatEndsItsHalf_isAnsweredStill() throws Exception {
        Site site = new Site(slow(3));
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/");
        peer.connection.writer().writeEof();

        assertThat(peer.next(Frame.Fields.class).fields().get(":status")).isEqualTo("200");
        assertThat(peer.next(Frame.Data.class).bytes()).isEqualTo(new byte[] {'d', 'o', 'n', 'e'});
        assertThat(peer.next()).isNull();
        peer.close();
        await(sleep(1));
        assertThat(site.server.connectionCount()).isZero();
    }

    @AsyncTest
    void connectionWithEnoughRequests_isEnded() throws Exception {
        ServerOptions options =
                ServerOptions.defaults().withLimits(Limits.defaults().withRequests(2));
        Http2Peer peer = new Http2Peer(new Site(slow(0), options));
        peer.get(1, "/");
        assertThat(peer.answer(1).body()).isEqualTo("done");
        peer.get(3, "/");
        pong(peer);

        assertThat(peer.answer(3).body()).isEqualTo("done");
        assertThat(peer.next(Frame.GoAway.class).last()).isEqualTo(3);
        assertThat(peer.next()).isNull();
        peer.close();
    }

    @AsyncTest
    void serverWithTooManyConnections_saysSo() throws Exception {
        ServerOptions options =
                ServerOptions.defaults().withLimits(Limits.defaults().withConnections(1));
        Site site = new Site(slow(0), options);
        Http2Peer peer = new Http2Peer(site);
        peer.get(1, "/");
        peer.answer(1);

        assertThat(site.say("GET / HTTP/1.1\r\nhost: a\r\n\r\n")).startsWith("HTTP/1.1 503 ");
        peer.close();
    }

    /// The same promise as for HTTP/1.1: so many stops, and no request fails.
    @AsyncTest
    void manyStops_withManyRequestsInFlight_failNone() throws Exception {
        int failed = 0;
        for (int round = 0; round < 200; round++) {
            Site site = new Site(slow(round % 3 == 0 ? 0.1 : 1)); // most outlive the last words
            List<Task<Integer>> asking = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                double late = i % 7 * 0.01;
                asking.add(createTask(async(() -> failures(site, late))));
            }
            await(sleep(0.07 + round % 10 * 0.01));
            assertThat(await(site.server.stop(Duration.ofSeconds(10)))).isZero();
            for (Task<Integer> each : asking) {
                failed += await(each);
            }
        }

        assertThat(failed).isZero();
    }

    private static int failures(Site site, double late) throws Exception {
        Http2Peer peer = new Http2Peer(site);
        await(sleep(late));
        for (int i = 0; i < 10; i++) {
            peer.get(2 * i + 1, "/");
        }
        int answered = 0;
        for (Frame frame = peer.next(); frame != null; frame = peer.next()) {
            if (frame instanceof Frame.Ping ping) {
                peer.out.pong(ping.word());
                peer.flush();
            } else if (frame instanceof Frame.Data data && data.end()) {
                answered++;
            }
        }
        peer.close();
        return 10 - answered;
    }
}
