// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.util.LinkedHashMap;
import java.util.Map;

/// The cookies of a request. Those that are not well formed are left out, as browsers hold other
/// sites' inventions.
public final class Cookies {

    private static final int MOST = 100;

    private Cookies() {}

    /// Names and values; of several with one name the first, which has the longer path.
    /// @throws BadRequest if there are too many
    public static Map<String, String> of(Headers headers) throws BadRequest {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String field : headers.all("cookie")) {
            for (Cookie each : ServerCookieDecoder.STRICT.decodeAll(field)) {
                cookies.putIfAbsent(each.name(), each.value());
                if (cookies.size() > MOST) {
                    throw new BadRequest(400, "more than " + MOST + " cookies");
                }
            }
        }
        return cookies;
    }
}
