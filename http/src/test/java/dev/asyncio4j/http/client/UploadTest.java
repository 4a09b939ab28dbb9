// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Handler;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.Limits;
import dev.asyncio4j.http.server.Patience;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.ServerOptions;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.simulated.Link;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Bodies of requests that take their time, and the `read` time (30 s), which is not theirs.
@VirtualClock
class UploadTest {

    private static final String SITE = "http://localhost/";

    /// A server behind a line of 100 kB a second, that is patient itself.
    private static void serve(Handler handler) throws Exception {
        Peer.network();
        Objects.requireNonNull(SimulatedNetwork.of(EventLoop.running()))
                .link(Link.perfect().withBytesPerSecond(100_000).withFragments(true));
        Duration hour = Duration.ofHours(1);
        Patience patient =
                Patience.defaults().withBody(hour).withRate(1).withHandler(hour).withWrite(hour);
        ServerOptions options =
                ServerOptions.defaults()
                        .withPatience(patient)
                        .withLimits(Limits.defaults().withBody(100_000_000))
                        .withCancelOnDisconnect();
        await(HttpServer.start(handler, "", 80, options));
    }

    private static HttpClient client(HttpVersions versions) {
        return Http.client(
                ClientOptions.defaults()
                        .withVersions(versions)
                        .withTimeouts(Timeouts.defaults().withTotal(null)));
    }

    private static ClientRequest order(int bytes) {
        return ClientRequest.post(SITE).withBody("a/b", new byte[bytes]);
    }

    private static double now() {
        return EventLoop.running().time();
    }

    @InLoop
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BOTH")
    void bodyThatGoesOn_isNoSilence(HttpVersions versions) throws Exception {
        serve(request -> Response.text("" + await(request.bytes()).length));
        try (HttpClient client = client(versions)) {
            double begun = now();

            assertThat(await(client.request(order(6_000_000))).text()).isEqualTo("6000000");
            assertThat(now() - begun).isBetween(60.0, 62.0);
        }
    }

    @InLoop
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BOTH")
    void bodyThatIsMadeSlowly_isNoSilence(HttpVersions versions) throws Exception {
        serve(request -> Response.text("" + await(request.bytes()).length));
        try (HttpClient client = client(versions)) {
            ClientRequest slow =
                    ClientRequest.post(SITE)
                            .withPieces(
                                    "a/b",
                                    generator(
                                            out -> {
                                                for (int i = 0; i < 3; i++) {
                                                    out.emit(new byte[1000]);
                                                    await(sleep(40));
                                                }
                                            }));

            assertThat(await(client.request(slow)).text()).isEqualTo("3000");
        }
    }

    @InLoop
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BOTH")
    void silence_beginsWhenTheBodyHasGone(HttpVersions versions) throws Exception {
        serve(
                request -> {
                    await(request.bytes());
                    await(sleep(1000));
                    return Response.text("late");
                });
        try (HttpClient client = client(versions)) {
            double begun = now();

            assertThatThrownBy(() -> await(client.request(order(4_000_000))))
                    .isInstanceOf(TimeoutError.class)
                    .hasMessage("read: nothing came from http://localhost for 30 s");
            assertThat(now() - begun).isBetween(69.0, 71.5);
        }
        await(sleep(1000)); // the server's
    }

    @InLoop
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BOTH")
    void bodyThatIsNotTaken_isSilence(HttpVersions versions) throws Exception {
        serve(
                request -> {
                    await(sleep(1000));
                    return Response.text("late");
                });
        try (HttpClient client = client(versions)) {
            double begun = now();

            assertThatThrownBy(() -> await(client.request(order(1_000_000))))
                    .isInstanceOf(TimeoutError.class)
                    .hasMessage("read: http://localhost took nothing of the request for 30 s");
            assertThat(now() - begun).isBetween(30.0, 34.0); // some of it is taken unread
        }
        await(sleep(1000)); // the server's
    }

    @InLoop
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BOTH")
    void bodyThatIsMadeSlowly_doesNotHideTheSilenceInsideAnAnswer(HttpVersions versions)
            throws Exception {
        serve(
                request ->
                        Response.stream(
                                "a/b",
                                out -> {
                                    for (byte[] piece : awaitEach(request.body())) {
                                        await(out.write(piece));
                                    }
                                }));
        try (HttpClient client = client(versions)) {
            ClientRequest echo =
                    ClientRequest.post(SITE)
                            .withPieces(
                                    "a/b",
                                    generator(
                                            out -> {
                                                out.emit(new byte[1000]);
                                                await(sleep(100));
                                            }));

            assertThatThrownBy(() -> await(client.request(echo)))
                    .isInstanceOf(TimeoutError.class)
                    .hasMessage("read: nothing came from http://localhost for 30 s");
        }
        await(sleep(1000)); // the server's
    }

    @InLoop
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "BOTH")
    void earlyAnswer_comesBeforeTheBodyHasGone(HttpVersions versions) throws Exception {
        serve(
                request -> {
                    await(sleep(40));
                    return Response.text("enough");
                });
        try (HttpClient client = client(versions)) {
            ClientRequest endless =
                    ClientRequest.post(SITE)
                            .withPieces(
                                    "a/b",
                                    generator(
                                            out -> {
                                                while (true) {
                                                    out.emit(new byte[10]);
                                                    await(sleep(1));
                                                }
                                            }));
            double begun = now();

            assertThat(await(client.request(endless)).text()).isEqualTo("enough");
            assertThat(now() - begun).isBetween(40.0, 41.0);
        }
        await(sleep(1000)); // the server's
    }

    @InLoop
    @ParameterizedTest
    @EnumSource(names = "HTTP_2")
    void bodyThatIsNotTaken_isSilence_whileOthersAre(HttpVersions versions) throws Exception {
        serve(
                request -> {
                    if (request.path().equals("/stuck")) {
                        await(sleep(1000));
                    }
                    return Response.text("" + await(request.bytes()).length);
                });
        try (HttpClient client = client(versions)) {
            ClientRequest stuck =
                    ClientRequest.post(SITE + "stuck").withBody("a/b", new byte[500_000]);
            double begun = now();
            Task<ClientResponse> other = createTask(client.request(order(9_000_000)));

            assertThatThrownBy(() -> await(client.request(stuck)))
                    .isInstanceOf(TimeoutError.class)
                    .hasMessage("read: http://localhost took nothing of the request for 30 s");
            assertThat(now() - begun).isBetween(30.0, 34.0);
            assertThat(await(other).text()).isEqualTo("9000000");
            assertThat(now() - begun).isGreaterThan(90.0);
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
        await(sleep(1000)); // the server's
    }
}
