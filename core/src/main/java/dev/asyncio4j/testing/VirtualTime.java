// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.DeadlockError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.Clock;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.loop.Poller;
import dev.asyncio4j.loop.Seconds;
import dev.asyncio4j.loop.ThreadCall;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A time of a test's own: a clock that stands still while the loop works, and a poller that moves
/// it to the next timer when the loop would wait. An hour of sleep takes no time.
///
/// ```java
/// var loop = new EventLoop(VirtualTime.options());
/// loop.runUntilComplete(sleep(3600));
/// loop.time(); // 3600.0
/// ```
///
/// **Other threads.** While a call of `toThread`, `toCpu` or `runInExecutor` is under way, the loop
/// waits for it in real time and the clock stands still: seen from the loop, the call takes no
/// time. Of other threads (a `CompletionStage` of a library, `callSoonThreadsafe`) it cannot know;
/// tell it by [#expectLetters].
///
/// **Which result first?** Without an oracle results come when they are there. With one (a [Play],
/// and so in [Schedules]) it decides: calls that are under way together end in the order that the
/// schedule says, and as many turns later, whichever thread is quicker; `fifo` is the order in
/// which they were made, when nothing else is ready. So a schedule repeats such a run exactly.
/// What remains chance: when letters come that a call posts by itself; what calls do to each other
/// or to shared state, for the calls themselves run at the same time; and the order of calls that
/// wait for the loop or for one another, or that take more than a second of real time: those are
/// passed over while another can end.
///
/// **Deadlock.** If nothing will ever happen, the run ends with a [DeadlockError] that names the
/// tasks and what they wait for.
///
/// One loop has one virtual time. **Like** nothing in asyncio; the idea is Trio's `MockClock` with
/// `autojump_threshold=0`.
public final class VirtualTime implements Clock, Poller {

    private final @Nullable Duration patience; // with real sockets; null refuses them
    private final ThreadCalls calls;

    // loop only, but for wakeup()
    private Poller real;

    // written by the loop, read by any thread
    private volatile long nanos;

    // loop only
    private int lettersExpected;

    // any thread
    private volatile boolean woken;

    /// A time that begins at 0.
    public VirtualTime() {
        this(null);
    }

    private VirtualTime(@Nullable Duration patience) {
        this.real = Poller.parking();
        this.calls = new ThreadCalls(() -> real);
        this.patience = patience;
    }

    /// A time that allows real sockets, which know nothing of it: before it jumps, it looks for so
    /// long in real time whether they have something. A test with them is never quite determined.
    /// @throws IllegalArgumentException if `patience` is negative
    public static VirtualTime withRealSockets(Duration patience) {
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience: " + patience + " (expected: >= 0)");
        }
        return new VirtualTime(patience);
    }

    /// The default options of a loop, with a time of its own.
    public static LoopOptions options() {
        return new VirtualTime().in(LoopOptions.defaults());
    }

    /// These options with this time.
    public LoopOptions in(LoopOptions options) {
        return options.withClock(this).withPoller(this);
    }

    /// How much time has passed since the beginning, in nanoseconds. **Thread** any.
    @Override
    public long nanos() {
        return nanos;
    }

    /// Lets time pass, as work that takes long does. **Suspends** never; timers that are due
    /// meanwhile fire late, on the next turn. **Thread** loop.
    /// @throws IllegalArgumentException if it is negative
    public void pass(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time: " + time + " (expected: >= 0)");
        }
        nanos = Seconds.plus(nanos, Seconds.toNanos(time));
    }

    /// Tells that other threads are sure to post so many more letters, or, negative, that these
    /// have come: until all have, the clock does not jump. The loop does this for its own thread
    /// calls. **Thread** loop.
    @Override
    public void expectLetters(int more) {
        lettersExpected += more;
    }

    /// The results of a loop with an oracle come when that says so. **Thread** loop.
    @Override
    public @Nullable ThreadCall beginThreadCall(LoopCore loop) {
        return loop.choices() == null ? null : calls.begin(loop);
    }

    @Override
    public void attach(Thread loopThread) {
        woken = false;
        real.attach(loopThread);
    }

    @Override
    public void detach() {
        real.detach();
    }

    /// @throws IllegalStateException unless this time was made [with real
    ///     sockets][#withRealSockets(Duration)]
    @Override
    public Poller adopt(Poller network) {
        if (patience == null) {
            throw new IllegalStateException(
                    "real sockets in virtual time would wait in vain: use the simulated network of"
                            + " dev.asyncio4j.net.simulated, or VirtualTime.withRealSockets(...)");
        }
        real.detach();
        real.close();
        real = network;
        real.attach(Thread.currentThread());
        return this;
    }

    /// Jumps by `timeoutNanos`, or waits for letters if some are expected.
    /// @throws DeadlockError if it would wait for ever
    @Override
    public void poll(long timeoutNanos) {
        boolean lettersCame = woken;
        woken = false;
        Choices choices = oracleOfCalls();
        if (timeoutNanos == 0) {
            if (choices != null) {
                calls.maybeDeliver(choices);
            }
            real.poll(0);
        } else if (lettersCame) {
            real.poll(0);
        } else if (choices != null) {
            calls.deliver(choices, () -> woken);
        } else if (lettersExpected > 0) {
            real.poll(FOREVER);
        } else if (patience != null && socketsHadSomething(patience.toNanos(), timeoutNanos)) {
            return; // to work
        } else if (timeoutNanos == FOREVER) {
            throw DeadlockError.of(EventLoop.running());
        } else {
            nanos = Seconds.plus(nanos, timeoutNanos);
        }
    }

    /// A wait that ends early tells; without timers it may last.
    private boolean socketsHadSomething(long patienceNanos, long timeoutNanos) {
        if (timeoutNanos == FOREVER) {
            real.poll(FOREVER);
            return true;
        }
        long before = System.nanoTime();
        real.poll(patienceNanos);
        return System.nanoTime() - before < patienceNanos;
    }

    private @Nullable Choices oracleOfCalls() {
        LoopCore loop = calls.areUnderWay() ? LoopCore.current() : null;
        return loop == null ? null : loop.choices();
    }

    @Override
    public void wakeup() {
        woken = true;
        real.wakeup();
    }

    @Override
    public void close() {
        real.close();
    }

    /// `<VirtualTime 1.5>`, in seconds.
    @Override
    public String toString() {
        return "<VirtualTime " + nanos / 1e9 + ">";
    }
}
