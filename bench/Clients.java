// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import com.sun.management.OperatingSystemMXBean;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.ServerOptions;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/// What bench/clients runs, one program each: a server, our client, the JDK's. A client keeps so
/// many requests under way, and tells for each span how many were answered, and how much processor
/// time its whole program took for it.
///
/// ```
/// serve                     a server that answers "hello": its port
/// ours URL AT_ONCE SPANS    our client
/// jdk URL AT_ONCE SPANS     the JDK's, blocking, on virtual threads
/// async URL AT_ONCE SPANS   the JDK's, by sendAsync
/// ```
final class Clients {

    private static final long SPAN = 1_000_000_000; // ns
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private volatile boolean over;

    static void main(String[] arguments) throws Exception {
        Clients clients = new Clients();
        if (arguments[0].equals("serve")) {
            run(async(clients::serve));
            return;
        }
        String url = arguments[1];
        int atOnce = Integer.parseInt(arguments[2]);
        long[] counts = new long[atOnce * 16]; // one each, on a cache line of its own
        Thread watch =
                Thread.ofPlatform()
                        .start(() -> clients.tell(counts, Integer.parseInt(arguments[3])));
        switch (arguments[0]) {
            case "ours" -> run(async(() -> clients.ours(url, counts)));
            case "jdk" -> clients.jdk(url, counts);
            case "async" -> clients.sendAsync(url, counts);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        watch.join();
    }

    private void serve() throws Exception {
        var options =
                ServerOptions.defaults()
                        .withLimits(
                                ServerOptions.defaults().limits().withRequests(Integer.MAX_VALUE));
        var server =
                await(Http.startServer(request -> Response.text("hello"), "127.0.0.1", 0, options));
        System.out.println(server.port());
        await(server.serveForever());
    }

    private void tell(long[] counts, int spans) {
        try {
            for (int i = 0; i < spans; i++) {
                long answered = sum(counts);
                long worked = SYSTEM.getProcessCpuTime();
                long begun = System.nanoTime();
                Thread.sleep(Duration.ofNanos(SPAN));
                System.out.println(
                        (sum(counts) - answered)
                                + " "
                                + (SYSTEM.getProcessCpuTime() - worked)
                                + " "
                                + (System.nanoTime() - begun));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        over = true;
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long each : counts) {
            sum += each;
        }
        return sum;
    }

    private void ours(String url, long[] counts) throws Exception {
        var options =
                dev.asyncio4j.http.client.ClientOptions.defaults()
                        .withPool(
                                dev.asyncio4j.http.client.PoolLimits.defaults()
                                        .withTotal(1000)
                                        .withPerHost(1000));
        try (var client = Http.client(options)) {
            await(
                    taskGroup(
                            group -> {
                                for (int i = 0; i < counts.length; i += 16) {
                                    int mine = i;
                                    group.createTask(
                                            async(
                                                    () -> {
                                                        while (!over) {
                                                            check(await(client.get(url)).text());
                                                            counts[mine]++;
                                                        }
                                                    }));
                                }
                            }));
        }
    }

    private void jdk(String url, long[] counts) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            Thread[] threads = new Thread[counts.length / 16];
            for (int i = 0; i < threads.length; i++) {
                int mine = i * 16;
                threads[i] =
                        Thread.ofVirtual()
                                .start(
                                        () -> {
                                            try {
                                                while (!over) {
                                                    check(
                                                            client.send(
                                                                            request,
                                                                            BodyHandlers.ofString())
                                                                    .body());
                                                    counts[mine]++;
                                                }
                                            } catch (java.io.IOException
                                                    | InterruptedException failed) {
                                                throw new IllegalStateException(failed);
                                            }
                                        });
            }
            for (Thread each : threads) {
                each.join();
            }
        }
    }

    private void sendAsync(String url, long[] counts) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(url)).build();
        try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < counts.length; i += 16) {
                again(client, request, counts, i);
            }
            while (!over) {
                Thread.sleep(100);
            }
        }
    }

    private void again(HttpClient client, HttpRequest request, long[] counts, int mine) {
        client.sendAsync(request, BodyHandlers.ofString())
                .thenAccept(
                        answer -> {
                            check(answer.body());
                            counts[mine]++;
                            if (!over) {
                                again(client, request, counts, mine);
                            }
                        });
    }

    private static void check(String body) {
        if (!body.equals("hello")) {
            throw new IllegalStateException("answered: " + body);
        }
    }
}
