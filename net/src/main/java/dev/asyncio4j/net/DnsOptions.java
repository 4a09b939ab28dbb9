// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// How a loop asks name servers: see [Net#useDns]. Immutable; each `with` returns a changed copy.
///
/// @param servers whom to ask, one after the other; empty for those of the system
/// @param timeout how long to wait for each answer; more than zero
/// @param longestTtl how long at most an answer is kept, whatever it says of itself; zero keeps
///     none. In whole seconds, rounded up
public record DnsOptions(List<InetSocketAddress> servers, Duration timeout, Duration longestTtl) {

    private static final Duration DAY = Duration.ofDays(1);

    /// Checks and copies.
    /// @throws IllegalArgumentException if a time is negative or too long, the time-out is zero, or
    /// a
    ///     server is a name
    public DnsOptions {
        servers = List.copyOf(servers);
        if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(DAY) > 0) {
            throw new IllegalArgumentException(
                    "timeout: " + timeout + " (expected: more than zero, at most a day)");
        }
        if (longestTtl.isNegative() || longestTtl.compareTo(DAY.multipliedBy(365)) > 0) {
            throw new IllegalArgumentException(
                    "longestTtl: " + longestTtl + " (expected: zero to a year)");
        }
        for (InetSocketAddress server : servers) {
            if (server.isUnresolved()) {
                throw new IllegalArgumentException("servers: " + server + " (expected: addresses)");
            }
        }
    }

    /// The system's servers, five seconds for each, answers kept for an hour at most.
    public static DnsOptions defaults() {
        return new DnsOptions(List.of(), Duration.ofSeconds(5), Duration.ofHours(1));
    }

    /// Asking these.
    public DnsOptions withServers(InetSocketAddress... others) {
        return new DnsOptions(List.of(others), timeout, longestTtl);
    }

    /// Waiting so long for each.
    public DnsOptions withTimeout(Duration other) {
        return new DnsOptions(servers, other, longestTtl);
    }

    /// Keeping answers so long at most.
    public DnsOptions withLongestTtl(Duration other) {
        return new DnsOptions(servers, timeout, other);
    }
}
