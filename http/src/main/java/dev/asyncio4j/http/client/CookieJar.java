// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.SetCookie;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/// The cookies of a client: what servers have set, sent back to those they are for. They live in
/// memory, as long as the client.
///
/// There is no list of the domains under which strangers register names (`co.uk`): a cookie for
/// such a domain is kept if it has a dot. A client that talks to strangers at once is better off
/// with a client for each. **Thread** loop. **Like** aiohttp's `CookieJar`. **Source** RFC 6265bis,
/// 5.
public final class CookieJar {

    private static final int MOST = 3000;
    private static final int MOST_OF_A_HOST = 50;
    private static final int LONGEST = 4096;

    private record Key(String domain, String path, String name) {}

    private record Kept(
            String value, boolean hostOnly, boolean secure, double until, long number) {}

    private final DoubleSupplier clock; // seconds
    private final Map<Key, Kept> cookies = new LinkedHashMap<>();
    private long number;

    CookieJar(DoubleSupplier clock) {
        this.clock = clock;
    }

    /// Takes what an answer from `url` sets.
    void take(URI url, Headers headers) {
        for (String field : headers.all("set-cookie")) {
            SetCookie cookie = field.length() > 2 * LONGEST ? null : SetCookie.of(field);
            if (cookie != null && cookie.name().length() + cookie.value().length() <= LONGEST) {
                take(url, cookie);
            }
        }
    }

    private void take(URI url, SetCookie cookie) {
        String host = url.getHost();
        String wanted = cookie.domain() == null ? "" : cookie.domain().toLowerCase(Locale.ROOT);
        String domain = wanted.startsWith(".") ? wanted.substring(1) : wanted;
        boolean hostOnly = domain.isEmpty() || !isName(host);
        boolean above = isBelow(host, domain) && domain.indexOf('.') > 0;
        if (!domain.isEmpty() && !domain.equals(host) && !above) {
            return; // for others
        }
        boolean encrypted = url.getScheme().equals("https");
        String path = cookie.path();
        String where = path == null || !path.startsWith("/") ? folder(url) : path;
        if ((cookie.secure() && !encrypted) || !keepsPrefix(cookie, domain, where)) {
            return;
        }
        Key key = new Key(domain.isEmpty() ? host : domain, where, cookie.name());
        if (!encrypted && hidesSecure(key)) {
            return; // whoever listens on the line must not replace it
        }
        Kept old = cookies.get(key);
        Long age = cookie.maxAge();
        cookies.remove(key);
        if (age == null || age > 0) {
            double until = age == null ? Double.POSITIVE_INFINITY : clock.getAsDouble() + age;
            long created = old == null ? number++ : old.number();
            makeRoom(key.domain());
            cookies.put(key, new Kept(cookie.value(), hostOnly, cookie.secure(), until, created));
        }
    }

    /// Whether it would go in place of a secure one, or in front of it. **Source** RFC 6265bis,
    /// 5.7.
    private boolean hidesSecure(Key key) {
        for (Map.Entry<Key, Kept> each : cookies.entrySet()) {
            Key other = each.getKey();
            boolean near =
                    other.domain().equals(key.domain())
                            || isBelow(other.domain(), key.domain())
                            || isBelow(key.domain(), other.domain());
            if (each.getValue().secure()
                    && other.name().equals(key.name())
                    && near
                    && isBelowPath(key.path(), other.path())) {
                return true;
            }
        }
        return false;
    }

    /// What the names of some cookies promise.
    private static boolean keepsPrefix(SetCookie cookie, String domain, String path) {
        String name = cookie.name().toLowerCase(Locale.ROOT);
        if (name.startsWith("__host-")) {
            return cookie.secure() && domain.isEmpty() && path.equals("/");
        }
        return !name.startsWith("__secure-") || cookie.secure();
    }

    private void makeRoom(String domain) {
        forgetOld();
        Key first = null; // of the domain
        int count = 0;
        for (Key each : cookies.keySet()) {
            if (each.domain().equals(domain)) {
                first = first == null ? each : first;
                count++;
            }
        }
        if (first != null && count >= MOST_OF_A_HOST) {
            cookies.remove(first);
        } else if (cookies.size() >= MOST) {
            cookies.remove(cookies.keySet().iterator().next());
        }
    }

    private void forgetOld() {
        double now = clock.getAsDouble();
        for (Iterator<Kept> all = cookies.values().iterator(); all.hasNext(); ) {
            if (all.next().until() <= now) {
                all.remove();
            }
        }
    }

    /// The value of the field that goes to `url`; null if nothing does.
    @Nullable String field(URI url) {
        if (cookies.isEmpty()) {
            return null;
        }
        forgetOld();
        String host = url.getHost();
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        boolean encrypted = url.getScheme().equals("https");
        List<Map.Entry<Key, Kept>> found = new ArrayList<>();
        for (Map.Entry<Key, Kept> each : cookies.entrySet()) {
            Key key = each.getKey();
            boolean hers =
                    key.domain().equals(host)
                            || (!each.getValue().hostOnly() && isBelow(host, key.domain()));
            if (hers && isBelowPath(path, key.path()) && (encrypted || !each.getValue().secure())) {
                found.add(each);
            }
        }
        found.sort(
                Comparator.<Map.Entry<Key, Kept>>comparingInt(
                                each -> -each.getKey().path().length())
                        .thenComparingLong(each -> each.getValue().number()));
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Key, Kept> each : found) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append(each.getKey().name())
                    .append('=')
                    .append(each.getValue().value());
        }
        return text.isEmpty() ? null : text.toString();
    }

    private static boolean isName(String host) {
        return !host.startsWith("[") && !Character.isDigit(host.charAt(host.length() - 1));
    }

    private static boolean isBelow(String host, String domain) {
        return isName(host) && host.endsWith("." + domain);
    }

    private static boolean isBelowPath(String path, String cookies) {
        return path.startsWith(cookies)
                && (path.length() == cookies.length()
                        || cookies.endsWith("/")
                        || path.charAt(cookies.length()) == '/');
    }

    /// The part of a path that cookies are for that name none.
    private static String folder(URI url) {
        String path = url.getRawPath();
        int last = path.lastIndexOf('/');
        return last <= 0 ? "/" : path.substring(0, last);
    }

    /// The value of the cookie that would go to `url`; null if there is none.
    /// @throws IllegalArgumentException if `url` is no address of HTTP
    public @Nullable String get(String url, String name) {
        String all = field(Urls.parse(url));
        if (all != null) {
            for (String each : all.split("; ", -1)) {
                if (each.startsWith(name + "=")) {
                    return each.substring(name.length() + 1);
                }
            }
        }
        return null;
    }

    /// Keeps a cookie as if an answer from `url` had set it, as `set-cookie` says it: `"id=7;
    /// Path=/"`.
    /// @throws IllegalArgumentException if `url` is no address of HTTP, or that is no cookie
    public void set(String url, String cookie) {
        if (SetCookie.of(cookie) == null) {
            throw new IllegalArgumentException("cookie: " + cookie + " (expected: name=value)");
        }
        take(Urls.parse(url), Headers.of("set-cookie", cookie));
    }

    /// Forgets all.
    public void clear() {
        cookies.clear();
    }

    /// How many there are.
    public int size() {
        return cookies.size();
    }

    /// `<CookieJar of 3>`, without their values.
    @Override
    public String toString() {
        return "<CookieJar of " + cookies.size() + ">";
    }
}
