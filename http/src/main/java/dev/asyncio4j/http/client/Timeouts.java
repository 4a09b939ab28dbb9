// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a client waits. Immutable; each `with` returns a changed copy; null is for ever.
///
/// @param connect until a server, or the proxy, has taken the connection; looking its name up
///     included
/// @param tls until hands are shaken
/// @param read until the next bytes of an answer come, or the server takes more of the request;
///     while a body is being made, and no answer has begun, it does not run
/// @param total for all of a request, from the first wait for a connection to the last byte of the
///     answer, with all redirects and retries; a long upload needs a longer one
public record Timeouts(
        @Nullable Duration connect,
        @Nullable Duration tls,
        @Nullable Duration read,
        @Nullable Duration total) {

    private static final Timeouts DEFAULTS =
            new Timeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60));

    /// Checks them.
    /// @throws IllegalArgumentException if one is not longer than nothing
    public Timeouts {
        check("connect", connect);
        check("tls", tls);
        check("read", read);
        check("total", total);
    }

    private static void check(String what, @Nullable Duration time) {
        if (time != null && !time.isPositive()) {
            throw new IllegalArgumentException(what + ": " + time + " (expected: > 0)");
        }
    }

    /// 10 s, 10 s, 30 s, 60 s.
    public static Timeouts defaults() {
        return DEFAULTS;
    }

    /// With so long for connecting.
    public Timeouts withConnect(@Nullable Duration time) {
        return new Timeouts(time, tls, read, total);
    }

    /// With so long for shaking hands.
    public Timeouts withTls(@Nullable Duration time) {
        return new Timeouts(connect, time, read, total);
    }

    /// With so long for silence. An upload that goes on is none.
    public Timeouts withRead(@Nullable Duration time) {
        return new Timeouts(connect, tls, time, total);
    }

    /// With so long for everything.
    public Timeouts withTotal(@Nullable Duration time) {
        return new Timeouts(connect, tls, read, time);
    }
}
