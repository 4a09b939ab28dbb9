// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.SelfSigned;
import dev.asyncio4j.junit.Allow;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.Neglect;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.simulated.Link;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import dev.asyncio4j.net.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/// What takes too long.
@VirtualClock
class PatienceTest {

    private static final String LAST = "GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";

    private final List<Object> marks = new ArrayList<>();

    private static double seconds() {
        return EventLoop.running().time();
    }

    private static Site site() throws Exception {
        return new Site(request -> Response.text(await(request.text())));
    }

    @AsyncTest
    void connectionThatSaysNothing_isClosed() throws Exception {
        Site site = site();
        double begun = seconds();

        assertThat(site.say("")).isEmpty();

        assertThat(seconds() - begun).isBetween(10.0, 11.5);
    }

    @AsyncTest
    @Allow(Neglect.UNSEEN_FAULTS) // the server tells of clients that do not shake hands
    void clientThatDoesNotShakeHands_isClosed(@TempDir Path folder) throws Exception {
        SelfSigned pair = SelfSigned.in(folder);
        Site site =
                new Site(
                        request -> Response.of(204),
                        ServerOptions.defaults()
                                .withTls(TlsSettings.server(pair.certificate(), pair.key())));
        double begun = seconds();

        assertThat(site.say("").length()).isLessThan(20); // an alert at most

        assertThat(seconds() - begun).isBetween(9.0, 11.5);
    }

    @AsyncTest
    void headThatDoesNotEnd_isRefused_howeverBusyTheClientIs() throws Exception {
        Site site = site();
        double begun = seconds();
        Connection peer = site.connect();
        peer.writer().write("GET / HTTP/1.1\r\nhost: a\r\n");
        Task<?> dripping =
                createTask(
                        dev.asyncio4j.Asyncio.async(
                                () -> {
                                    for (int i = 0; ; i++) {
                                        peer.writer().write("x" + i + ": 1\r\n");
                                        await(sleep(1));
                                    }
                                }));

        String answer = Site.rest(peer);
        dripping.cancel();

        assertThat(answer).startsWith("HTTP/1.1 408 Request Timeout\r\n");
        assertThat(seconds() - begun).isBetween(10.0, 14.0);
        peer.writer().close();
    }

    @AsyncTest
    void idleConnection_isClosed_after15Seconds() throws Exception {
        Site site = site();
        Connection peer = site.connect();
        peer.writer().write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        Site.answer(peer, 0);
        double begun = seconds();

        assertThat(Site.rest(peer)).isEmpty();

        assertThat(seconds() - begun).isBetween(14.0, 16.5);
        peer.writer().close();
    }

    @AsyncTest
    void bodyThatDoesNotCome_isRefused() throws Exception {
        Site site = site();
        double begun = seconds();

        assertThat(site.say("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nab"))
                .startsWith("HTTP/1.1 408 ");

        assertThat(seconds() - begun).isBetween(5.0, 9.0); // too few bytes a second
    }

    @AsyncTest
    void bodyThatPauses_isRefused_whateverItsRate() throws Exception {
        Site site = site();
        double begun = seconds();

        assertThat(
                        site.say(
                                "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 50001\r\n\r\n"
                                        + "x".repeat(50_000)))
                .startsWith("HTTP/1.1 408 ");

        assertThat(seconds() - begun).isBetween(30.0, 33.0);
    }

    @AsyncTest
    void slowButSteadyBody_isTaken() throws Exception {
        Site site = site();
        Connection peer = site.connect();
        peer.writer()
                .write(
                        "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 18000\r\n\r\n");
        for (int i = 0; i < 60; i++) {
            peer.writer().write("x".repeat(300));
            await(sleep(1));
        }

        assertThat(Site.rest(peer)).startsWith("HTTP/1.1 200 OK");
        peer.writer().close();
    }

    @AsyncTest
    void handlerBehindALongUpload_hasAllItsTime() throws Exception {
        Site site =
                new Site(
                        request -> {
                            String body = await(request.text());
                            await(sleep(20));
                            return Response.text("" + body.length());
                        });
        Connection peer = site.connect();
        peer.writer()
                .write(
                        "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 18000\r\n\r\n");
        for (int i = 0; i < 60; i++) {
            peer.writer().write("x".repeat(300));
            await(sleep(1));
        }

        assertThat(Site.rest(peer)).endsWith("\r\n\r\n18000");
        peer.writer().close();
    }

    @AsyncTest
    void handlerThatTakesALongUploadSlowly_hasAllItsTime() throws Exception {
        Site site =
                new Site(
                        request -> {
                            request.body().setLimit(10_000_000);
                            int size = 0;
                            for (byte[] piece : awaitEach(request.body())) {
                                size += piece.length;
                                await(sleep(2)); // a slow disk: there is always more to write
                            }
                            return Response.text("" + size);
                        });
        double begun = seconds();

        String answer =
                site.say(
                        "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
                                + "content-length: 3000000\r\n\r\n"
                                + "x".repeat(3_000_000));

        assertThat(answer).endsWith("\r\n\r\n3000000");
        assertThat(seconds() - begun).isGreaterThan(60);
    }

