// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopCore;
import org.jspecify.annotations.Nullable;

/// Which loop a primitive belongs to: the first that makes a task wait for it. **Thread** loop.
/// **Like** `_LoopBoundMixin`.
final class Binding {

    // set once
    private final Object primitive;

    // loop only
    private @Nullable EventLoop loop;

    Binding(Object primitive) {
        this.primitive = primitive;
    }

    /// The loop that runs here, to which the primitive belongs from now on.
    /// @throws IllegalStateException if it belongs to another
    EventLoop loopHere() {
        EventLoop here = EventLoop.running();
        EventLoop mine = loop;
        if (mine == null) {
            loop = here;
        } else if (mine != here) {
            throw new IllegalStateException(primitive + " is bound to a different event loop");
        }
        return here;
    }

    /// Refuses if the loop runs, and somewhere else: a wake-up from there would be lost.
    /// @throws IllegalStateException if so
    void ensureHere() {
        EventLoop mine = loop;
        if (mine != null && LoopCore.current() != mine && mine.isRunning()) {
            throw new IllegalStateException(
                    primitive
                            + " is bound to a different event loop; there, use it by"
                            + " loop.callSoonThreadsafe(...)");
        }
    }
}
