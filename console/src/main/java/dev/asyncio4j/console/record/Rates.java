// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

/// How many turns and steps a loop takes in a second, over the last second or so. **Thread** the
/// board's.
final class Rates {

    private static final long SPAN = 1_000_000_000L;

    private long since = -1;
    private long turnsThen;
    private long stepsThen;
    private double turns;
    private double steps;

    void note(long now, long turnsNow, long stepsNow) {
        if (since >= 0 && now - since < SPAN) {
            return;
        }
        if (since >= 0) {
            double seconds = (now - since) / 1e9;
            turns = (turnsNow - turnsThen) / seconds;
            steps = (stepsNow - stepsThen) / seconds;
        }
        since = now;
        turnsThen = turnsNow;
        stepsThen = stepsNow;
    }

    double turns() {
        return turns;
    }

    double steps() {
        return steps;
    }
}
