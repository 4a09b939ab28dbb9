// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import java.time.Duration;

/// What lies between two hosts of a [SimulatedNetwork]. Immutable; each `with` returns a changed
/// copy.
///
/// @param latency how long everything takes one way
/// @param jitter how much longer it may take, at random; lets datagrams overtake one another
/// @param bytesPerSecond how much a connection carries each way; 0 is without limit
/// @param window in bytes: how much of a connection may be on its way and not read, each way; what
///     is written beyond it waits at the writer's
/// @param fragmented whether what a connection carries arrives in pieces of random size
/// @param loss how likely a datagram is lost, 0 to 1
/// @param duplication how likely a datagram arrives twice, 0 to 1
public record Link(
        Duration latency,
        Duration jitter,
        long bytesPerSecond,
        int window,
        boolean fragmented,
        double loss,
        double duplication) {

    private static final int WINDOW = 64 * 1024;

    /// Checks the parts.
    /// @throws IllegalArgumentException if a number is out of range
    public Link {
        require("latency", latency, !latency.isNegative(), ">= 0");
        require("jitter", jitter, !jitter.isNegative(), ">= 0");
        require("bytesPerSecond", bytesPerSecond, bytesPerSecond >= 0, ">= 0");
        require("window", window, window > 0, "> 0");
        require("loss", loss, loss >= 0 && loss <= 1, "0 to 1");
        require("duplication", duplication, duplication >= 0 && duplication <= 1, "0 to 1");
    }

    /// Nothing lies between them: no time passes, nothing is lost, pieces stay whole, 64 KiB
    /// window.
    public static Link perfect() {
        return new Link(Duration.ZERO, Duration.ZERO, 0, WINDOW, false, 0, 0);
    }

    /// The same with another latency, in seconds.
    public Link withLatency(double seconds) {
        return withLatency(nanos(seconds));
    }

    /// The same with another latency.
    public Link withLatency(Duration newLatency) {
        return new Link(newLatency, jitter, bytesPerSecond, window, fragmented, loss, duplication);
    }

    /// The same with another jitter, in seconds.
    public Link withJitter(double seconds) {
        return withJitter(nanos(seconds));
    }

    /// The same with another jitter.
    public Link withJitter(Duration newJitter) {
        return new Link(latency, newJitter, bytesPerSecond, window, fragmented, loss, duplication);
    }

    /// The same with another speed; 0 is without limit.
    public Link withBytesPerSecond(long newSpeed) {
        return new Link(latency, jitter, newSpeed, window, fragmented, loss, duplication);
    }

    /// The same with another window.
    public Link withWindow(int newWindow) {
        return new Link(latency, jitter, bytesPerSecond, newWindow, fragmented, loss, duplication);
    }

    /// The same, in pieces or not.
    public Link withFragments(boolean newFragmented) {
        return new Link(latency, jitter, bytesPerSecond, window, newFragmented, loss, duplication);
    }

    /// The same with another loss of datagrams.
    public Link withLoss(double newLoss) {
        return new Link(latency, jitter, bytesPerSecond, window, fragmented, newLoss, duplication);
    }

    /// The same with another duplication of datagrams.
    public Link withDuplication(double newDuplication) {
        return new Link(latency, jitter, bytesPerSecond, window, fragmented, loss, newDuplication);
    }

    private static Duration nanos(double seconds) {
        if (!(Math.abs(seconds) < Long.MAX_VALUE / 1e9)) {
            throw new IllegalArgumentException("seconds: " + seconds + " (expected: finite)");
        }
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    private static void require(String name, Object value, boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + rule + ")");
        }
    }
}
