// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// Clients that nobody has closed.
@Tag("real-time") // the garbage collector has the system's clock
class UnclosedTest {

    private final List<String> told = new ArrayList<>();

    @AsyncTest
    void droppedClient_isTold_andItsConnectionsClosed() throws Exception {
        EventLoop.running().setExceptionHandler((loop, fault) -> told.add(fault.message()));
        HttpServer server = await(Http.startServer(request -> Response.text("a"), "127.0.0.1", 0));
        String url = "http://127.0.0.1:" + server.port() + "/";
        try (HttpClient closed = Http.client()) {
            await(closed.get(url));
        }
        askAndForget(url);

        for (int i = 0; i < 500 && told.isEmpty(); i++) {
            System.gc();
            await(sleep(0.02));
        }

        assertThat(told)
                .containsExactly("an HTTP client was not closed: 1 open, 1 idle, 0 waiting");
        await(server.stop(Duration.ofSeconds(5))); // with no connection left to wait for
    }

    private static void askAndForget(String url) {
        await(Http.client().get(url));
    }
}
