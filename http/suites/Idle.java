// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.*;
import dev.asyncio4j.net.*;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;

/// What http/suites/idle runs: `serve COUNT`, a server that bears so many connections, which prints
/// its port; `ask PORT COUNT`, clients that keep so many connections, ask once over each, do nothing
/// for a while, and ask over each once more.

static final int AT_ONCE = 250; // of requests that are under way
static final int A_PLACE = 5_000; // connections from one address, for want of ports
static final int QUIET = 10; // seconds
static final String REQUEST = "GET %s HTTP/1.1\r\nhost: localhost\r\n\r\n";

void main(String[] arguments) {
    switch (arguments[0]) {
        case "serve" -> run(async(() -> serve(Integer.parseInt(arguments[1]))));
        case "ask" -> {
            int port = Integer.parseInt(arguments[1]);
            if (!run(async(() -> ask(port, Integer.parseInt(arguments[2]))))) {
                System.exit(1);
            }
        }
        default -> throw new IllegalArgumentException(arguments[0]);
    }
}

Void serve(int count) throws Exception {
    var router = new Router();
    router.get("/", request -> Response.text("ok"));
    router.get("/memory", request -> Response.text(memory()));
    router.get("/time", request -> Response.text("" + ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis()));
    var options =
            ServerOptions.defaults()
                    .withLimits(Limits.defaults().withConnections(count + 10))
                    .withPatience(Patience.defaults().withIdle(Duration.ofMinutes(10)));
    var server = await(Http.startServer(router, "127.0.0.1", 0, options));
    IO.println(server.port());
    await(server.serveForever());
    return null;
}

/// Heap after a collection and memory in all, in KiB.
String memory() throws IOException {
    System.gc();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    long memory = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        memory = line.startsWith("VmRSS:") ? Long.parseLong(line.replaceAll("\\D", "")) : memory;
    }
    return heap + " " + memory;
}

boolean ask(int port, int count) throws Exception {
    try (var stats = connect(port, 1)) {
        for (int i = 0; i < 2_000; i++) {
            said(stats, "/"); // it warms up
        }
        long[] before = numbers(stats, "/memory");
        List<Connection> all = new ArrayList<>();
        int[] failed = new int[1];
        each(count, i -> {
            var one = connect(port, 1 + i / A_PLACE);
            all.add(one);
            return one;
        }, failed);
        long[] after = numbers(stats, "/memory");
        System.out.printf(
                "%,d connections, %d failed; the server has %.1f KiB of heap for each, %.1f KiB in all%n",
                all.size(), failed[0], (after[0] - before[0]) / (double) count, (after[1] - before[1]) / (double) count);

        long begin = numbers(stats, "/time")[0];
        await(sleep(QUIET));
        long end = numbers(stats, "/time")[0];
        System.out.printf(
                "idle for %d s: the server takes %.2f %% of a core%n", QUIET, (end - begin) / (10.0 * QUIET));

        each(all.size(), all::get, failed);
        System.out.printf("asked once more over each: %d of %d failed%n", failed[0], 2 * count);
        for (Connection one : all) {
            one.writer().close();
        }
        return failed[0] == 0 && all.size() == count;
    }
}

/// Who has the n-th connection.
interface Connections {
    Connection get(int n) throws Exception;
}

/// Asks over each, some at a time.
void each(int count, Connections connections, int[] failed) throws Exception {
    for (int from = 0; from < count; from += AT_ONCE) {
        List<Awaitable<?>> asked = new ArrayList<>();
        for (int i = from; i < Math.min(count, from + AT_ONCE); i++) {
            int n = i;
            asked.add(async(() -> {
                try {
                    if (!said(connections.get(n), "/").endsWith("\r\n\r\nok")) {
                        failed[0]++;
                    }
                } catch (IOException | RuntimeException failure) {
                    failed[0]++;
                }
            }));
        }
        await(gather(asked));
    }
}

Connection connect(int port, int place) throws IOException {
    var options =
            ConnectOptions.defaults().withLocalAddress(new InetSocketAddress("127.0.0." + place, 0));
    return await(Net.openConnection("127.0.0.1", port, options), IOException.class);
}

String said(Connection peer, String path) throws IOException {
    peer.writer().write(REQUEST.formatted(path).getBytes(StandardCharsets.US_ASCII));
    var head = new String(await(peer.reader().readuntil("\r\n\r\n"), IOException.class), StandardCharsets.US_ASCII);
    int length = Integer.parseInt(head.replaceFirst("(?s).*content-length: (\\d+).*", "$1"));
    return head + new String(await(peer.reader().readexactly(length), IOException.class), StandardCharsets.US_ASCII);
}

long[] numbers(Connection stats, String path) throws IOException {
    String said = said(stats, path);
    return Arrays.stream(said.substring(said.indexOf("\r\n\r\n") + 4).split(" ")).mapToLong(Long::parseLong).toArray();
}
