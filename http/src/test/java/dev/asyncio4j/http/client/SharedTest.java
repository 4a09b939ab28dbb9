// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Compression;
import dev.asyncio4j.http.server.Handler;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.Limits;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.ServerOptions;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.Schedules;
import dev.asyncio4j.junit.VirtualClock;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Many requests on one connection, HTTP/2, to servers in a simulated network.
@VirtualClock
class SharedTest {

    private static final String SITE = "http://localhost/";

    private final List<Object> marks = new ArrayList<>();
    private int atWork;
    private int most;

    private static HttpServer serve(int streams, Handler handler) throws Exception {
        Peer.network();
        return await(
                HttpServer.start(
                        handler,
                        "",
                        80,
                        ServerOptions.defaults()
                                .withCancelOnDisconnect()
                                .withLimits(Limits.defaults().withStreams(streams))));
    }

    private Handler slow() {
        return request -> {
            atWork++;
            most = Math.max(most, atWork);
            try {
                await(sleep(1));
            } finally {
                atWork--;
            }
            return Response.text(request.target());
        };
    }

    private static HttpClient client() {
        return Http.client(FramePeer.options());
    }

    // ---- what HTTP/1.1 can do

    @AsyncTest
    void request_goesAndComes() throws Exception {
        serve(
                10,
                request -> {
                    marks.add(request.version() + " " + request.method() + " " + request.target());
                    marks.add(request.headers().without("user-agent").toString());
                    return Response.text("hello " + await(request.text()))
                            .withHeader("set-cookie", "c=3");
                });
        try (HttpClient client = client()) {
            ClientRequest order =
                    ClientRequest.post(SITE + "tea?n=1")
                            .withHeader("cookie", "a=1; b=2")
                            .withText("Bo");
            ClientResponse answer = await(client.request(order));

            assertThat(answer.text()).isEqualTo("hello Bo");
            assertThat(answer.head().version()).isEqualTo("HTTP/2");
            await(client.get(SITE));
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
        assertThat(marks)
                .containsExactly(
                        "HTTP/2 POST /tea?n=1",
                        "{host: localhost, content-type: text/plain; charset=utf-8, accept: */*,"
                                + " accept-encoding: gzip, deflate, content-length: 2,"
                                + " cookie: a=1; b=2}",
                        "HTTP/2 GET /",
                        "{host: localhost, accept: */*, accept-encoding: gzip, deflate,"
                                + " cookie: c=3}");
    }

    @AsyncTest
    void bodies_goAndCome_whateverTheirLength() throws Exception {
        serve(
                10,
                request -> {
                    byte[] all = await(request.bytes());
                    return Response.bytes("text/plain", all);
                });
        byte[] large = new byte[900_000];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 >> 3);
        }
        try (HttpClient client = client()) {
            ClientRequest post = ClientRequest.post(SITE);
            assertThat(await(client.request(post.withBody("a/b", large))).bytes()).isEqualTo(large);
            ClientRequest pieces =
                    post.withPieces(
                            "a/b",
                            generator(
                                    out -> {
                                        for (int i = 0; i < 30; i++) {
                                            out.emit(
                                                    Arrays.copyOfRange(
                                                            large, i * 30_000, (i + 1) * 30_000));
                                        }
                                    }));
            assertThat(await(client.request(pieces)).bytes()).isEqualTo(large);
            assertThat(await(client.request(post)).bytes()).isEmpty();
        }
    }

    @AsyncTest
    void answersWithoutBodies_haveNone() throws Exception {
        serve(
                10,
                request ->
                        request.path().equals("/none")
                                ? Response.of(204)
                                : Response.text("twelve bytes"));
        try (HttpClient client = client()) {
            assertThat(await(client.get(SITE + "none")).status()).isEqualTo(204);
            ClientResponse head = await(client.request(ClientRequest.head(SITE)));
            assertThat(head.header("content-length")).isEqualTo("12");
            assertThat(head.bytes()).isEmpty();
        }
    }

    @AsyncTest
    void compressedBodies_andRedirects_areFollowed() throws Exception {
        serve(
                10,
                Compression.defaults()
                        .apply(
                                request ->
                                        request.path().equals("/old")
                                                ? Response.redirect("/new")
                                                : Response.text("tea ".repeat(10_000))));
        try (HttpClient client = client()) {
            ClientResponse answer = await(client.get(SITE + "old"));
            assertThat(answer.text()).hasSize(40_000);
            assertThat(answer.header("content-encoding")).isEqualTo("gzip");
            assertThat(answer.head().history()).hasSize(1);
        }
    }

    @AsyncTest
    void largeBody_waitsForConsent() throws Exception {
        serve(
                10,
                request ->
                        request.path().equals("/no")
                                ? Response.of(413)
                                : Response.text("" + await(request.bytes()).length));
        try (HttpClient client = client()) {
            ClientRequest yes =
                    ClientRequest.post(SITE).withBody("a/b", new byte[100]).withExpectContinue();
            assertThat(await(client.request(yes)).text()).isEqualTo("100");
            ClientRequest no =
                    ClientRequest.post(SITE + "no")
                            .withBody("a/b", new byte[100_000])
                            .withExpectContinue();
            assertThat(await(client.request(no)).status()).isEqualTo(413);
            assertThat(client.toString()).startsWith("<HttpClient 1 open");
        }
    }

    @AsyncTest
    void bodyThatCannotBeMade_isTheFailure() throws Exception {
        serve(10, request -> Response.text("" + await(request.bytes()).length));
        try (HttpClient client = client()) {
            ClientRequest broken =
                    ClientRequest.post(SITE)
                            .withPieces(
                                    "a/b",
                                    generator(
                                            out -> {
                                                out.emit(new byte[10]);
                                                throw new IllegalStateException("no more tea");
                                            }));
            assertThatThrownBy(() -> await(client.request(broken)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no more tea");
            assertThat(await(client.get(SITE)).text()).isEqualTo("0");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void answersThatAreNotGoodEnough_areAskedForAgain() throws Exception {
        serve(
                10,
                request -> {
                    marks.add(request.path());
                    return Response.of(marks.size() < 3 ? 503 : 204);
                });
        try (HttpClient client = Http.client(FramePeer.options().withRetry(Retry.times(2)))) {
            assertThat(await(client.get(SITE)).status()).isEqualTo(204);
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    /// The first to try tells the others that there is no way, and they try side by side.
    @AsyncTest
    void serverThatIsNotThere_failsAll() {
        Peer.network();
        try (HttpClient client = client()) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(createTask(client.get(SITE)));
            }
            for (Task<ClientResponse> each : all) {
                assertThatThrownBy(() -> await(each)).isInstanceOf(ConnectException.class);
            }
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    /// Who is cancelled while it opens the connection for which all wait leaves it to the next.
    @AsyncTest
    void firstThatIsCancelled_leavesItToTheNext() throws Exception {
        serve(10, slow());
        try (HttpClient client = client()) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                all.add(createTask(client.get(SITE)));
            }
            await(sleep(0));
            assertThat(client).hasToString("<HttpClient 1 open, 0 idle, 4 waiting>");
            all.removeFirst().cancel();
            assertThat(await(gather(all))).extracting(ClientResponse::status).containsOnly(200);
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    // ---- sharing

    @AsyncTest
    void thousandRequests_shareOneConnection() throws Exception {
        serve(1000, slow());
        try (HttpClient client = client()) {
            double begun = EventLoop.running().time();
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(createTask(client.get(SITE + i)));
            }
            await(sleep(0.5));
            assertThat(client).hasToString("<HttpClient 1 open, 0 idle, 0 waiting>");
            List<ClientResponse> answers = await(gather(all));
            for (int i = 0; i < 1000; i++) {
                assertThat(answers.get(i).text()).isEqualTo("/" + i);
            }
            assertThat(most).isEqualTo(1000);
            assertThat(EventLoop.running().time() - begun).isBetween(1.0, 1.3);
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void requestsBeyondWhatTheServerAllows_wait_theFirstComeFirst() throws Exception {
        serve(3, slow());
        try (HttpClient client = client()) {
            await(client.get(SITE)); // then it knows
            double begun = EventLoop.running().time();
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                int number = i;
                Task<ClientResponse> task = createTask(client.get(SITE + i));
                task.addDoneCallback(done -> marks.add(number));
                all.add(task);
            }
            await(sleep(0.5));
            assertThat(client).hasToString("<HttpClient 1 open, 0 idle, 6 waiting>");
            await(gather(all));
            assertThat(marks).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
            assertThat(most).isEqualTo(3);
            assertThat(EventLoop.running().time() - begun).isBetween(3.0, 3.2);
        }
    }

    /// Before it knows how many there may be: what is refused is sent again.
    @AsyncTest
    void requestsThatAreRefused_areSentAgain() throws Exception {
        serve(3, slow());
        try (HttpClient client = client()) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ClientRequest order = ClientRequest.post(SITE + i).withText("tea");
                all.add(createTask(client.request(order)));
            }
            assertThat(await(gather(all)))
                    .extracting(ClientResponse::status)
                    .containsOnly(200)
                    .hasSize(20);
            assertThat(most).isEqualTo(3);
        }
    }

    @AsyncTest
    void bodyThatNobodyReads_keepsNoOtherWaiting() throws Exception {
        serve(
                100,
                request ->
                        request.path().equals("/")
                                ? Response.text("here")
                                : Response.stream(
                                        "a/b",
                                        out -> {
                                            for (int i = 0; i < 64; i++) {
                                                await(out.write(new byte[16 * 1024]));
                                            }
                                            marks.add("sent");
                                        }));
        try (HttpClient client = client()) {
            List<Integer> lengths = new ArrayList<>();
            List<Task<?>> readers = new ArrayList<>();
            for (int i = 0; i < 40; i++) { // whose windows are more than their connection's
                readers.add(
                        createTask(
                                client.stream(ClientRequest.get(SITE + "large"))
                                        .use(
                                                response -> {
                                                    await(sleep(10));
                                                    lengths.add(await(response.readAll()).length);
                                                })));
            }
            await(sleep(2));
            assertThat(marks).isEmpty();
            assertThat(await(client.get(SITE)).text()).isEqualTo("here");
            for (Task<?> each : readers) {
                await(each);
            }
            assertThat(lengths).containsOnly(1024 * 1024).hasSize(40);
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void blockThatLeavesEarly_resetsItsStream() throws Exception {
        serve(
                10,
                request ->
                        Response.stream(
                                "a/b",
                                out -> {
                                    try {
                                        while (true) {
                                            await(out.write(new byte[16 * 1024]));
                                        }
                                    } finally {
                                        marks.add("left");
                                    }
                                }));
        try (HttpClient client = client()) {
            await(
                    client.stream(ClientRequest.get(SITE))
                            .use(
                                    response -> {
                                        for (byte[] piece : awaitEach(response)) {
                                            marks.add(piece.length > 0);
                                            break;
                                        }
                                    }));
            await(sleep(0.1));
            assertThat(marks).containsExactly(true, "left");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void cancelledRequest_leavesTheConnectionToOthers() throws Exception {
        serve(
                10,
                request -> {
                    try {
                        await(sleep(2));
                    } catch (CancelledError cancelled) {
                        marks.add("cancelled " + request.path());
                        throw cancelled;
                    }
                    return Response.text(request.target());
                });
        try (HttpClient client = client()) {
            Task<ClientResponse> first = createTask(client.get(SITE + "a"));
            Task<ClientResponse> second = createTask(client.get(SITE + "b"));
            await(sleep(1));
            first.cancel();
            assertThatThrownBy(() -> await(first)).isInstanceOf(CancelledError.class);
            assertThat(await(second).text()).isEqualTo("/b");
            assertThat(marks).containsExactly("cancelled /a");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    /// Whoever is cancelled, and whenever: before it has a connection, with a place in the hand,
    /// while it sends, while it waits, while it reads.
    @AsyncTest
    @Schedules(100)
    void places_areNeverLost() throws Exception {
        serve(
                3,
                request -> {
                    int length = await(request.bytes()).length;
                    await(sleep(0.5));
                    return Response.stream(
                            "a/b",
                            out -> {
                                for (int i = 0; i < 10; i++) {
                                    await(out.write(new byte[length / 10]));
                                    await(sleep(0.05));
                                }
                            });
                });
        try (HttpClient client = client()) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                ClientRequest order =
                        ClientRequest.post(SITE + i).withBody("a/b", new byte[200_000]);
                all.add(createTask(client.request(order)));
            }
            for (int i = 0; i < 12; i += 2) {
                Task<ClientResponse> victim = all.get(i);
                EventLoop.running().callLater(0.17 * i, () -> victim.cancel());
            }
            for (int i = 1; i < 12; i += 2) {
                assertThat(await(all.get(i)).bytes()).hasSize(200_000);
            }
            await(sleep(2));
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
            List<Task<ClientResponse>> more = new ArrayList<>();
            for (int i = 0; i < 3; i++) { // all places are there
                more.add(createTask(client.get(SITE)));
            }
            await(sleep(0.3));
            assertThat(client).hasToString("<HttpClient 1 open, 0 idle, 0 waiting>");
            await(gather(more));
        }
    }

    // ---- time, and the end

    @AsyncTest
    void silence_isATimeout_andEndsTheConnection_ifNothingCame() throws Exception {
        serve(
                10,
                request -> {
                    await(sleep(request.path().equals("/slow") ? 1000 : 3));
                    return Response.text("a");
                });
        ClientOptions options =
                FramePeer.options()
                        .withTimeouts(Timeouts.defaults().withRead(Duration.ofSeconds(5)));
        try (HttpClient client = Http.client(options)) {
            Task<ClientResponse> slow = createTask(client.get(SITE + "slow"));
            await(sleep(1));
            await(client.get(SITE)); // which shows that somebody is there
            assertThatThrownBy(() -> await(slow))
                    .isInstanceOf(TimeoutError.class)
                    .hasMessage("read: nothing came from http://localhost for 5 s");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");

            assertThatThrownBy(() -> await(client.get(SITE + "slow")))
                    .isInstanceOf(TimeoutError.class);
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
            assertThat(await(client.get(SITE)).text()).isEqualTo("a");
        }
    }

    @AsyncTest
    void idleOne_endsAfterItsTime() throws Exception {
        HttpServer server = serve(10, request -> Response.text("a"));
        try (HttpClient client = client()) {
            await(client.get(SITE));
            await(sleep(10));
            await(client.get(SITE)); // which begins anew
            await(sleep(14.5));
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
            await(sleep(0.7));
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
        await(server.stop(Duration.ofSeconds(1)));
    }

    @AsyncTest
    void serverThatStops_finishesWhatItHas_andIsLeft() throws Exception {
        HttpServer server = serve(10, slow());
        try (HttpClient client = client()) {
            Task<ClientResponse> last = createTask(client.get(SITE + "last"));
            await(sleep(0.5));
            Task<?> stop = createTask(server.stop(Duration.ofSeconds(5)));
            await(sleep(0.1));
            assertThat(await(last).text()).isEqualTo("/last");
            await(stop);
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
            serve(10, slow());
            assertThat(await(client.get(SITE + "next")).text()).isEqualTo("/next");
        }
    }

    @AsyncTest
    void closedClient_failsWhatIsUnderWay() throws Exception {
        serve(10, slow());
        HttpClient client = client();
        Task<ClientResponse> one = createTask(client.get(SITE));
        await(sleep(0.5));
        client.close();
        assertThatThrownBy(() -> await(one)).isInstanceOf(ProtocolError.class);
        assertThatThrownBy(() -> await(client.get(SITE)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the client is closed");
    }

    @AsyncTest
    void otherHost_isServedBetween_ifTheConnectionIsIdle() throws Exception {
        serve(10, slow());
        Peer.serve(81, request -> Response.text("other"));
        ClientOptions one =
                FramePeer.options().withPool(PoolLimits.defaults().withTotal(1).withPerHost(1));
        try (HttpClient client = Http.client(one)) {
            Task<ClientResponse> first = createTask(client.get(SITE + "a"));
            Task<ClientResponse> second = createTask(client.get(SITE + "b"));
            Task<ClientResponse> other = createTask(client.get("http://localhost:81/"));
            await(sleep(0.5));
            assertThat(client).hasToString("<HttpClient 1 open, 0 idle, 1 waiting>");
            assertThat(await(other).text()).isEqualTo("other");
            assertThat(await(first).text() + await(second).text()).isEqualTo("/a/b");
        }
    }
}
