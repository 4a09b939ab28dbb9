// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// What the dump of a server says of tasks that wait for a client.
@VirtualClock
class WaitPointsTest {

    private static final String UPGRADE =
            "upgrade: websocket\nconnection: Upgrade\nsec-websocket-version: 13\n"
                    + "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\n";

    /// A client that has sent a request and then is silent, and how it is called.
    private record Silent(Connection connection) {
        static Silent after(Site site, String request) {
            Connection connection = site.connect();
            connection.writer().write(request.replace("\n", "\r\n"));
            return new Silent(connection);
        }

        String name() {
            var here = (InetSocketAddress) connection.writer().extraInfo("sockname");
            return "localhost:" + here.getPort();
        }

        void leave() {
            connection.writer().transport().abort();
        }
    }

    /// What a task waits for, as the dump has it, as soon as one waits for something of this kind;
    /// empty if none does for long.
    private static String waitFor(String kind) {
        for (int i = 0; i < 1000; i++) {
            await(sleep(0.01));
            for (TaskDump.Entry each : TaskDump.of(EventLoop.running()).tasks()) {
                if (each.waitsFor() != null && each.waitsFor().startsWith(kind)) {
                    return each.waitsFor();
                }
            }
        }
        return "";
    }

    @AsyncTest
    void handler_thatReadsABody_tellsWhose() throws Exception {
        Site site = new Site(request -> Response.text(await(request.text())));
        Silent client = Silent.after(site, "POST / HTTP/1.1\nhost: a\ncontent-length: 9\n\nabc");

        assertThat(waitFor("the body of a request from "))
                .isEqualTo("the body of a request from " + client.name());
        client.leave();
    }

    @AsyncTest
    void handler_thatSendsMuch_tellsToWhom() throws Exception {
        byte[] much = new byte[4 * 1024 * 1024];
        Site site =
                new Site(
                        request ->
                                Response.stream(
                                        "text/plain",
                                        body -> {
                                            for (int i = 0; i < 100; i++) {
                                                await(body.write(much));
                                            }
                                        }));
        Silent client = Silent.after(site, "GET / HTTP/1.1\nhost: a\n\n");

        assertThat(waitFor("room to write to ")).isEqualTo("room to write to " + client.name());
        client.leave();
    }

    @AsyncTest
    void webSocket_tellsWhoseMessage_andWhoseEnd() throws Exception {
        Site site =
                new Site(
                        request ->
                                Response.webSocket(
                                        socket -> {
                                            var first = await(socket.receive());
                                            assertThat(first.text()).isEqualTo("x");
                                        }));
        Silent client = Silent.after(site, "GET / HTTP/1.1\nhost: a\n" + UPGRADE + "\n");

        assertThat(waitFor("a message from ")).isEqualTo("a message from " + client.name());
        client.leave();
    }

    @AsyncTest
    void server_tellsWhereItServes_andWhatItsEndWaitsFor() throws Exception {
        Site site = new Site(request -> Response.text(await(request.text())));
        Task<?> serving = createTask(site.server.serveForever());
        assertThat(waitFor("requests at ")).isEqualTo("requests at " + serverAddress(site));
        Silent client = Silent.after(site, "POST / HTTP/1.1\nhost: a\ncontent-length: 9\n\nabc");
        await(sleep(1));

        Task<Integer> stopping = createTask(site.server.stop(Duration.ofSeconds(50)));
        assertThat(waitFor("the end of ")).isEqualTo("the end of a server's connections: 1");

        client.leave();
        await(stopping);
        serving.cancel();
        await(waitOn(List.of(serving)));
    }

    private static String serverAddress(Site site) {
        return "localhost:" + site.server.port();
    }
}
