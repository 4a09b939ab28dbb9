// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import java.time.Duration;
import java.util.List;

/// When a request is sent once more. A client does not do that unless it is told to, but for one
/// case: a connection that was kept, and that the server has closed meanwhile.
///
/// Only requests that may be repeated without harm are (GET, HEAD, PUT, DELETE, OPTIONS, TRACE),
/// and whose body can be sent twice: when the connection fails before an answer has begun, or when
/// the answer has one of the statuses. Between two attempts lies a pause that doubles each time, of
/// which a random half is taken, so that clients that failed together do not come back together;
/// the server's `retry-after` is obeyed if it asks for no more than the longest pause. Immutable;
/// each `with` returns a changed copy. **Source** RFC 9110, 9.2.2 and 10.2.3.
///
/// @param times how often at most, beyond the first attempt
/// @param first the first pause
/// @param longest the longest pause
/// @param statuses which answers are not good enough
public record Retry(int times, Duration first, Duration longest, List<Integer> statuses) {

    /// Checks them.
    /// @throws IllegalArgumentException if `times` or a pause is negative, or the longest pause is
    ///     shorter than the first
    public Retry {
        if (times < 0) {
            throw new IllegalArgumentException("times: " + times + " (expected: >= 0)");
        }
        if (first.isNegative()) {
            throw new IllegalArgumentException("first: " + first + " (expected: >= 0)");
        }
        if (longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "longest: " + longest + " (expected: >= first, " + first + ")");
        }
        statuses = List.copyOf(statuses);
    }

    /// Never.
    public static Retry never() {
        return times(0);
    }

    /// So often, after 0.5 s, at most 30 s, for the answers 429, 502, 503 and 504.
    public static Retry times(int count) {
        return new Retry(
                count, Duration.ofMillis(500), Duration.ofSeconds(30), List.of(429, 502, 503, 504));
    }

    /// With these pauses.
    public Retry withPauses(Duration newFirst, Duration newLongest) {
        return new Retry(times, newFirst, newLongest, statuses);
    }

    /// For these answers.
    public Retry withStatuses(Integer... newStatuses) {
        return new Retry(times, first, longest, List.of(newStatuses));
    }

    /// How long to wait before attempt number `attempt`, of which 1 is the first repetition.
    /// @param random between 0 and 1
    Duration pause(int attempt, double random) {
        double nanos = (double) first.toNanos() * Math.pow(2, attempt - 1);
        double limited = Math.min(nanos, (double) longest.toNanos());
        return Duration.ofNanos((long) (limited * (0.5 + random / 2)));
    }
}
