// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import org.jspecify.annotations.Nullable;

/// A cookie as an answer sets it.
///
/// @param domain as it was sent; null if it was not
/// @param path as it was sent; null if it was not
/// @param maxAge how long it lives, in seconds; null: until the client ends
public record SetCookie(
        String name,
        String value,
        @Nullable String domain,
        @Nullable String path,
        @Nullable Long maxAge,
        boolean secure) {

    /// What the value of a `set-cookie` field says; null if that is no cookie.
    public static @Nullable SetCookie of(String field) {
        Cookie found;
        try {
            found = ClientCookieDecoder.STRICT.decode(field);
        } catch (IllegalArgumentException wrong) {
            return null; // a domain or a path with a character that is not of ASCII
        }
        if (found == null) {
            return null;
        }
        Long age = found.maxAge() == Cookie.UNDEFINED_MAX_AGE ? null : found.maxAge();
        return new SetCookie(
                found.name(), found.value(), found.domain(), found.path(), age, found.isSecure());
    }
}
