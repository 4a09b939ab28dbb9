// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses, as people type them.
class UrlsTest {

    @ParameterizedTest
    @CsvSource({
        "HTTP://Example.ORG, http://example.org",
        "http://example.org:8080/A?b=C, http://example.org:8080/A?b=C",
        "http://example.org/a#there, http://example.org/a",
        "http://[::1]:80/, http://[::1]:80/",
        "http://münchen.example/, http://xn--mnchen-3ya.example/",
        "http://example.org/ü, http://example.org/%C3%BC",
        "http://example.org/a%2Fb, http://example.org/a%2Fb"
    })
    void address_isMadePlain(String typed, String plain) {
        assertThat(Urls.parse(typed)).hasToString(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org",
                "/a",
                "ftp://example.org/",
                "http:///a",
                "http://bo:secret@example.org/",
                "http://example.org:99999/",
                "http://exa mple.org/",
                "http://example.org/a b",
                "http://example.org\\@evil.org/",
                "http://example.org/\r\nx: y",
                "http://a..b/",
                "http://-/"
            })
    void whatIsNone_isRefused(String typed) {
        assertThatThrownBy(() -> ClientRequest.get(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("url: ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void query_isEncoded() {
        URI url = Urls.parse("http://a/?x");
        assertThat(Urls.withQuery(url, "a b", "1&2")).hasToString("http://a/?x&a+b=1%262");
        assertThat(Urls.target(Urls.parse("http://a"))).isEqualTo("/");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a/b/c?d, e, http://a/b/e",
        "http://a/b/c?d, /e?f, http://a/e?f",
        "http://a/b/c?d, ?e, http://a/b/c?e",
        "http://a, b, http://a/b",
        "http://a/b/, ../c, http://a/c",
        "http://a/, //b/c, http://b/c",
        "http://a/, b c, http://a/b%20c",
        "http://a/, /w\u00c3\u00b6?x=\u00c3\u00b6, http://a/w%C3%B6?x=%C3%B6",
        "http://a/, /a|b?c[]={d}, http://a/a%7Cb?c%5B%5D=%7Bd%7D",
        "http://a/, /100%?%2f%zz, http://a/100%25?%2f%25zz",
        "http://a/, //[::1]/[x], http://[::1]/%5Bx%5D",
        "http://a/, /\\b/c, http://a/%5Cb/c"
    })
    void location_isMeantFromHere(String base, String location, String there) {
        assertThat(Urls.resolve(Urls.parse(base), location)).hasToString(there);
    }

    @Test
    void origin_namesItsPort_onlyIfItSaysSomething() {
        assertThat(Origin.of(URI.create("http://a/"))).hasToString("http://a");
        assertThat(Origin.of(URI.create("https://a:80/"))).hasToString("https://a:80");
        assertThat(Origin.of(URI.create("http://[::1]/")).hostField()).isEqualTo("[::1]");
        assertThat(Origin.of(URI.create("http://[::1]/")).authority()).isEqualTo("[::1]:80");
    }

    @Test
    void fieldsOfTheClient_areRefused() {
        ClientRequest request = ClientRequest.get("http://a/");
        assertThatThrownBy(() -> request.withHeader("Transfer-Encoding", "chunked"))
                .hasMessage(
                        "name: Transfer-Encoding (expected: a field that the client does not set"
                                + " itself)");
        assertThatThrownBy(() -> request.withHeader("x", "a\r\nb: c"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientRequest.of("get", "http://a/"))
                .hasMessage("method: get (expected: upper-case letters, and not CONNECT)");
        assertThat(request.withBearer("t").withQuery("a", "b"))
                .hasToString("<ClientRequest GET http://a/>");
    }
}
