// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.message;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A cookie that an answer sets. Immutable; each `with` returns a changed copy. What it does not
/// say is left to the browser, but for what protects it: scripts do not see it, other sites do not
/// send it, unless it is told so. **Source** RFC 6265bis, 4.1.
///
/// @param name a token
/// @param value of the characters that cookies may have: encode others
/// @param path below which it is sent; `/` by default
/// @param domain whose hosts get it; null: only the one that set it
/// @param maxAge how long it lives; null: until the browser ends; zero removes it
/// @param secure whether only encrypted connections get it
/// @param httpOnly whether scripts do not see it
/// @param sameSite which requests of other sites send it
public record Cookie(
        String name,
        String value,
        String path,
        @Nullable String domain,
        @Nullable Duration maxAge,
        boolean secure,
        boolean httpOnly,
        SameSite sameSite) {

    /// Which requests that another site has caused carry a cookie.
    public enum SameSite {
        /// None of them.
        STRICT("Strict"),
        /// Those that take the user here.
        LAX("Lax"),
        /// All of them; browsers want it to be secure.
        NONE("None");

        private final String word;

        SameSite(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /// Checks what ends up in a header field.
    /// @throws IllegalArgumentException if a part holds what cookies cannot carry, or it goes to
    ///     all sites and is not secure
    public Cookie {
        FieldRules.checkName(name);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\') {
                throw new IllegalArgumentException(
                        name
                                + ": "
                                + FieldRules.shown(value)
                                + " (expected: no white space, quote, comma, semicolon, backslash,"
                                + " or what is not ASCII; encode it)");
            }
        }
        checkAttribute("path", path);
        if (domain != null) {
            checkAttribute("domain", domain);
        }
        if (sameSite == SameSite.NONE && !secure) {
            throw new IllegalArgumentException(
                    "sameSite: None (expected: secure, too, or browsers drop it)");
        }
    }

    private static void checkAttribute(String what, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7f || c == ';') {
                throw new IllegalArgumentException(
                        what
                                + ": "
                                + FieldRules.shown(value)
                                + " (expected: ASCII without semicolon)");
            }
        }
    }

    /// A cookie for all paths of this host, until the browser ends, hidden from scripts and from
    /// other sites' forms.
    public static Cookie of(String name, String value) {
        return new Cookie(name, value, "/", null, null, false, true, SameSite.LAX);
    }

    /// One that removes the cookie of that name.
    public static Cookie removed(String name) {
        return of(name, "").withMaxAge(Duration.ZERO);
    }

    /// For paths below this one.
    public Cookie withPath(String newPath) {
        return new Cookie(name, value, newPath, domain, maxAge, secure, httpOnly, sameSite);
    }

    /// For the hosts of this domain.
    public Cookie withDomain(String newDomain) {
        return new Cookie(name, value, path, newDomain, maxAge, secure, httpOnly, sameSite);
    }

    /// For so long.
    public Cookie withMaxAge(Duration newMaxAge) {
        return new Cookie(name, value, path, domain, newMaxAge, secure, httpOnly, sameSite);
    }

    /// Only for encrypted connections.
    public Cookie withSecure() {
        return new Cookie(name, value, path, domain, maxAge, true, httpOnly, sameSite);
    }

    /// For scripts, too.
    public Cookie withoutHttpOnly() {
        return new Cookie(name, value, path, domain, maxAge, secure, false, sameSite);
    }

    /// For these requests of other sites.
    public Cookie withSameSite(SameSite newSameSite) {
        return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, newSameSite);
    }

    /// The value of `set-cookie`.
    @Override
    public String toString() {
        StringBuilder field = new StringBuilder(name).append('=').append(value);
        field.append("; Path=").append(path);
        if (domain != null) {
            field.append("; Domain=").append(domain);
        }
        if (maxAge != null) {
            field.append("; Max-Age=").append(maxAge.toSeconds());
        }
        if (secure) {
            field.append("; Secure");
        }
        if (httpOnly) {
            field.append("; HttpOnly");
        }
        return field.append("; SameSite=").append(sameSite).toString();
    }
}
