// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.*;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.server.*;
import dev.asyncio4j.net.Net;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.time.Duration;
import java.util.*;

/// What http/suites/soak runs: `serve`, a server, which prints its port and then, every ten seconds,
/// what it holds; `load URL SECONDS`, clients of all kinds; `judge FILE`, which fits a line through
/// what was printed, and fails if anything grows.

static final int EVERY = 10; // seconds
static final int KINDS = 4; // clients of each kind
static final List<String> NAMES = List.of("heap, KiB", "open files", "threads", "tasks");

/// By how much each may grow while it is judged.
static final double[] MAY_GROW = {1024, 8, 4, 8};

final Map<String, Integer> done = new TreeMap<>();
int failed;

void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
        case "serve" -> run(async(this::serve));
        case "load" -> {
            double seconds = Double.parseDouble(arguments[2]);
            if (!run(async(() -> load(arguments[1], seconds)))) {
                System.exit(1);
            }
        }
        case "judge" -> {
            if (!judge(Path.of(arguments[1]))) {
                System.exit(1);
            }
        }
        default -> throw new IllegalArgumentException(arguments[0]);
    }
}

// ---- the server

Void serve() throws Exception {
    var router = new Router();
    router.get("/", request -> Response.text("ok"));
    router.get("/large", request -> Response.text("x".repeat(50_000)));
    router.get("/fails", request -> { throw new HttpError(418, "no coffee"); });
    router.post("/echo", request -> Response.text("" + await(request.bytes()).length));
    router.get("/chunks", request -> Response.stream("text/plain", out -> {
        for (int i = 0; i < 20; i++) {
            await(out.write(new byte[1000]));
        }
    }));
    router.get("/socket", request -> Response.webSocket(socket -> {
        for (var message : awaitEach(socket)) {
            await(socket.send(message.text()));
        }
    }));
    var handler = Compression.defaults().apply(router);
    var server = await(Http.startServer(handler, "127.0.0.1", 0));
    IO.println(server.port());
    var loop = getRunningLoop();
    createTask(async(() -> {
        while (true) {
            await(sleep(EVERY));
            IO.println(figures(loop));
        }
    }));
    await(server.serveForever());
    return null;
}

/// Heap after a collection, open files, threads and tasks.
static String figures(EventLoop loop) throws IOException {
    System.gc();
    System.gc();
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    long files;
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
        files = open.count();
    }
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    return heap + " " + files + " " + threads + " " + allTasks().size();
}

// ---- the clients

boolean load(String url, double seconds) throws Exception {
    double end = getRunningLoop().time() + seconds;
    try (var kept = Http.client()) {
        await(taskGroup(group -> {
            for (int i = 0; i < KINDS; i++) {
                group.createTask(again("kept", end, () -> answered(kept, url, 200)));
                group.createTask(again("refused", end, () -> answered(kept, url + "fails", 418)));
                group.createTask(again("chunks", end, () -> answered(kept, url + "chunks", 200)));
                group.createTask(again("large", end, () -> answered(kept, url + "large", 200)));
                group.createTask(again("upload", end, () -> upload(kept, url + "echo")));
                group.createTask(again("new client", end, () -> {
                    try (var once = Http.client()) {
                        answered(once, url, 200);
                    }
                }));
                group.createTask(again("left alone", end, () -> leave(url + "large")));
                group.createTask(again("WebSocket", end, () -> talk(kept, url + "socket")));
            }
        }));
    }
    System.out.println("asked: " + done + ", failed: " + failed);
    return failed == 0 && done.size() == 8;
}

/// Something that is done over and over.
interface Doing {
    void once() throws Exception;
}

Coroutine<Void> again(String name, double end, Doing doing) {
    return async(() -> {
        while (getRunningLoop().time() < end) {
            try {
                doing.once();
                done.merge(name, 1, Integer::sum);
            } catch (Exception failure) {
                if (failed++ < 10) {
                    System.out.println(name + ": " + failure);
                }
            }
            await(sleep(0.002));
        }
        return null;
    });
}

static void answered(HttpClient client, String url, int status) throws Exception {
    var answer = await(client.get(url), IOException.class);
    if (answer.status() != status || (status == 200 && answer.text().isEmpty())) {
        throw new IOException("answered " + answer);
    }
}

static void upload(HttpClient client, String url) throws Exception {
    var answer = await(client.request(ClientRequest.post(url).withText("y".repeat(30_000))), IOException.class);
    if (!answer.text().equals("30000")) {
        throw new IOException("answered " + answer.text());
    }
}

/// Leaves in the middle of the answer.
static void leave(String url) throws Exception {
    var at = URI.create(url);
    var peer = await(Net.openConnection("127.0.0.1", at.getPort()), IOException.class);
    peer.writer().write("GET /large HTTP/1.1\r\nhost: a\r\n\r\nPOST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
    await(peer.reader().readexactly(100), IOException.class);
    peer.writer().transport().abort();
}

static void talk(HttpClient client, String url) throws Exception {
    await(client.webSocket(url.replace("http:", "ws:")).use(socket -> {
        for (int i = 0; i < 20; i++) {
            await(socket.send("hello " + i));
            if (!await(socket.receive()).text().equals("hello " + i)) {
                throw new IOException("another echo");
            }
        }
    }));
}

// ---- the verdict

/// Whether nothing grows: neither the line through all samples behind the first third, when all is
/// warm, nor the least that is held at the end beside the least that was held before.
static boolean judge(Path file) throws IOException {
    List<long[]> samples = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ");
        if (words.length == NAMES.size()) {
            samples.add(Arrays.stream(words).mapToLong(Long::parseLong).toArray());
        }
    }
    if (samples.size() < 9) {
        System.out.println(samples.size() + " samples (expected: >= 9)");
        return false;
    }
    samples = samples.subList(samples.size() / 3, samples.size());
    boolean flat = true;
    for (int what = 0; what < NAMES.size(); what++) {
        int n = samples.size();
        double sumX = 0, sumY = 0, sumXy = 0, sumXx = 0;
        for (int i = 0; i < n; i++) {
            double y = samples.get(i)[what];
            sumX += i;
            sumY += y;
            sumXy += i * y;
            sumXx += (double) i * i;
        }
        double slope = (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
        double grows = slope * (n - 1);
        long first = least(samples.subList(0, n / 2), what);
        long last = least(samples.subList(n / 2, n), what);
        boolean good = grows <= MAY_GROW[what] || last - first <= MAY_GROW[what] / 2;
        flat &= good;
        System.out.printf(
                "%-11s %,d to %,d, %+.1f in %d s; least before and behind the middle %,d, %,d%s%n",
                NAMES.get(what), samples.getFirst()[what], samples.getLast()[what], grows, (n - 1) * EVERY, first, last,
                good ? "" : ": it grows");
    }
    return flat;
}

static long least(List<long[]> samples, int what) {
    return samples.stream().mapToLong(s -> s[what]).min().orElseThrow();
}
