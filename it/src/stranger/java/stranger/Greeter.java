// SPDX-License-Identifier: Apache-2.0
package stranger;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.ClientRequest;
import dev.asyncio4j.http.client.HttpClient;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.http.server.Router;
import java.util.List;

/// Serves greetings, asks for two of them at the same time, and prints them. The tests of what is
/// packed run it on the class path, on the module path, and in an image of its own.
public final class Greeter {

    private Greeter() {}

    public static void main(String[] names) {
        List<String> people = names.length > 0 ? List.of(names) : List.of("Ann", "Ben");
        System.out.println(run(greet(people)));
    }

    private static Router app() {
        return new Router()
                .get(
                        "/hello/{name}",
                        request -> {
                            await(sleep(0.001));
                            return Response.text("Hello, " + request.path("name"));
                        });
    }

    private static Coroutine<List<String>> greet(List<String> people) {
        return async(
                () -> {
                    try (var server = await(Http.startServer(app(), "127.0.0.1", 0));
                            var client = Http.client()) {
                        var here = "http://127.0.0.1:" + server.port() + "/hello/";
                        return await(
                                gather(
                                        people.stream()
                                                .map(name -> ask(client, here + name))
                                                .toList()));
                    }
                });
    }

    private static Coroutine<String> ask(HttpClient client, String url) {
        return async(() -> await(client.request(ClientRequest.get(url))).text());
    }
}
