// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which requests are answered at all, before anything else looks at them.
///
/// **Who attacks.** Not the user, whose program this is, but the other sites in his browser: they
/// can send requests to any address, and, by a name that first leads to them and then to
/// 127.0.0.1 (DNS rebinding), even read the answers. And programs of other users of this machine.
///
/// **Rules**, in this order; each has a test:
///
/// - **G1** The `Host` is one of ours, to the letter. This is what stops rebinding.
/// - **G2** The target is one of a few known texts: no query, no escapes, no other forms. So there
///   is no path that two readers could understand differently.
/// - **G3** The method is the one of that target: reading changes nothing.
/// - **G4** The browser says, if it says anything, that the request comes from our own page, and
///   is not for a frame.
/// - **G5** What changes something, and the stream (or the recording), must come from our own page:
/// `Origin` says so,
///   or for the stream, with which browsers send none, `Sec-Fetch-Site`.
/// - **G6** The stream needs the cookie; the exchange needs the token, or the cookie; the controls
///   need the cookie and the control token.
/// - **G7** What is posted is JSON.
final class Guard {

    static final String TOKEN = "X-Whiteboard-Token";

    private static final Refusal WRONG_HOST = new Refusal(421, "this is not that host");
    private static final Refusal UNKNOWN = new Refusal(404, "there is no such thing here");
    private static final Refusal WRONG_METHOD = new Refusal(405, "this is not asked for like that");
    private static final Refusal FOREIGN = new Refusal(403, "other sites may not ask");
    private static final Refusal NO_ENTRY =
            new Refusal(401, "open the address that the program has printed");
    private static final Refusal NO_JSON = new Refusal(415, "JSON is expected");

    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");
    private static final Set<String> FRAMES =
            Set.of("iframe", "frame", "embed", "object", "fencedframe");

    private final Set<String> hosts;
    private final Secrets secrets;
    private final String cookie;
    private final Map<String, Route> routes;

    /// What a target stands for.
    enum Route {
        /// A file of the page.
        FILE,
        /// The exchange of the token.
        ENTER,
        /// What is told of the program: the stream, or a recording.
        STREAM,
        /// What changes something.
        CONTROL
    }

    /// @param hosts what `Host` may be
    /// @param cookie the cookie's name
    /// @param routes what there is
    Guard(Set<String> hosts, Secrets secrets, String cookie, Map<String, Route> routes) {
        this.hosts = Set.copyOf(hosts);
        this.secrets = secrets;
        this.cookie = cookie;
        this.routes = Map.copyOf(routes);
    }

    /// Why it is refused; null if it is not.
    @Nullable Refusal check(Ask ask) {
        String host = ask.one("Host");
        if (host == null || !hosts.contains(host)) {
            return WRONG_HOST; // G1
        }
        Route route = routes.get(ask.target());
        if (route == null) {
            return UNKNOWN; // G2
        }
        boolean posts = route == Route.ENTER || route == Route.CONTROL;
        if (!ask.method().equals(posts ? "POST" : "GET")) {
            return WRONG_METHOD; // G3
        }
        if (isForeign(ask)
                || (posts && !hasOwnOrigin(ask))
                || (route == Route.STREAM && !isOwnStream(ask))) {
            return FOREIGN;
        }
        if (!mayEnter(route, ask)) {
            return NO_ENTRY; // G6
        }
        return posts && !"application/json".equals(ask.one("Content-Type")) ? NO_JSON : null;
    }

    /// G4.
    private static boolean isForeign(Ask ask) {
        return !OWN_SITE.containsAll(ask.all("Sec-Fetch-Site"))
                || ask.all("Sec-Fetch-Dest").stream().anyMatch(FRAMES::contains)
                || !ask.all("Upgrade").isEmpty();
    }

    /// G5.
    private boolean hasOwnOrigin(Ask ask) {
        String origin = ask.one("Origin");
        return origin != null && origin.equals("http://" + ask.one("Host"));
    }

    private boolean isOwnStream(Ask ask) {
        return ask.all("Origin").isEmpty()
                ? "same-origin".equals(ask.one("Sec-Fetch-Site"))
                : hasOwnOrigin(ask);
    }

    private boolean mayEnter(Route route, Ask ask) {
        boolean known = hasCookie(ask);
        return switch (route) {
            case FILE -> true;
            case ENTER -> known || Secrets.same(ask.one(TOKEN), secrets.token());
            case STREAM -> known;
            case CONTROL -> known && Secrets.same(ask.one(TOKEN), secrets.control());
        };
    }

    private boolean hasCookie(Ask ask) {
        for (String line : ask.all("Cookie")) {
            for (String each : List.of(line.split(";", -1))) {
                String text = each.strip();
                if (text.startsWith(cookie + "=")
                        && Secrets.same(text.substring(cookie.length() + 1), secrets.session())) {
                    return true;
                }
            }
        }
        return false;
    }
}
