// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Ready;
import org.jspecify.annotations.Nullable;

/// Ends a run when its main future is done: in the ready queue like any callback, so that what came
/// before it runs.
final class StopWhenDone implements Callback, Ready {

    private final EventLoop loop;
    private boolean byExit;

    StopWhenDone(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void schedule(Future<?> done) {
        Unretrieved failure = done.failure();
        byExit = failure != null && EventLoop.isExit(failure.failure);
        done.loop.makeReady(this);
    }

    @Override
    public void step() {
        if (!byExit) { // an exit has left the loop by itself
            loop.stop();
        }
    }

    @Override
    public String describe() {
        return "<end of run>";
    }

    @Override
    public boolean isFor(Object function) {
        return function == this;
    }

    @Override
    public @Nullable Future<?> awaiter() {
        return null;
    }
}