    @AsyncTest
    void bodyThatIsAskedForLate_hasItsTime() throws Exception {
        Site site =
                new Site(
                        request -> {
                            await(sleep(20));
                            return Response.text(await(request.text()));
                        });
        Connection peer = site.connect();
        peer.writer()
                .write(
                        "POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 4\r\n"
                                + "expect: 100-continue\r\n\r\n");
        assertThat(Site.answer(peer, 0)).startsWith("HTTP/1.1 100 ");
        await(sleep(3));
        peer.writer().write("late");

        assertThat(Site.rest(peer)).endsWith("\r\n\r\nlate");
        peer.writer().close();
    }

    @AsyncTest
    void handlerThatTakesTooLong_isCancelled_andAnsweredFor() throws Exception {
        Site site =
                new Site(
                        request -> {
                            try {
                                await(sleep(1000));
                            } catch (CancelledError cancelled) {
                                marks.add(cancelled.getMessage());
                                throw cancelled;
                            }
                            return Response.text("late");
                        });
        double begun = seconds();

        assertThat(site.say(LAST)).startsWith("HTTP/1.1 503 Service Unavailable\r\n");

        assertThat(seconds() - begun).isBetween(30.0, 32.0);
        assertThat(marks).containsExactly("the time limit of handlers is over");
    }

    @AsyncTest
    void answerThatHasBegun_mayTakeItsTime() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.stream(
                                        "text/plain",
                                        out -> {
                                            for (int i = 0; i < 100; i++) {
                                                await(out.write("x"));
                                                await(sleep(2));
                                            }
                                        }));

        assertThat(site.say(LAST)).endsWith("1\r\nx\r\n0\r\n\r\n");
    }

    @AsyncTest
    void clientThatTakesNothing_isGivenUp() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.stream(
                                        "text/plain",
                                        out -> {
                                            try {
                                                while (true) {
                                                    await(out.write(new byte[64 * 1024]));
                                                }
                                            } finally {
                                                marks.add((int) seconds());
                                            }
                                        }));
        Connection peer = site.connect();
        peer.writer().write(LAST);
        await(sleep(60));

        assertThat(marks).hasSize(1);
        assertThat((Integer) marks.getFirst()).isBetween(30, 33);
        peer.writer().transport().abort();
    }

    /// What waits for it grows for a minute, as it takes half of what is written.
    @AsyncTest
    void clientThatTakesLessThanIsWritten_isNotGivenUp_whileItTakesSome() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.stream(
                                                "text/plain",
                                                out -> {
                                                    for (int i = 0; i < 60; i++) {
                                                        await(out.write(new byte[1000]));
                                                        await(sleep(1));
                                                    }
                                                })
                                        .withHeader("content-length", "60000"));
        SimulatedNetwork.of(EventLoop.running())
                .link(Link.perfect().withBytesPerSecond(500).withWindow(1000));
        double begun = seconds();

        String answer = site.say(LAST);

        assertThat(answer).endsWith("\r\n\r\n" + "\0".repeat(60_000));
        assertThat(seconds() - begun).isBetween(110.0, 130.0);
    }

    @AsyncTest
    void handlerWhoseClientLeaves_goesOn_unlessItIsToldNotTo() throws Exception {
        for (boolean cancel : new boolean[] {false, true}) {
            ServerOptions options = ServerOptions.defaults();
            Site site =
                    new Site(
                            request -> {
                                await(sleep(5));
                                marks.add("done");
                                return Response.of(204);
                            },
                            cancel ? options.withCancelOnDisconnect() : options);
            Connection peer = site.connect();
            peer.writer().write(LAST);
            await(sleep(1));
            peer.writer().transport().abort();
            await(sleep(10));
            site.server.close();
            await(sleep(1));

            assertThat(marks).hasSize(cancel ? 0 : 1);
            marks.clear();
        }
    }

    @AsyncTest
    void idleServer_hasNoTimer() throws Exception {
        Site site = site();
        site.say(LAST);
        double before = seconds();

        await(sleep(100_000));

        assertThat(seconds() - before).isEqualTo(100_000);
        assertThat(site.server.connectionCount()).isZero();
        site.server.close();
    }

    @AsyncTest
    void tick_isAnEighthOfTheShortest() {
        Patience patience = Patience.defaults().withIdle(Duration.ofMillis(80));

        assertThat(patience.tick()).isBetween(Duration.ofMillis(10), Duration.ofMillis(11));
        assertThat(Patience.defaults().tick()).isEqualTo(Duration.ofSeconds(1));
    }
}
