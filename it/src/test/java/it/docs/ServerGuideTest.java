// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.ClientOptions;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.http.server.TestClient;
import dev.asyncio4j.http.websocket.WebSocket.Message;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs the fragments of `docs/http-server.md`, which need a router around them.
@VirtualClock
class ServerGuideTest extends SampleCase {

    private static final String PAGE = "docs/http-server.md";

    @AsyncTest
    @Shown(page = PAGE, words = "/rows")
    void rows_areStreamed() throws Exception {
        Router router = new Router();

        run(Map.of("router", router, "rows", List.of("a", "b")));

        TestClient.Answer answer = await(new TestClient(router).get("/rows"));
        assertThat(answer.text()).isEqualTo("a\nb\n");
        assertThat(answer.headers().get("content-type")).startsWith("text/csv");
    }

    @AsyncTest
    @Shown(page = PAGE, words = "/chat")
    void chat_answersWhatIsSaid() throws Exception {
        Router router = new Router();

        run(Map.of("router", router));

        assertThat(await(new TestClient(router).get("/chat")).status()).isEqualTo(426);
        new SimulatedNetwork(7);
        List<String> heard = new ArrayList<>();
        try (var _ = await(Http.startServer(router, "", 80));
                var client = Http.client(ClientOptions.defaults())) {
            await(
                    client.webSocket("ws://localhost/chat")
                            .use(
                                    socket -> {
                                        await(socket.send("hello"));
                                        Message answer = await(socket.receive());
                                        heard.add(answer.text());
                                    }));
        }
        assertThat(heard).containsExactly("you said: hello");
    }

    @AsyncTest
    @Shown(page = PAGE, words = "TestClient")
    void test_ofTheGuide_passes_andCanFail() throws Exception {
        Router polite = new Router();
        polite.get("/hello/{name}", asked -> Response.text("Hello, " + asked.path("name") + "!\n"));
        run(Map.of("app", polite));

        Router rude = new Router().get("/hello/{name}", asked -> Response.text("What?\n"));
        assertThatThrownBy(() -> run(Map.of("app", rude))).isInstanceOf(AssertionError.class);
    }
}
