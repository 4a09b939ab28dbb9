// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Task;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.TimeLimit;
import dev.asyncio4j.sync.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// Servers that stop while 1,000 requests are under way, over real sockets: none of them fails.
/// 100 times on each kind of strand; `-Dstops=` says otherwise.
@Tag("real-time") // the system's sockets have the system's clock
@TimeLimit(600)
class ManyStopsTest {

    private static final int REQUESTS = 1000;

    private int underWay;
    private final Event all = new Event();
    private final Event stopping = new Event();

    @AsyncTest
    void requestsUnderWay_areAnswered_howeverOftenServersStop() throws Exception {
        int stops = Integer.getInteger("stops", 100);
        for (int i = 0; i < stops; i++) {
            stopOnce();
        }
    }

    private void stopOnce() throws Exception {
        underWay = 0;
        all.clear();
        stopping.clear();
        HttpServer server =
                await(
                        Http.startServer(
                                request -> {
                                    if (++underWay == REQUESTS) {
                                        all.set();
                                    }
                                    await(stopping.waitOn());
                                    await(sleep(0.1)); // longer than the stop waits for last words
                                    return Response.text("done");
                                },
                                "127.0.0.1",
                                0));
        ClientOptions options =
                ClientOptions.defaults()
                        .withPool(PoolLimits.defaults().withTotal(REQUESTS).withPerHost(REQUESTS));
        try (HttpClient client = Http.client(options)) {
            String url = "http://127.0.0.1:" + server.port() + "/";
            List<Task<ClientResponse>> asked = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                asked.add(createTask(client.get(url)));
            }
            await(all.waitOn());
            Task<Integer> stop = createTask(server.stop(Duration.ofSeconds(10)));
            stopping.set();

            assertThat(await(gather(asked)))
                    .extracting(ClientResponse::text)
                    .hasSize(REQUESTS)
                    .containsOnly("done");
            assertThat(await(stop)).as("cancelled").isZero();
            assertThat(client.toString()).startsWith("<HttpClient 0 open"); // all were told to go
        }
    }
}
