// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// An event loop's metrics for Micrometer, and thread-locals that follow tasks by Micrometer's
/// context-propagation.
///
/// Start at [dev.asyncio4j.micrometer.LoopMetrics] and
/// [dev.asyncio4j.micrometer.ContextPropagation].
@NullMarked
@SuppressWarnings({
    "requires-automatic", // these libraries have a module name, but no module yet
    "requires-transitive-automatic"
})
module dev.asyncio4j.micrometer {
    requires static org.jspecify;
    requires transitive dev.asyncio4j;
    requires transitive micrometer.core;
    requires transitive context.propagation;

    exports dev.asyncio4j.micrometer;

    provides dev.asyncio4j.loop.LoopObserver with
            dev.asyncio4j.micrometer.LoopFinder;
}
