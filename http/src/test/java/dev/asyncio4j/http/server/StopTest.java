// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How a server ends.
@VirtualClock
class StopTest {

    private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

    private final List<Object> marks = new ArrayList<>();

    private static Handler slow(double seconds) {
        return request -> {
            await(sleep(seconds));
            return Response.text("done");
        };
    }

    @AsyncTest
    void requestsInFlight_areAnswered_andTheirConnectionsClosed() throws Exception {
        Site site = new Site(slow(3));
        Connection busy = site.connect();
        busy.writer().write(GET);
        Connection idle = site.connect();
        await(sleep(1));

        Task<Integer> stop = createTask(site.server.stop(Duration.ofSeconds(10)));
        assertThat(Site.rest(idle)).isEmpty();
        assertThat(site.server.isReady()).isFalse();
        assertThat(Site.rest(busy)).contains("connection: close\r\n").endsWith("done");

        assertThat(await(stop)).isZero();
        assertThatThrownBy(site::connect).isInstanceOf(ConnectException.class);
        busy.writer().close();
        idle.writer().close();
    }

    @AsyncTest
    void requestThatWasOnItsWay_isAnsweredStill() throws Exception {
        Site site = new Site(slow(0));
        Connection peer = site.connect();
        peer.writer().write(GET);
        Site.answer(peer, 4);

        Task<Integer> stop = createTask(site.server.stop(Duration.ofSeconds(10)));
        await(sleep(0.05));
        peer.writer().write(GET);

        assertThat(Site.rest(peer)).contains("connection: close").endsWith("done");
        assertThat(await(stop)).isZero();
        peer.writer().close();
    }

    @AsyncTest
    void requestsThatTakeTooLong_areCancelled() throws Exception {
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
        Connection busy = site.connect();
        busy.writer().write(GET);
        await(sleep(1));
        double begun = EventLoop.running().time();

        assertThat(await(site.server.stop(Duration.ofSeconds(2)))).isEqualTo(1);

        assertThat(EventLoop.running().time() - begun).isBetween(2.0, 2.3);
        assertThat(marks).containsExactly("the server stops");
        busy.writer().transport().abort();
    }

    @AsyncTest
    void announcedStop_goesOnForAWhile() throws Exception {
        Site site = new Site(slow(0), ServerOptions.defaults().withAnnounce(Duration.ofSeconds(5)));
        Task<Integer> stop = createTask(site.server.stop(Duration.ofSeconds(1)));
        await(sleep(4));

        assertThat(site.server.isReady()).isFalse();
        assertThat(site.say("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
                .endsWith("done");
        await(stop);
    }

    @AsyncTest
    void lifespan_surroundsTheServer() throws Exception {
        Lifespan lifespan =
                new Lifespan() {
                    @Override
                    public void start() {
                        await(sleep(1));
                        marks.add("start");
                    }

                    @Override
                    public void stop() {
                        marks.add("stop");
                    }
                };
        Site site = new Site(slow(0), ServerOptions.defaults().withLifespan(lifespan));
        marks.add("serving");

        await(site.server.stop(Duration.ofSeconds(1)));
        await(site.server.stop(Duration.ofSeconds(1)));

        assertThat(marks).containsExactly("start", "serving", "stop");
    }

    @AsyncTest
    void serveForever_stopsWhenItIsCancelled() throws Exception {
        Site site = new Site(slow(3));
        Task<?> serving = createTask(site.server.serveForever());
        Connection busy = site.connect();
        busy.writer().write(GET);
        await(sleep(1));

        serving.cancel();

        assertThat(Site.rest(busy)).endsWith("done");
        assertThatThrownBy(() -> await(serving)).isInstanceOf(CancelledError.class);
        busy.writer().close();
    }

    /// The promise: so many stops, each with so many requests in flight, and none fails.
    @AsyncTest
    void manyStops_withManyRequestsInFlight_failNone() throws Exception {
        int rounds = 200;
        int clients = 50;
        int failed = 0;
        for (int round = 0; round < rounds; round++) {
            double pause = round % 10 * 0.01;
            Site site = new Site(slow(round % 3 == 0 ? 0.1 : 1)); // most outlive the last words
            List<Task<String>> asking = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                double late = i % 7 * 0.01;
                asking.add(
                        createTask(
                                async(
                                        () -> {
                                            Connection peer = site.connect();
                                            await(sleep(late));
                                            peer.writer().write(GET);
                                            String answer = Site.rest(peer);
                                            peer.writer().close();
                                            return answer;
                                        })));
            }
            await(sleep(0.07 + pause));
            assertThat(await(site.server.stop(Duration.ofSeconds(10)))).isZero();
            for (Task<String> each : asking) {
                failed += await(each).endsWith("done") ? 0 : 1;
            }
        }

        assertThat(failed).isZero();
    }
}
