// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a runner makes and treats its loop. Immutable; each `with` returns a changed copy.
///
/// @param debug whether the loop is in debug mode; null: as the loop decides (see `LoopOptions`)
/// @param loopFactory makes the loop; null: `new EventLoop()`
/// @param handlesInterrupt whether SIGINT (Ctrl-C) cancels the main task; yes by default
/// @param handlesTerminate whether SIGTERM does, too; no by default, as in asyncio
public record RunnerOptions(
        @Nullable Boolean debug,
        @Nullable Supplier<EventLoop> loopFactory,
        boolean handlesInterrupt,
        boolean handlesTerminate) {

    /// What `run(main())` uses.
    public static RunnerOptions defaults() {
        return new RunnerOptions(null, null, true, false);
    }

    /// The same in debug mode or not.
    public RunnerOptions withDebug(boolean newDebug) {
        return new RunnerOptions(newDebug, loopFactory, handlesInterrupt, handlesTerminate);
    }

    /// The same with another maker of loops.
    public RunnerOptions withLoopFactory(Supplier<EventLoop> newLoopFactory) {
        return new RunnerOptions(debug, newLoopFactory, handlesInterrupt, handlesTerminate);
    }

    /// The same, with SIGINT cancelling the main task or left alone.
    public RunnerOptions withInterrupt(boolean handled) {
        return new RunnerOptions(debug, loopFactory, handled, handlesTerminate);
    }

    /// The same, with SIGTERM cancelling the main task or left alone. A run that ends because of it
    /// throws `SystemExit(143)`.
    public RunnerOptions withTerminate(boolean handled) {
        return new RunnerOptions(debug, loopFactory, handlesInterrupt, handled);
    }
}
