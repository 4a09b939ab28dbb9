// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

/// How often something may be done: so many times at once, and so many a second in the long run.
/// **Thread** loop.
final class Allowance {

    // set once
    private final int most;
    private final double perSecond;

    // loop only
    private double left;
    private long since;

    Allowance(int most, double perSecond, long now) {
        this.most = most;
        this.perSecond = perSecond;
        left = most;
        since = now;
    }

    /// Uses one.
    /// @param now in nanoseconds
    /// @return false if there is none
    boolean use(long now) {
        add((now - since) / 1e9 * perSecond);
        since = now;
        left--;
        return left >= 0;
    }

    /// Allows more.
    void add(double more) {
        left = Math.min(most, left + more);
    }
}
