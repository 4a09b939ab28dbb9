// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import java.time.Duration;

/// How many connections a client has, and keeps. One that requests share (HTTP/2) is one, and is
/// idle
/// when no request uses it; how many share it, the server says. Immutable; each `with` returns a
/// changed copy.
///
/// @param total how many there are at a time; further requests wait, the first come first
/// @param perHost how many of them go to one host and port
/// @param idle how long one is kept that nobody uses; zero keeps none
public record PoolLimits(int total, int perHost, Duration idle) {

    private static final PoolLimits DEFAULTS = new PoolLimits(100, 10, Duration.ofSeconds(15));

    /// Checks them.
    /// @throws IllegalArgumentException if a count is less than 1, or the time negative
    public PoolLimits {
        if (total < 1) {
            throw new IllegalArgumentException("total: " + total + " (expected: >= 1)");
        }
        if (perHost < 1) {
            throw new IllegalArgumentException("perHost: " + perHost + " (expected: >= 1)");
        }
        if (idle.isNegative()) {
            throw new IllegalArgumentException("idle: " + idle + " (expected: >= 0)");
        }
    }

    /// 100, 10, 15 s.
    public static PoolLimits defaults() {
        return DEFAULTS;
    }

    /// With so many.
    public PoolLimits withTotal(int count) {
        return new PoolLimits(count, perHost, idle);
    }

    /// With so many to one host and port.
    public PoolLimits withPerHost(int count) {
        return new PoolLimits(total, count, idle);
    }

    /// Keeping them for so long.
    public PoolLimits withIdle(Duration time) {
        return new PoolLimits(total, perHost, time);
    }
}
