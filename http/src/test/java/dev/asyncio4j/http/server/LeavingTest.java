// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Clients that leave inside the body of a request: nothing to report, as it is no fault here.
@VirtualClock
class LeavingTest {

    private static final String HALF =
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf";
    private static final String HALF_A_CHUNK =
            "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\na\r\nhalf";

    private final List<String> faults = new ArrayList<>();

    private Site site(Handler handler) throws Exception {
        EventLoop.running()
                .setExceptionHandler((loop, fault) -> faults.add("" + fault.exception()));
        return new Site(handler);
    }

    private static Handler reading() {
        return request -> Response.text("" + await(request.bytes()).length);
    }

    private static Connection say(Site site, String request) {
        Connection peer = site.connect();
        peer.writer().write(request.getBytes(StandardCharsets.US_ASCII));
        await(sleep(1));
        return peer;
    }

    @AsyncTest
    void clientThatEndsInsideABody_isToldSo_andNotReported() throws Exception {
        Site site = site(reading());

        for (String request : List.of(HALF, HALF_A_CHUNK)) {
            Connection peer = say(site, request);
            peer.writer().writeEof();

            assertThat(Site.rest(peer))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("\r\n\r\nthe client ended before its request did\n");
            peer.writer().close();
        }

        assertThat(faults).isEmpty();
        site.server.close();
    }

    @AsyncTest
    void clientThatIsGoneInsideABody_isNotReported() throws Exception {
        Site site = site(reading());

        say(site, HALF).writer().close();
        say(site, HALF_A_CHUNK).writer().transport().abort();
        await(sleep(1));

        assertThat(faults).isEmpty();
        site.server.close();
    }

    @AsyncTest
    void clientThatEndsWhileItsBodyIsEchoed_isNotReported() throws Exception {
        Site site =
                site(
                        request ->
                                Response.stream(
                                        "text/plain",
                                        out -> {
                                            while (true) {
                                                await(out.write(await(request.body().read())));
                                            }
                                        }));
        Connection peer = say(site, HALF);
        peer.writer().writeEof();

        assertThat(Site.rest(peer)).contains("half").doesNotContain("\r\n0\r\n");
        peer.writer().close();
        assertThat(faults).isEmpty();
        site.server.close();
    }

    @AsyncTest
    void streamThatIsResetInsideABody_isNotReported() throws Exception {
        Site site = site(reading());
        Http2Peer peer = new Http2Peer(site);
        peer.ask(1, "POST", "/", false);
        peer.data(1, "half", false);
        await(sleep(1));
        peer.raw(3, 0, 1, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
        await(sleep(1));
        peer.ask(3, "POST", "/", false);
        peer.data(3, "half", false);
        await(sleep(1));
        peer.abort();
        await(sleep(1));

        assertThat(faults).isEmpty();
        site.server.close();
    }

    @AsyncTest
    void otherFailure_isReported_thoughTheClientHasLeft() throws Exception {
        Site site =
                site(
                        request -> {
                            try {
                                await(request.bytes(), SocketException.class);
                            } catch (SocketException gone) {
                                throw new SocketException("of another connection");
                            }
                            return Response.of(204);
                        });
        Connection peer = say(site, HALF);
        peer.writer().writeEof();

        assertThat(Site.rest(peer)).startsWith("HTTP/1.1 500 Internal Server Error\r\n");
        peer.writer().close();
        assertThat(faults).containsExactly("java.net.SocketException: of another connection");
        site.server.close();
    }
}
