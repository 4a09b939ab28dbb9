// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the dump of a program says of tasks that wait for HTTP, as clients.
@VirtualClock
class WaitPointsTest {

    private static HttpClient client(int total, int perHost) {
        return Http.client(
                ClientOptions.defaults()
                        .withPool(PoolLimits.defaults().withTotal(total).withPerHost(perHost)));
    }

    /// What the dump says that a task waits for.
    private static @Nullable String waitsFor(Task<?> task) {
        return TaskDump.of(EventLoop.running()).tasks().stream()
                .filter(each -> each.name().equals(task.name()))
                .findFirst()
                .orElseThrow()
                .waitsFor();
    }

    private static void end(Task<?> task) {
        task.cancel();
        await(waitOn(List.of(task)));
    }

    @AsyncTest
    void pool_tellsHowManyAreInUse() throws Exception {
        Peer.serve(80, request -> silent());
        Peer.serve(81, request -> silent());
        try (HttpClient client = client(3, 2)) {
            List<Task<ClientResponse>> all = new ArrayList<>();
            for (String each : List.of("/1", "/2", "/3", ":81/4", ":81/5")) {
                all.add(createTask(client.get("http://localhost" + each)));
            }
            await(sleep(0.5));

            assertThat(waitsFor(all.get(0))).isEqualTo("data from localhost:80");
            assertThat(waitsFor(all.get(2)))
                    .isEqualTo("a connection to localhost:80, 2 of 2 in use");
            assertThat(waitsFor(all.get(3))).isEqualTo("data from localhost:81");
            assertThat(waitsFor(all.get(4)))
                    .isEqualTo("a connection to localhost:81, the client's 3 of 3 in use");
            var awaited = all.get(4).waitingOn();
            assertThat(awaited).isNotNull();
            assertThat(awaited.waitPoint().crowd()).isEqualTo("a connection to a server");
            all.forEach(WaitPointsTest::end);
        }
        await(sleep(200)); // the servers' answers
    }

    private static Response silent() {
        await(sleep(100));
        return Response.text("late");
    }

    @AsyncTest
    void http2_tellsThatAConnectionIsOpened_andThenOfTheAnswer() throws Exception {
        Peer.serve(80, request -> silent());
        try (HttpClient client = Http.client(FramePeer.options())) {
            Task<ClientResponse> first = createTask(client.get("http://localhost/1"));
            Task<ClientResponse> second = createTask(client.get("http://localhost/2"));
            while (second.waitingOn() == null) {
                await(sleep(0));
            }

            assertThat(waitsFor(second))
                    .isEqualTo("a connection to localhost:80, one is being opened");

            await(sleep(0.5));
            assertThat(waitsFor(first)).isEqualTo("data from localhost:80");
            end(first);
            end(second);
        }
        await(sleep(200));
    }
}
