// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.generator;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.server.Handler;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where answers lead, and what goes there.
@VirtualClock
class RedirectsTest {

    @AsyncTest
    void chain_isFollowed_andTold() throws Exception {
        Peer.serve(
                80,
                request ->
                        switch (request.path()) {
                            case "/a" -> Response.redirect("b?x=1");
                            case "/b" -> Response.of(307).withHeader("location", "//localhost/c/");
                            case "/c/" -> Response.of(301).withHeader("location", "../d#there");
                            default -> Response.text(request.target());
                        });
        try (HttpClient client = Http.client()) {
            ClientResponse answer = await(client.get("http://localhost/a"));

            assertThat(answer.text()).isEqualTo("/d");
            assertThat(answer.url()).hasToString("http://localhost/d");
            assertThat(answer.head().history())
                    .extracting(URI::toString)
                    .containsExactly(
                            "http://localhost/a", "http://localhost/b?x=1", "http://localhost/c/");
            assertThat(client).hasToString("<HttpClient 1 open, 1 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void circle_ends() throws Exception {
        Peer.serve(80, request -> Response.redirect("/"));
        try (HttpClient client = Http.client()) {
            assertThatThrownBy(() -> await(client.get("http://localhost/")))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessage("more than 10 redirects: GET http://localhost/");
        }
    }

    @AsyncTest
    void redirect_isGivenAsItIs_ifNoneIsWanted() throws Exception {
        Peer.serve(80, request -> Response.redirect("/b"));
        try (HttpClient client = Http.client(ClientOptions.defaults().withRedirects(0))) {
            assertThat(await(client.get("http://localhost/")).status()).isEqualTo(303);
        }
    }

    private static ClientRequest next(ClientRequest request, int status, String location)
            throws Exception {
        return Redirects.next(request, status, Headers.of("location", location));
    }

    @ParameterizedTest
    @CsvSource({
        "301, POST, GET",
        "302, POST, GET",
        "303, POST, GET",
        "303, PUT, GET",
        "303, HEAD, HEAD",
        "301, PUT, PUT",
        "307, POST, POST",
        "308, POST, POST",
        "302, GET, GET"
    })
    void method_changesAsBrowsersDo(int status, String before, String after) throws Exception {
        ClientRequest request = ClientRequest.of(before, "http://a/x").withText("body");

        ClientRequest next = next(request, status, "/y");

        assertThat(next.method()).isEqualTo(after);
        assertThat(next.headers().contains("content-type")).isEqualTo(before.equals(after));
        assertThat(next.content() == request.content()).isEqualTo(before.equals(after));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a/y, true",
        "http://a:80/y, true",
        "http://a:81/y, false",
        "http://b/y, false",
        "https://a/y, false",
        "http://sub.a/y, false"
    })
    void secrets_goToNoOtherOrigin(String location, boolean same) throws Exception {
        ClientRequest request =
                ClientRequest.get("http://a/x")
                        .withBasicAuth("bo", "secret")
                        .withHeader("cookie", "id=7")
                        .withHeader("x-trace", "1");

        ClientRequest next = next(request, 302, location);

        assertThat(next.headers().contains("authorization")).isEqualTo(same);
        assertThat(next.headers().contains("cookie")).isEqualTo(same);
        assertThat(next.headers().get("x-trace")).isEqualTo("1");
    }

    @AsyncTest
    void secretsOfTheClient_goToNoOtherOrigin() throws Exception {
        Handler tells =
                request ->
                        switch (request.path()) {
                            case "/away" -> to("http://localhost:81/seen");
                            case "/away-and-back" -> to("http://localhost:81/back");
                            case "/stay", "/back" -> to("http://localhost/seen");
                            default ->
                                    Response.text(
                                            request.headers().all("host")
                                                    + request.headers().get("authorization", "-")
                                                    + request.headers().get("cookie", "-")
                                                    + request.headers()
                                                            .get("proxy-authorization", "-"));
                        };
        Peer.serve(80, tells);
        Peer.serve(81, tells);
        ClientOptions options =
                ClientOptions.defaults()
                        .withHeader("Authorization", "A")
                        .withHeader("Cookie", "b=c")
                        .withHeader("Proxy-Authorization", "P");
        try (HttpClient client = Http.client(options)) {
            assertThat(seen(client, "/stay")).isEqualTo("[mine]Ab=cP");
            assertThat(seen(client, "/away")).isEqualTo("[localhost:81]---");
            assertThat(seen(client, "/away-and-back")).isEqualTo("[localhost]---");
        }
    }

    private static Response to(String location) {
        return Response.of(302).withHeader("location", location);
    }

    private static String seen(HttpClient client, String path) {
        var request = ClientRequest.get("http://localhost" + path).withHeader("host", "mine");
        return await(client.request(request)).text();
    }

    @ParameterizedTest
    @CsvSource({
        "https://a/x, http://a/y, from https to http",
        "http://a/x, ftp://a/y, what is no address",
        "http://a/x, http://bo:secret@a/y, what is no address",
        "http://a/x, http:///y, what is no address",
        "http://a/x, javascript:alert(1), what is no address"
    })
    void whatMustNotBeFollowed_isNot(String from, String to, String said) {
        assertThatThrownBy(() -> next(ClientRequest.get(from), 302, to))
                .isInstanceOf(ProtocolError.class)
                .hasMessageContaining(said);
    }

    @Test
    void statusWithoutLocation_isAnAnswer() throws Exception {
        assertThat(Redirects.next(ClientRequest.get("http://a/"), 302, Headers.none())).isNull();
        assertThat(next(ClientRequest.get("http://a/"), 304, "/b")).isNull();
    }

    @AsyncTest
    void bodyThatIsGone_isNotSentAgain() throws Exception {
        Peer.serve(
                80,
                request -> {
                    for (byte[] _ : awaitEach(request.body())) {}
                    return Response.of(307).withHeader("location", "/b");
                });
        ClientRequest request =
                ClientRequest.post("http://localhost/a")
                        .withPieces("a/b", generator(out -> out.emit(new byte[3])));
        try (HttpClient client = Http.client()) {
            assertThatThrownBy(() -> await(client.request(request)))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessageContaining("can be sent only once");
        }
    }
}
