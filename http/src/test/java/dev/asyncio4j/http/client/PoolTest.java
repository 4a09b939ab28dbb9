// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.Schedules;
import dev.asyncio4j.junit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How many connections there are, who gets them, and when they end.
@VirtualClock
class PoolTest {

    private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

    private int atWork;
    private int most;

    private void slowSite(int port) throws Exception {
        Peer.serve(
                port,
                request -> {
                    atWork++;
                    most = Math.max(most, atWork);
                    await(sleep(1));
                    atWork--;
                    return Response.text(request.target());
                });
    }

    private static HttpClient client(int total, int perHost) {
        return Http.client(
                ClientOptions.defaults()
                        .withPool(PoolLimits.defaults().withTotal(total).withPerHost(perHost)));
    }

    @AsyncTest
    void requests_waitForTheirTurn() throws Exception {
        slowSite(80);
        try (HttpClient client = client(100, 3)) {
            double begun = EventLoop.running().time();
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                all.add(createTask(client.get("http://localhost/" + i)));
            }
            await(sleep(0.5));
            assertThat(client).hasToString("<HttpClient 3 open, 0 idle, 6 waiting>");
            assertThat(await(gather(all)))
                    .extracting(ClientResponse::text)
                    .containsExactly("/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8");
            assertThat(most).isEqualTo(3);
            assertThat(EventLoop.running().time() - begun).isBetween(3.0, 3.2);
            assertThat(client).hasToString("<HttpClient 3 open, 3 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void idleOne_makesWayForAnotherHost() throws Exception {
        slowSite(80);
        slowSite(81);
        try (HttpClient client = client(1, 1)) {
            assertThat(await(client.get("http://localhost/a")).text()).isEqualTo("/a");
            Task<ClientResponse> second = createTask(client.get("http://localhost/b"));
            Task<ClientResponse> other = createTask(client.get("http://localhost:81/c"));

            assertThat(await(other).text()).isEqualTo("/c");
            assertThat(second.isDone()).isTrue();
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
        assertThat(most).isEqualTo(1);
    }

    @AsyncTest
    void waiterOfAFullHost_keepsNobodyElseWaiting() throws Exception {
        slowSite(80);
        slowSite(81);
        try (HttpClient client = client(2, 1)) {
            Task<ClientResponse> first = createTask(client.get("http://localhost/a"));
            Task<ClientResponse> waits = createTask(client.get("http://localhost/b"));
            Task<ClientResponse> other = createTask(client.get("http://localhost:81/c"));
            await(sleep(1.5));
            assertThat(first.isDone()).isTrue();
            assertThat(other.isDone()).isTrue();
            assertThat(waits.isDone()).isFalse();
            await(waits);
        }
    }

    @AsyncTest
    void cancelledWaiter_leavesItsPlace() throws Exception {
        slowSite(80);
        try (HttpClient client = client(1, 1)) {
            Task<ClientResponse> first = createTask(client.get("http://localhost/a"));
            Task<ClientResponse> second = createTask(client.get("http://localhost/b"));
            Task<ClientResponse> third = createTask(client.get("http://localhost/c"));
            await(sleep(0.5));
            second.cancel();
            assertThatThrownBy(() -> await(second)).isInstanceOf(CancelledError.class);
            assertThat(client).hasToString("<HttpClient 1 open, 0 idle, 1 waiting>");
            assertThat(await(third).text()).isEqualTo("/c");
            assertThat(first.isDone()).isTrue();
        }
    }

    /// What is released is granted at once, to who does not know it before its next step.
    @AsyncTest
    void waiterThatIsCancelledWithAGrantInTheHand_passesItOn() throws Exception {
        slowSite(80);
        try (HttpClient client = client(1, 1)) {
            List<Task<ClientResponse>> waiting = new ArrayList<>();
            await(
                    client.stream(ClientRequest.get("http://localhost/a"))
                            .use(
                                    response -> {
                                        await(response.readAll());
                                        waiting.add(createTask(client.get("http://localhost/b")));
                                        waiting.add(createTask(client.get("http://localhost/c")));
                                        await(sleep(0.1));
                                    }));
            assertThat(client).hasToString("<HttpClient 1 open, 0 idle, 1 waiting>");
            waiting.get(0).cancel();

            assertThat(await(waitFor(waiting.get(1), 5)).text()).isEqualTo("/c");
            assertThatThrownBy(() -> await(waiting.get(0))).isInstanceOf(CancelledError.class);
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    /// Whoever is cancelled, and whenever: nothing is lost of what others wait for.
    @AsyncTest
    @Schedules(100)
    void grants_areNeverLost() throws Exception {
        slowSite(80);
        try (HttpClient client = client(2, 2)) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.add(createTask(client.get("http://localhost/" + i)));
            }
            for (int i = 0; i < 12; i += 3) {
                Task<ClientResponse> victim = all.get(i);
                EventLoop.running().callLater(0.25 * i, () -> victim.cancel());
            }
            for (int i = 0; i < 12; i++) {
                if (i % 3 != 0) {
                    assertThat(await(all.get(i)).status()).isEqualTo(200);
                }
            }
            await(sleep(2));
            assertThat(client.toString()).endsWith("0 waiting>");
        }
    }

    @AsyncTest
    void idleOne_endsAfterItsTime() throws Exception {
        Peer.serve(80, request -> Response.text("a"));
        try (HttpClient client = Http.client()) {
            await(client.get("http://localhost/"));
            await(sleep(14.9));
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
            await(sleep(0.2));
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
        ClientOptions none =
                ClientOptions.defaults().withPool(PoolLimits.defaults().withIdle(Duration.ZERO));
        try (HttpClient client = Http.client(none)) {
            await(client.get("http://localhost/"));
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void connectionThatTheServerHasClosed_isNotUsed() {
        Peer peer = Peer.says(80, OK);
        try (HttpClient client = Http.client()) {
            await(client.get("http://localhost/"));
            await(sleep(1));
            await(client.request(ClientRequest.post("http://localhost/").withText("a")));
        }
        assertThat(peer.connections).isEqualTo(2);
    }

    /// The server closes at the moment at which the client uses it.
    @AsyncTest
    void staleConnection_isNoFailure_ofWhatMayBeRepeated() {
        Peer peer =
                Peer.talks(
                        80,
                        (connection, number) -> {
                            await(connection.reader().readuntil("\r\n\r\n"));
                            connection.writer().write(OK);
                            if (number == 1) {
                                await(connection.reader().readuntil("\r\n\r\n"));
                            }
                        });
        try (HttpClient client = Http.client()) {
            await(client.get("http://localhost/"));
            assertThat(await(client.get("http://localhost/")).text()).isEqualTo("ok");
        }
        assertThat(peer.connections).isEqualTo(2);
    }

    @AsyncTest
    void staleConnection_isAFailure_ofWhatMayNot() {
        Peer peer =
                Peer.talks(
                        80,
                        (connection, number) -> {
                            await(connection.reader().readuntil("\r\n\r\n"));
                            connection.writer().write(OK);
                            await(connection.reader().readuntil("\r\n\r\n"));
                        });
        try (HttpClient client = Http.client()) {
            await(client.get("http://localhost/"));
            ClientRequest order = ClientRequest.post("http://localhost/").withText("tea");
            assertThatThrownBy(() -> await(client.request(order)))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessageContaining("without an answer");
        }
        assertThat(peer.connections).isEqualTo(1);
    }
}
