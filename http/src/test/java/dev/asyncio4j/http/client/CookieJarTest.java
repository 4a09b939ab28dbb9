// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.message.Cookie;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which cookies are kept, and where they go.
@VirtualClock
class CookieJarTest {

    private double now;
    private final CookieJar jar = new CookieJar(() -> now);

    private void sets(String url, String... cookies) {
        Headers headers = Headers.none();
        for (String each : cookies) {
            headers = headers.with("set-cookie", each);
        }
        jar.take(URI.create(url), headers);
    }

    private String goesTo(String url) {
        String field = jar.field(URI.create(url));
        return field == null ? "" : field;
    }

    @AsyncTest
    void client_sendsBackWhatWasSet() throws Exception {
        Peer.serve(
                80,
                request ->
                        request.path().equals("/login")
                                ? Response.redirect("/").withCookie(Cookie.of("id", "7"))
                                : Response.text("" + request.header("cookie")));
        try (HttpClient client = Http.client()) {
            assertThat(await(client.get("http://localhost/login")).text()).isEqualTo("id=7");
            assertThat(client.cookies().get("http://localhost/", "id")).isEqualTo("7");
            assertThat(
                            await(
                                            client.request(
                                                    ClientRequest.get("http://localhost/")
                                                            .withHeader("cookie", "a=b")))
                                    .text())
                    .isEqualTo("a=b; id=7");
        }
        try (HttpClient client = Http.client(ClientOptions.defaults().withoutCookies())) {
            assertThat(await(client.get("http://localhost/login")).text()).isEqualTo("null");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a=1, http://x.org/, true",
        "a=1, http://www.x.org/, false",
        "a=1, http://y.org/, false",
        "a=1, https://x.org/, true",
        "a=1, http://x.org:8080/, true",
        "a=1; Domain=x.org, http://www.x.org/, true",
        "a=1; Domain=.X.ORG, http://www.x.org/, true",
        "a=1; Domain=x.org, http://yx.org/, false",
        "a=1; Domain=y.org, http://y.org/, false",
        "a=1; Domain=org, http://y.org/, false",
        "a=1; Domain=www.x.org, http://www.x.org/, false",
        "a=1; Path=/b, http://x.org/b, true",
        "a=1; Path=/b, http://x.org/b/c, true",
        "a=1; Path=/b, http://x.org/bc, false",
        "a=1; Path=/b, http://x.org/, false",
        "a=1; Secure, http://x.org/, false",
        "__Host-a=1; Path=/, http://x.org/, false",
        "a=1; Max-Age=0, http://x.org/, false",
        "a=1; Max-Age=-1, http://x.org/, false",
        "'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT', http://x.org/, false"
    })
    void cookie_goesWhereItIsFor(String cookie, String url, boolean goes) {
        sets("http://x.org/", cookie);

        assertThat(goesTo(url).endsWith("a=1")).isEqualTo(goes);
    }

    @Test
    void path_isTheFolderOfThePage_ifNoneIsNamed() {
        sets("http://x.org/shop/cart", "a=1");

        assertThat(goesTo("http://x.org/shop/")).isEqualTo("a=1");
        assertThat(goesTo("http://x.org/shop")).isEqualTo("a=1");
        assertThat(goesTo("http://x.org/")).isEmpty();
    }

    @Test
    void addresses_haveNoDomains() {
        sets("http://10.0.0.1/", "a=1; Domain=0.0.1", "b=2; Domain=10.0.0.1");

        assertThat(goesTo("http://10.0.0.1/")).isEqualTo("b=2");
        assertThat(goesTo("http://9.10.0.0.1/")).isEmpty();
    }

    @Test
    void time_endsThem() {
        sets("http://x.org/", "a=1; Max-Age=60", "b=2");
        now = 59.9;
        assertThat(goesTo("http://x.org/")).isEqualTo("a=1; b=2");
        now = 60;
        assertThat(goesTo("http://x.org/")).isEqualTo("b=2");
        assertThat(jar.size()).isEqualTo(1);
    }

    @Test
    void longerPaths_comeFirst_thenOlderOnes() {
        sets("http://x.org/", "a=1; Path=/", "b=2; Path=/p", "c=3; Path=/");
        sets("http://x.org/", "a=4; Path=/");

        assertThat(goesTo("http://x.org/p/q")).isEqualTo("b=2; a=4; c=3");
    }

    @Test
    void secureOne_isNotReplacedInTheOpen() {
        sets("https://x.org/", "a=1; Secure");
        sets("http://x.org/", "a=evil");

        assertThat(goesTo("https://x.org/")).isEqualTo("a=1");
    }

    @Test
    void secureOne_isNotHiddenInTheOpen() {
        sets("https://x.org/", "a=1; Secure; Path=/");
        sets("http://x.org/", "a=longer; Path=/login");
        sets("http://sub.x.org/", "a=above; Domain=x.org; Path=/login");
        sets("http://sub.x.org/", "a=below; Path=/login");
        sets("https://x.org/", "b=1; Secure; Path=/login");
        sets("http://x.org/", "b=shorter; Path=/");

        assertThat(goesTo("https://x.org/login")).isEqualTo("b=1; a=1; b=shorter");
        assertThat(goesTo("https://sub.x.org/login")).isEmpty();
    }

    @Test
    void prefixes_areKept() {
        sets(
                "https://x.org/",
                "__Host-a=1; Secure; Path=/",
                "__Host-b=1; Path=/",
                "__Host-c=1; Secure; Path=/; Domain=x.org",
                "__Secure-d=1");

        assertThat(goesTo("https://x.org/")).isEqualTo("__Host-a=1");
    }

    @Test
    void oneHost_cannotFillTheJar() {
        sets("http://y.org/", "kept=1");
        for (int i = 0; i < 200; i++) {
            sets("http://x.org/", "a" + i + "=1");
        }
        sets("http://x.org/", "long=" + "x".repeat(5000), "no cookie", "=");

        assertThat(jar.size()).isEqualTo(51);
        assertThat(goesTo("http://y.org/")).isEqualTo("kept=1");
        assertThat(goesTo("http://x.org/")).endsWith("a199=1").doesNotContain("a0=1");
    }

    @Test
    void programs_setThem_too() {
        jar.set("http://x.org/", "a=1; Path=/");
        assertThat(jar.get("http://x.org/b", "a")).isEqualTo("1");
        assertThat(jar.get("http://x.org/b", "b")).isNull();
        assertThat(jar).hasToString("<CookieJar of 1>");
        assertThatThrownBy(() -> jar.set("http://x.org/", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cookie:  (expected: name=value)");
        jar.clear();
        assertThat(jar.size()).isZero();
    }
}
