// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.testing.VirtualTime;
import java.util.function.Consumer;

/// A loop without tasks: what the machinery is by itself. `Exit` leaves it.
final class PlainLoop extends LoopCore {

    /// Leaves the loop, as a KeyboardInterrupt does one floor up.
    static final class Exit extends Error {
        private static final long serialVersionUID = 1L;
    }

    Runnable onClose = () -> {};

    PlainLoop() {
        this(VirtualTime.options());
    }

    PlainLoop(LoopOptions options) {
        super(options, Exit.class::isInstance);
    }

    @Override
    protected void onClose() {
        onClose.run();
    }

    void handleFaults(Consumer<Fault> handler) {
        reportTo(handler);
    }

    /// Runs one turn.
    void runOnce() {
        stop();
        runForever();
    }

    @Override
    public String toString() {
        return columns().toString();
    }
}
