// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages of other origins.
class CorsTest {

    private static final String GOOD = "https://example.org";

    private Cors cors = Cors.of(GOOD, "http://localhost:3000");
    private int handled;

    private TestClient.Answer ask(String method, String... fields) {
        Handler app =
                cors.apply(
                        request -> {
                            handled++;
                            return Response.text("secret").withHeader("vary", "accept");
                        });
        return await(new TestClient(app).request(method, "/", Headers.of(fields), new byte[0]));
    }

    @InLoop
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "https://example.org, https://example.org",
                "HTTPS://Example.org, HTTPS://Example.org",
                "http://localhost:3000, http://localhost:3000",
                "http://example.org, -",
                "https://example.org:8443, -",
                "https://example.org.evil.net, -",
                "https://evil.net/https://example.org, -",
                "https://evilexample.org, -",
                "null, -",
                "'', -",
            })
    void origin_isLetIn_orNot(String origin, String allowed) {
        TestClient.Answer answer = ask("GET", "origin", origin);

        assertThat(answer.text()).isEqualTo("secret");
        assertThat(answer.headers().get("access-control-allow-origin")).isEqualTo(allowed);
        assertThat(answer.headers().all("vary")).containsExactly("accept", "origin");
    }

    @AsyncTest
    void failures_canBeRead_howeverTheyAreAnswered() {
        Router app =
                new Router()
                        .get(
                                "/told",
                                request -> {
                                    throw new HttpError(401, "who are you?");
                                })
                        .get(
                                "/mapped",
                                request -> {
                                    throw new IllegalStateException();
                                })
                        .on(IllegalStateException.class, (request, failure) -> Response.of(409))
                        .around(cors.withExposed("x-a").withCredentials());
        TestClient client = new TestClient(app);

        for (String path : List.of("/told", "/mapped", "/nowhere")) {
            TestClient.Answer answer =
                    await(client.request("GET", path, Headers.of("origin", GOOD), new byte[0]));

            assertThat(answer.status()).isBetween(401, 409);
            assertThat(answer.headers().all("access-control-allow-origin")).containsExactly(GOOD);
            assertThat(answer.headers().all("access-control-expose-headers"))
                    .containsExactly("x-a");
            assertThat(answer.headers().all("vary")).containsExactly("origin");
        }
    }

    @AsyncTest
    void withoutOrigin_nothingIsOpened_butItVaries() {
        TestClient.Answer answer = ask("GET");

        assertThat(answer.headers().contains("access-control-allow-origin")).isFalse();
        assertThat(answer.headers().all("vary")).containsExactly("accept", "origin");
    }

    @AsyncTest
    void anyOrigin_isLetIn() {
        cors = Cors.ofAnyOrigin();

        TestClient.Answer answer = ask("GET", "origin", "https://evil.net");

        assertThat(answer.headers().get("access-control-allow-origin")).isEqualTo("*");
        assertThat(answer.headers().all("vary")).containsExactly("accept");
        assertThatThrownBy(() -> cors.withCredentials())
                .hasMessage("Cors is of any origin; name those that may act for the user");
    }

    @AsyncTest
    void question_isAnsweredWithoutTheHandler() {
        cors = cors.withMethods("PUT", "DELETE").withHeaders("X-Token", "content-type");

        TestClient.Answer answer =
                ask(
                        "OPTIONS",
                        "origin",
                        GOOD,
                        "access-control-request-method",
                        "PUT",
                        "access-control-request-headers",
                        "Content-Type, x-token");

        assertThat(handled).isZero();
        assertThat(answer.status()).isEqualTo(204);
        Headers headers = answer.headers();
        assertThat(headers.get("access-control-allow-origin")).isEqualTo(GOOD);
        assertThat(headers.get("access-control-allow-methods")).isEqualTo("DELETE, PUT");
        assertThat(headers.get("access-control-allow-headers")).isEqualTo("content-type, x-token");
        assertThat(headers.get("access-control-max-age")).isEqualTo("600");
        assertThat(headers.contains("access-control-allow-credentials")).isFalse();
        assertThat(headers.get("vary")).isEqualTo("origin");
    }

    @InLoop
    @ParameterizedTest
    @CsvSource({
        "https://evil.net, GET, content-type, origin",
        "https://example.org, DELETE, content-type, method",
        "https://example.org, get, content-type, method",
        "https://example.org, GET, authorization, header field",
        "https://example.org, GET, 'content-type,x', header field",
    })
    void question_isRefused(String origin, String method, String fields, String what) {
        TestClient.Answer answer =
                ask(
                        "OPTIONS",
                        "origin",
                        origin,
                        "access-control-request-method",
                        method,
                        "access-control-request-headers",
                        fields);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("this " + what + " is not allowed\n");
        assertThat(answer.headers().contains("access-control-allow-origin")).isFalse();
    }

    @AsyncTest
    void otherOptions_goToTheHandler() {
        ask("OPTIONS", "origin", GOOD);

        assertThat(handled).isEqualTo(1);
    }

    @AsyncTest
    void credentialsAndFields_areOpened() {
        cors = cors.withCredentials().withExposed("x-total", "etag").withMaxAge(Duration.ZERO);

        TestClient.Answer answer = ask("GET", "origin", GOOD);
        TestClient.Answer asked =
                ask("OPTIONS", "origin", GOOD, "access-control-request-method", "GET");

        assertThat(answer.headers().get("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.headers().get("access-control-expose-headers"))
                .isEqualTo("x-total, etag");
        assertThat(asked.headers().get("access-control-max-age")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "example.org",
                "https://example.org/",
                "https://example.org/a",
                "https://a@example.org",
                "https://*.example.org",
                "https://",
                "https://example.org\r\nx: y",
                "",
            })
    void whatIsNoOrigin_isRefused(String origin) {
        assertThatThrownBy(() -> Cors.of(origin))
                .hasMessage(
                        "origin: " + origin + " (expected: scheme://host or scheme://host:port)");
    }

    @Test
    void options_areChecked() {
        assertThatThrownBy(() -> cors.withMaxAge(Duration.ofSeconds(-1)))
                .hasMessage("time: PT-1S (expected: >= 0)");
        assertThatThrownBy(() -> cors.withHeaders("a\r\nb"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Cors.of(GOOD)).hasToString("<Cors [https://example.org]>");
        assertThat(Cors.ofAnyOrigin()).hasToString("<Cors of any origin>");
    }
}
