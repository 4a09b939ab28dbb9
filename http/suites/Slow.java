// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.*;
import dev.asyncio4j.http.server.*;
import java.io.IOException;
import java.time.Duration;
import java.util.*;

/// What http/suites/slow runs: `serve`, a server as it is by default, which prints its port; `ask
/// URL SECONDS`, an honest client, which asks 100 times a second, whether it was answered or not,
/// and prints how many answers there were and how long they took from when they were due.

static final int A_SECOND = 100;
static final double MOST = 0.100; // seconds, for 99 of 100

void main(String[] arguments) {
    switch (arguments[0]) {
        case "serve" -> run(async(this::serve));
        case "ask" -> {
            if (!run(async(() -> ask(arguments[1], Integer.parseInt(arguments[2]))))) {
                System.exit(1);
            }
        }
        default -> throw new IllegalArgumentException(arguments[0]);
    }
}

void serve() throws Exception {
    Handler handler =
            request -> {
                if (request.method().equals("POST")) {
                    await(request.bytes());
                }
                return Response.text("x".repeat(10_000));
            };
    var server = await(Http.startServer(handler, "127.0.0.1", 0));
    IO.println(server.port());
    await(server.serveForever());
}

boolean ask(String url, int seconds) throws Exception {
    List<Double> took = new ArrayList<>();
    int[] failed = new int[1];
    try (var client = Http.client(ClientOptions.defaults().withTimeouts(
            Timeouts.defaults().withTotal(Duration.ofSeconds(5))))) {
        for (int i = 0; i < 200; i++) {
            await(client.get(url)); // both sides warm up
        }
        double begun = getRunningLoop().time();
        await(taskGroup(group -> {
            for (int i = 0; i < seconds * A_SECOND; i++) {
                double due = begun + (double) i / A_SECOND;
                await(sleep(Math.max(0, due - getRunningLoop().time())));
                group.createTask(async(() -> {
                    try {
                        await(client.get(url), IOException.class).raiseForStatus();
                        took.add(getRunningLoop().time() - due);
                    } catch (IOException | TimeoutError | StatusError failure) {
                        failed[0]++;
                    }
                }));
            }
        }));
    }
    Collections.sort(took);
    double p99 = took.get(took.size() * 99 / 100);
    System.out.printf(
            "  honest client: %,d answers, %d failed; half within %.1f ms, 99 of 100 within %.1f ms, all within %.1f ms%n",
            took.size(), failed[0], 1000 * took.get(took.size() / 2), 1000 * p99, 1000 * took.getLast());
    return failed[0] == 0 && p99 <= MOST;
}
