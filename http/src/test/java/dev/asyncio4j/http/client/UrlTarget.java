// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.fuzz.Claim;
import dev.asyncio4j.http.fuzz.Target;
import dev.asyncio4j.http.message.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Addresses, as an answer sends a client to; and what else an answer says to a client.
public final class UrlTarget implements Target {

    private static final URI BASE = URI.create("http://example.org/a/b?c");

    @Override
    public void take(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            check(Urls.parse(text));
        } catch (IllegalArgumentException refusal) {
            // said so
        }
        try {
            check(Urls.resolve(BASE, text));
        } catch (IllegalArgumentException refusal) {
            // said so
        }
        Duration wait = RetryAfter.of(Headers.checked(new String[] {"retry-after", text}));
        Claim.that(wait == null || !wait.isNegative(), "a wait of less than nothing");
        CookieJar jar = new CookieJar(() -> 0);
        jar.take(BASE, Headers.checked(new String[] {"set-cookie", text}));
        Claim.that(jar.size() <= 1, "more cookies than one");
        String field = jar.field(BASE);
        Claim.that(
                field == null || field.chars().noneMatch(c -> c < ' ' || c == ';'),
                "a cookie that holds another");
    }

    private static void check(URI url) {
        Claim.same(Urls.parse(url.toString()), url, "an address, read again");
        Claim.that(url.getHost() != null && url.getRawUserInfo() == null, "a host");
        Claim.that(url.getScheme().equals("http") || url.getScheme().equals("https"), "a scheme");
        String target = Urls.target(url);
        Claim.that(target.startsWith("/"), "a target that is no path: " + target);
        Claim.that(target.chars().allMatch(c -> c > ' ' && c < 0x7f), "a target: " + target);
        Origin.of(url);
    }
}
