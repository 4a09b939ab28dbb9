// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Ready;
import org.jspecify.annotations.Nullable;

/// Ends a run when its main future is done: in the ready queue like any callback, so that what came
/// before it runs.
final class StopWhenDone implements Callback, Ready {

    private final EventLoop loop;
    private boolean runIsOver;

    StopWhenDone(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void schedule(Future<?> done) {
        Unretrieved failure = done.failure();
        if (failure != null && EventLoop.isExit(failure.failure)) { // it leaves the loop by itself
            runIsOver = true;
        }
        done.loop.makeReady(this);
    }

    /// The run was left by an exit: if this is in the queue already, it must not stop the next one.
    /// After `stop()` it does, as in asyncio.
    void disarm() {
        runIsOver = true;
    }

    @Override
    public void step() {
        if (!runIsOver) {
            loop.stop();
        }
    }

    @Override
    public String describe() {
        return "<end of run>";
    }

    @Override
    public String describeFromOutside() {
        return describe();
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
