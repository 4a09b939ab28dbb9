// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Body;

/// What the benchmarks have in common.
final class Loops {

    /// JVM options of every fork, as `./asyncio` sets them: strands of the loop's own.
    static final String OPENED = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    static final String SERIAL = "-XX:+UseSerialGC";
    static final String UNTRACKED = "-Djdk.trackAllThreads=false";

    private Loops() {}

    /// Runs `body` as the main task of a new loop. One invocation of a benchmark is one run, and
    /// has so many operations that the loop's making does not show.
    static void run(Body.OfNothing body) {
        Asyncio.run(Asyncio.async(body));
    }
}
