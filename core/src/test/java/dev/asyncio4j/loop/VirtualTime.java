// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

/// A test's own time: a clock that stands still while the loop works, and a poller that moves it to
/// the next timer when the loop would wait.
///
/// A loop that would wait for ever is a test that hangs, so that fails at once. Tests with other
/// threads need the real clock.
public final class VirtualTime implements Clock, Poller {

    // any thread
    private volatile long nanos;
    private volatile boolean woken;

    /// A loop's options with a time of their own.
    public static LoopOptions options() {
        return new VirtualTime().in(LoopOptions.defaults());
    }

    /// These options with this time.
    public LoopOptions in(LoopOptions options) {
        return options.withClock(this).withPoller(this);
    }

    @Override
    public long nanos() {
        return nanos;
    }

    /// Lets time pass, as work does.
    public void pass(long moreNanos) {
        nanos = Seconds.plus(nanos, moreNanos);
    }

    @Override
    public void attach(Thread loopThread) {
        woken = false;
    }

    @Override
    public void detach() {
        // nothing to put back
    }

    @Override
    public void poll(long timeoutNanos) {
        if (woken || timeoutNanos == 0) {
            woken = false;
            return;
        }
        if (timeoutNanos == FOREVER) {
            throw new AssertionError(
                    "the loop would wait for ever: nothing is ready, no timer set");
        }
        pass(timeoutNanos);
    }

    @Override
    public void wakeup() {
        woken = true;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
