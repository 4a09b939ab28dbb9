// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.time.Duration;

/// How long a client may take, and a handler. They are looked at now and then, so each may be
/// exceeded by an eighth. Immutable; each `with` returns a changed copy.
///
/// @param head to send a head that has begun, and for the first one of a connection; also for the
///     handshake of TLS before it
/// @param idle between requests on one connection
/// @param body between two pieces of a body that is waited for
/// @param rate the fewest bytes a second of a body, after five seconds of grace; 0: any
/// @param write to take anything of what waits to be sent
/// @param handler to answer: then the client gets 503, and the handler is cancelled
public record Patience(
        Duration head, Duration idle, Duration body, int rate, Duration write, Duration handler) {

    /// Checks them.
    /// @throws IllegalArgumentException if a time is not positive, or the rate is negative
    public Patience {
        check("head", head);
        check("idle", idle);
        check("body", body);
        check("write", write);
        check("handler", handler);
        if (rate < 0) {
            throw new IllegalArgumentException("rate: " + rate + " (expected: >= 0)");
        }
    }

    private static void check(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
        }
    }

    /// 10 s, 15 s, 30 s, 240 bytes a second, 30 s, 30 s.
    public static Patience defaults() {
        return new Patience(
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                240,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30));
    }

    /// With so long for a head.
    public Patience withHead(Duration time) {
        return new Patience(time, idle, body, rate, write, handler);
    }

    /// With so long between requests.
    public Patience withIdle(Duration time) {
        return new Patience(head, time, body, rate, write, handler);
    }

    /// With so long between two pieces of a body.
    public Patience withBody(Duration time) {
        return new Patience(head, idle, time, rate, write, handler);
    }

    /// With so many bytes a second of a body.
    public Patience withRate(int bytesPerSecond) {
        return new Patience(head, idle, body, bytesPerSecond, write, handler);
    }

    /// With so long for a client that takes nothing.
    public Patience withWrite(Duration time) {
        return new Patience(head, idle, body, rate, time, handler);
    }

    /// With so long for a handler.
    public Patience withHandler(Duration time) {
        return new Patience(head, idle, body, rate, write, time);
    }

    /// How often to look.
    Duration tick() {
        Duration shortest = head;
        for (Duration each : new Duration[] {idle, body, write, handler}) {
            if (each.compareTo(shortest) < 0) {
                shortest = each;
            }
        }
        Duration tick = shortest.dividedBy(8);
        Duration second = Duration.ofSeconds(1);
        return tick.compareTo(second) > 0 ? second : tick.plusNanos(1);
    }
}
