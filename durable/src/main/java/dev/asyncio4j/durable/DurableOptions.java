// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import java.time.Duration;

/// How a [DurableQueue] treats its messages. Immutable; each `with` returns a changed copy.
///
/// @param visibility for how long a delivery belongs to who got it; then its message is delivered
///     again. At least 10 ms; 30 s by default
/// @param prefetch how many messages it takes that are not settled, those which nobody has got yet
///     included; at least 1, 64 by default
/// @param maxDeliveries how often a message is delivered before it goes to the dead letters; 0 is
///     no limit, 5 by default
/// @param patience for how long it tries again when the broker is away, before it fails with
///     [BrokerUnavailable]; zero is not at all, 30 s by default
/// @param drain for how long [DurableQueue#close()] waits for what is held; 10 s by default
public record DurableOptions(
        Duration visibility, int prefetch, int maxDeliveries, Duration patience, Duration drain) {

    private static final Duration LEAST_VISIBILITY = Duration.ofMillis(10);

    /// Checks them.
    /// @throws IllegalArgumentException if one is out of its range
    public DurableOptions {
        if (visibility.compareTo(LEAST_VISIBILITY) < 0) {
            throw new IllegalArgumentException(
                    "visibility: " + visibility + " (expected: >= " + LEAST_VISIBILITY + ")");
        }
        if (prefetch < 1) {
            throw new IllegalArgumentException("prefetch: " + prefetch + " (expected: >= 1)");
        }
        if (maxDeliveries < 0) {
            throw new IllegalArgumentException(
                    "maxDeliveries: " + maxDeliveries + " (expected: >= 0)");
        }
        notNegative("patience", patience);
        notNegative("drain", drain);
    }

    /// What a queue has that is given none.
    public static DurableOptions defaults() {
        return new DurableOptions(
                Duration.ofSeconds(30), 64, 5, Duration.ofSeconds(30), Duration.ofSeconds(10));
    }

    /// The same with another visibility.
    public DurableOptions withVisibility(Duration newVisibility) {
        return new DurableOptions(newVisibility, prefetch, maxDeliveries, patience, drain);
    }

    /// The same with another number of messages to take.
    public DurableOptions withPrefetch(int newPrefetch) {
        return new DurableOptions(visibility, newPrefetch, maxDeliveries, patience, drain);
    }

    /// The same with another limit of deliveries.
    public DurableOptions withMaxDeliveries(int newMaxDeliveries) {
        return new DurableOptions(visibility, prefetch, newMaxDeliveries, patience, drain);
    }

    /// The same, more or less patient.
    public DurableOptions withPatience(Duration newPatience) {
        return new DurableOptions(visibility, prefetch, maxDeliveries, newPatience, drain);
    }

    /// The same, which waits longer or shorter when it is closed.
    public DurableOptions withDrain(Duration newDrain) {
        return new DurableOptions(visibility, prefetch, maxDeliveries, patience, newDrain);
    }

    static void notNegative(String name, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " (expected: >= PT0S)");
        }
    }
}
