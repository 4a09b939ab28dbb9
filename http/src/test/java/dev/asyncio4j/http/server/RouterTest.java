// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.message.Cookie;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.junit.AsyncTest;
import java.time.Duration;
import java.util.NoSuchElementException;

/// Paths and their handlers, asked without sockets.
class RouterTest {

    private static Handler says(String word) {
        return request -> Response.text(word);
    }

    private static String text(Handler app, String path) {
        return await(new TestClient(app).get(path)).text();
    }

    @AsyncTest
    void whatIsWrittenOut_goesBeforePlaces_whateverTheOrder() {
        Router app =
                new Router()
                        .get("/{any}", request -> Response.text("any " + request.path("any")))
                        .get("/{all...}", request -> Response.text("all " + request.path("all")))
                        .get("/a", says("a"))
                        .get("/a/{x}/c", request -> Response.text("x " + request.path("x")))
                        .get("/a/b", says("ab"))
                        .get("/", says("root"));

        assertThat(text(app, "/")).isEqualTo("root");
        assertThat(text(app, "/a")).isEqualTo("a");
        assertThat(text(app, "/b")).isEqualTo("any b");
        assertThat(text(app, "/a/b")).isEqualTo("ab");
        assertThat(text(app, "/a/b/c")).isEqualTo("x b");
        assertThat(text(app, "/a/b/d")).isEqualTo("all a/b/d");
        assertThat(text(app, "/a/")).isEqualTo("all a/");
        assertThat(text(app, "/%C3%A4%20b")).isEqualTo("any ä b");
    }

    @AsyncTest
    void methodsOfAPath() {
        Router app = new Router().get("/a", says("got")).post("/a", says("posted"));
        TestClient client = new TestClient(app);

        assertThat(await(client.post("/a", "text/plain", "x")).text()).isEqualTo("posted");
        assertThat(await(client.request("HEAD", "/a", Headers.none(), new byte[0])).body())
                .isEmpty();
        var wrong = await(client.request("PUT", "/a", Headers.none(), new byte[0]));
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.headers().get("allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
        var options = await(client.request("OPTIONS", "/a", Headers.none(), new byte[0]));
        assertThat(options.status()).isEqualTo(204);
        assertThat(await(client.get("/b")).status()).isEqualTo(404);
        assertThat(await(client.request("OPTIONS", "*", Headers.none(), new byte[0])).status())
                .isEqualTo(204);
    }

    @AsyncTest
    void middleware_isAroundEverything_theLastOutermost() {
        Router app =
                new Router()
                        .get("/", request -> Response.text(request.attached(String.class)))
                        .around(
                                next ->
                                        request -> {
                                            request.attach(String.class, "user");
                                            return next.handle(request).withHeader("x-a", "1");
                                        })
                        .around(next -> request -> next.handle(request).withHeader("x-b", "2"));

        var answer = await(new TestClient(app).get("/"));

        assertThat(answer.text()).isEqualTo("user");
        assertThat(answer.headers().toString()).contains("x-a: 1, x-b: 2");
    }

    @AsyncTest
    void failures_areAnsweredByTheFirstThatFits() {
        Router app =
                new Router()
                        .get(
                                "/none",
                                request -> {
                                    throw new NoSuchElementException("n");
                                })
                        .get(
                                "/http",
                                request -> {
                                    throw new HttpError(409, "h");
                                })
                        .on(
                                NoSuchElementException.class,
                                (request, failure) ->
                                        Response.text("no " + failure.getMessage()).withStatus(404))
                        .on(
                                RuntimeException.class,
                                (request, failure) -> Response.text("r").withStatus(500));

        assertThat(text(app, "/none")).isEqualTo("no n");
        assertThat(text(app, "/http")).isEqualTo("r");
        assertThat(text(app, "/x")).isEqualTo("r");
    }

    @AsyncTest
    void request_isReadInAllItsParts() {
        Router app =
                new Router()
                        .post(
                                "/form",
                                request -> {
                                    Form form = await(request.form());
                                    return Response.text(
                                            form.names() + form.get("a", "-") + form.all("b"));
                                })
                        .get(
                                "/query",
                                request ->
                                        Response.text(
                                                request.query("a", "none")
                                                        + request.queryAll("b")
                                                        + request.cookie("c")))
                        .post(
                                "/json",
                                request ->
                                        Response.json(
                                                await(request.json(java.util.Map.class)).get("a")));
        TestClient client = new TestClient(app);

        assertThat(
                        await(
                                        client.post(
                                                "/form",
                                                "application/x-www-form-urlencoded",
                                                "a=1+2&b=%26&b=&c"))
                                .text())
                .isEqualTo("[a, b, b, c]1 2[&, ]");
        assertThat(await(client.post("/form", "text/plain", "a=1")).status()).isEqualTo(415);
        assertThat(
                        await(client.post("/form", "application/x-www-form-urlencoded", "a=%zz"))
                                .status())
                .isEqualTo(400);
        var query =
                client.request(
                        "GET",
                        "/query?a=%C3%A4&b=1&b=2",
                        Headers.of("cookie", "x=1; c=yes; c=no"),
                        new byte[0]);
        assertThat(await(query).text()).isEqualTo("ä[1, 2]yes");
        assertThat(await(client.get("/query?a=%ff")).status()).isEqualTo(400);
        assertThat(await(client.post("/json", "application/json", "{\"a\": [1, 2]}")).text())
                .isEqualTo("[1,2]");
        assertThat(await(client.post("/json", "application/json", "{oops")).status())
                .isEqualTo(400);
    }

    @AsyncTest
    void wrongPatterns_areRefused() {
        Router app = new Router().get("/a/{x}", says("x"));

        for (String wrong : new String[] {"a", "", "/{", "/a{b}", "/{}", "/{a}/{a}", "/{a...}/b"}) {
            assertThatThrownBy(() -> app.get(wrong, says("")))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("pattern: " + wrong + " (expected: ");
        }
        assertThatThrownBy(() -> app.get("/a/{x}", says("")))
                .hasMessage("pattern: /a/{x} (expected: only one handler for GET)");
        assertThatThrownBy(() -> app.post("/a/{y}", says("")))
                .hasMessageContaining("the names that the same path has for another method, [x]");
        assertThat(app).hasToString("<Router [GET /a/{x}]>");
    }

    @AsyncTest
    void answers_refuseWhatWouldBreakThem() {
        Response text = Response.text("a");

        assertThatThrownBy(() -> text.withHeader("x", "a\r\nb: c"))
                .hasMessage(
                        "x: \"a\\u000d\\u000ab: c\" (expected: no control characters, and none"
                                + " above 0xff)");
        assertThatThrownBy(() -> text.withHeader("x y", "a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> text.withHeader("Transfer-Encoding", "chunked"))
                .hasMessageContaining("a field that the server does not set itself");
        assertThatThrownBy(() -> text.withStatus(99)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cookie.of("a", "b; c")).hasMessageContaining("encode it");
        assertThatThrownBy(() -> Cookie.of("a", "b").withSameSite(Cookie.SameSite.NONE))
                .hasMessageContaining("secure");
        assertThat(
                        text.withCookie(
                                        Cookie.of("a", "b")
                                                .withMaxAge(Duration.ofHours(1))
                                                .withSecure())
                                .headers()
                                .get("set-cookie"))
                .isEqualTo("a=b; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax");
        assertThatThrownBy(() -> await(new TestClient(says("x")).get("/../a")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
