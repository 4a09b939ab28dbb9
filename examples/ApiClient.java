// SPDX-License-Identifier: Apache-2.0
// A client of an API that is slow, busy and sometimes broken: all users are asked for at once, but
// politely; what fails is asked for again, what takes too long is given up, and one failure does
// not spoil the rest.
// Run it with: ./asyncio run examples/ApiClient.java
// or against a server of your own: ./asyncio run examples/ApiClient.java http://127.0.0.1:8000

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.ClientOptions;
import dev.asyncio4j.http.client.ClientRequest;
import dev.asyncio4j.http.client.HttpClient;
import dev.asyncio4j.http.client.PoolLimits;
import dev.asyncio4j.http.client.Retry;
import dev.asyncio4j.http.client.StatusError;
import dev.asyncio4j.http.client.Timeouts;
import dev.asyncio4j.http.server.Request;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import dev.asyncio4j.sync.RateLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

final int USERS = 40;
final int AT_ONCE = 8; // requests under way
final RateLimiter polite = new RateLimiter(50, Duration.ofSeconds(1)); // users asked for

final ClientOptions options =
        ClientOptions.defaults()
                .withTimeouts(Timeouts.defaults().withTotal(Duration.ofSeconds(2)))
                .withPool(PoolLimits.defaults().withPerHost(AT_ONCE))
                .withRetry(Retry.times(4).withPauses(Duration.ofMillis(50), Duration.ofSeconds(1)));

/** What became of one question: an answer, or why there is none. */
record Outcome(int id, String user, String failure) {}

record User(int id, String name, int orders) {}

Coroutine<Outcome> ask(HttpClient client, String users, int id) {
    return async(
            () -> {
                await(polite.acquire());
                var request = ClientRequest.get(users + id).withBearer("secret");
                try {
                    var answer = await(client.request(request), IOException.class);
                    return new Outcome(id, answer.raiseForStatus().json(User.class).name(), "");
                } catch (StatusError
                        | TimeoutError
                        | IOException
                        | IllegalArgumentException failed) { // the last: it is no user in JSON
                    return new Outcome(id, "", failed.getMessage());
                }
            });
}

void report(List<Outcome> outcomes, double seconds) {
    for (Outcome each : outcomes) {
        if (!each.failure().isEmpty()) {
            System.out.println("user " + each.id() + ": " + each.failure());
        }
    }
    long known = outcomes.stream().filter(each -> each.failure().isEmpty()).count();
    System.out.printf("%d of %d users, in %.2f seconds%n", known, outcomes.size(), seconds);
}

void main(String[] arguments) {
    if (arguments.length == 0) {
        run(async(this::fetchAllOfOurs));
        return;
    }
    String users = arguments[0].replaceFirst("/$", "") + "/users/";
    try {
        ClientRequest.get(users);
    } catch (IllegalArgumentException noAddress) {
        System.err.println(noAddress.getMessage());
        System.exit(2);
    }
    run(async(() -> fetchAll(users)));
}

void fetchAllOfOurs() throws Exception {
    try (var server = await(Http.startServer(service(), "127.0.0.1", 0))) {
        fetchAll("http://127.0.0.1:" + server.port() + "/users/");
    }
}

void fetchAll(String users) throws Exception {
    double begun = getRunningLoop().time();
    try (var client = Http.client(options)) {
        var ids = IntStream.rangeClosed(1, USERS).boxed().toList();
        var outcomes = await(map(AT_ONCE, ids, id -> ask(client, users, id)));
        report(outcomes, getRunningLoop().time() - begun);
    }
}

// ---- the other side: busy for every seventh, at first; broken for 13; too slow for 29

final Map<Integer, Integer> asked = new HashMap<>();

Router service() {
    return new Router().get("/users/{id}", this::user);
}

Response user(Request request) {
    int id = Integer.parseInt(request.path("id"));
    int times = asked.merge(id, 1, Integer::sum);
    if (!"Bearer secret".equals(request.header("authorization"))) {
        return Response.of(401);
    }
    if (id % 7 == 0 && times < 3) {
        return Response.of(503).withHeader("retry-after", "0");
    }
    if (id == 13) {
        return Response.of(500);
    }
    await(sleep(id == 29 ? 30 : 0.05));
    return Response.json(new User(id, "user " + id, id % 5));
}
