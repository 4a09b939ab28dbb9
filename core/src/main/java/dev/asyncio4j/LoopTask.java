// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.carrier.Strand;
import dev.asyncio4j.carrier.Strands;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.Ready;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a task is stepped: the one implementation of [Task].
///
/// ```
///               makeReady            step                 awaits something pending
///   (created) ------------> READY ----------> RUNNING --------------------------------> WAITING
///                             ^                  |  \                                      |
///                             |                  |   `-- yields ---> READY                 |
///                             |                  v                                         |
///                             |                DONE                                        |
///                             +--------- waitingOn is done: schedule() --------------------+
/// ```
///
/// - **I1** While it waits, `waitingOn` is what it waits for; otherwise null. It is then a callback
///   of that future and not in the ready queue. Otherwise it is in the queue at most once.
/// - **I2** A cancellation that could not be passed on to `waitingOn` is noted in `mustCancel` and
///   thrown by the next step that has no [Handover] to give, unless `uncancel` comes first.
/// - **I3** `thrown` is set by a step just before it resumes the strand, and thrown by the await
///   that wakes up.
/// - **I4** While a generator runs in this task, `strand` is the generator's; the task's own waits
///   below it. An await in the generator thus suspends the task where it is.
///
/// The order of everything here is CPython's `Task.__step` and `__wakeup`; the traces pin it.
final class LoopTask<T extends @Nullable Object> extends Task<T>
        implements Ready, Passenger, Callback, LoopCore.OfLoop {

    // set once
    private final Context context;
    private final long number;

    // loop only
    @Nullable Coroutine<T> coroutine;
    @Nullable Strand strand; // its own, or that of the generator which runs in it (I4)
    @Nullable Future<?> waitingOn;
    @Nullable Throwable thrown;
    private @Nullable String name;
    private @Nullable CancelReason cancelReason;
    @Nullable CancelReason keptReason; // of the last cancellation that could not be passed on
    private int cancelRequests;
    boolean mustCancel;
    private boolean cancelIsLate; // it came after a Handover was done, and waits for the next await
    @Nullable Stopping stopping; // null unless it was ever asked to stop, or could be at once
    byte closing; // counts the awaits while it is being closed; 0 while it is not
    boolean sleepsWithoutStrand; // see Sleep
    int since; // the loop's stamp when it last began to wait

    // the loop's list of tasks
    @Nullable LoopTask<?> previous;
    @Nullable LoopTask<?> next;

    LoopTask(EventLoop loop, Coroutine<T> coroutine, @Nullable String name, Context context) {
        super(loop);
        this.coroutine = coroutine;
        this.context = context;
        this.name = name;
        this.number = name == null ? TaskList.nextNumber() : 0;
    }

    static @Nullable LoopTask<?> currentOrNull() {
        return GeneratorFrame.taskOf(Passenger.current());
    }

    // ---- stepping

    /// Called by the loop's turn, on its thread.
    @Override
    public void step() {
        Future<?> awaited = waitingOn;
        waitingOn = null;
        if (mustCancel) {
            deliverCancel(awaited);
        }
        Strand mine = strand;
        if (mine != null) {
            drive(mine);
        } else if (!Sleep.stepped(this)) {
            begin();
        }
        loop.throwIfLeaving();
    }

    private void begin() {
        if (thrown != null) {
            endBeforeBeginning(thrown);
        } else {
            Strand first = Strands.create(this);
            strand = first;
            drive(first);
        }
    }

    /// I4: whichever strand is set runs next, until one stops without having set another. Who runs
    /// there may be a successor of this task.
    private void drive(Strand first) {
        LoopTask<?> task = this;
        for (Strand next = first, mine = null; next != null && next != mine; next = task.strand) {
            mine = next;
            mine.resume();
            task = mine.passenger() instanceof LoopTask<?> now ? now : task;
        }
    }

    private void deliverCancel(@Nullable Future<?> awaited) {
        cancelIsLate = awaited instanceof Handover<?> handover && handover.hasHappened();
        if (cancelIsLate) {
            return;
        }
        mustCancel = false;
        if (awaited != null) {
            awaited.markRetrieved();
            Unretrieved failure = awaited.failure();
            if (awaited.isCancelled()
                    || (failure != null && failure.failure instanceof CancelledError)) {
                return; // its own CancelledError arrives
            }
        }
        if (!(thrown instanceof CancelledError)) {
            thrown = CancelledError.because(cancelReason);
        }
    }

    /// Cancelled before its first step: the body never runs, so its `finally` does not either.
    void endBeforeBeginning(Throwable failure) {
        if (coroutine != null) {
            coroutine.close();
        }
        failed(failure);
    }

    /// Called by the strand, on its own thread: the whole life of the coroutine.
    @Override
    public void run() {
        try {
            T value = Objects.requireNonNull(coroutine).begin();
            if (closing == 0) {
                ended(value);
            }
        } catch (Throwable failure) {
            failed(failure);
        }
    }

    @Override
    public @Nullable Passenger successor(Strand free) {
        return Succession.next(this, free);
    }

    void ended(T value) {
        unlink();
        if (mustCancel && !cancelIsLate && cancelReason != null) {
            mustCancel = false;
            cancelFor(cancelReason);
        } else {
            succeed(value);
            Swallowed.tellIfSo(this);
        }
    }

    void failed(Throwable failure) {
        thrown = null;
        if (closing > 0) { // it stays pending, as in asyncio
            if (!(failure instanceof GeneratorExit)) {
                loop.callExceptionHandler(
                        Fault.of("Exception while closing a pending task")
                                .withException(failure)
                                .with("task", this));
            }
            return;
        }
        unlink();
        if (failure instanceof CancelledError cancelled) {
            cancelWith(cancelled);
        } else {
            fail(failure);
            if (EventLoop.isExit(failure)) {
                loop.leaveWith(this, failure);
            }
        }
    }

    private void unlink() {
        strand = null;
        loop.forget(this);
    }

    // ---- for Await, on the strand

    /// Gives control back to the loop; returns, or throws what the next step brings.
    void suspend() {
        Strand mine = strand;
        if (mine == null || closing > 0) {
            if (mine != null && ++closing == Byte.MAX_VALUE) { // a loop that catches everything
                mine.suspend(); // for good
            }
            throw new IllegalStateException(
                    "coroutine ignored GeneratorExit: it awaited while being closed");
        }
        try {
            mine.suspend();
        } catch (Throwable refused) { // the stack could not be left, so nobody may wake it
            stopWaiting();
            thrown = null;
            loop.takeBack(this);
            throw refused;
        }
        Throwable failure = thrown;
        if (failure != null) {
            thrown = null;
            throw Sneaky.<RuntimeException>as(failure);
        }
    }

    private void stopWaiting() {
        if (waitingOn != null) {
            waitingOn.removeDoneCallback(this);
            waitingOn = null;
        }
    }

    /// After an await was prepared: passes on a cancellation that is already due.
    void passOnCancel(Future<?> awaited) {
        CancelReason reason = cancelReason;
        if (mustCancel && reason != null && awaited.cancel(reason)) {
            mustCancel = false;
        }
    }

    /// Runs the `finally` blocks of a pending task whose loop is being closed. On the loop's
    /// owner's thread.
    void close() {
        Strand mine = strand;
        loop.forget(this);
        if (mine != null) {
            closing = 1;
            thrown = new GeneratorExit();
            drive(mine);
            if (closing == Byte.MAX_VALUE) {
                failed(new IllegalStateException("coroutine ignored GeneratorExit"));
            }
        } else if (coroutine != null) {
            coroutine.abandon();
        }
    }

    // ---- as a callback of what it awaits

    @Override
    public void schedule(Future<?> done) {
        loop.makeReady(this);
    }

    @Override
    public boolean isFor(Object function) {
        return function == this;
    }

    @Override
    public Future<?> awaiter() {
        return this;
    }

    // ---- cancellation

    @Override
    boolean cancel(CancelReason reason) {
        if (isDone()) {
            markRetrieved();
            return false;
        }
        CancelChain.request(this, reason);
        return true;
    }

    /// Notes one request, and the task that is to be asked instead, if it awaits one.
    @Nullable LoopTask<?> noteCancel(CancelReason reason) {
        cancelRequests++;
        cancelReason = reason;
        Future<?> awaited = waitingOn;
        if (awaited instanceof LoopTask<?> task && !task.isDone()) {
            return task;
        }
        if (awaited == null || !awaited.cancel(reason)) {
            mustCancel = true; // I2
            cancelIsLate = false;
            keptReason = reason;
        }
        if (awaited instanceof GatheringFuture<?> circle && circle.isPassingCancelOn()) {
            cancelRequests--; // it is the same request, which has come round
            ChildDone.tell(circle, Future::markRetrieved, null); // nobody awaits it any more
            leaveCircle();
        }
        return null;
    }

    /// Stops waiting, to get the error on the next turn instead.
    void leaveCircle() {
        stopWaiting();
        mustCancel = true;
        loop.makeReady(this);
    }

    @Override
    public int cancelling() {
        return cancelRequests;
    }

    @Override
    public int uncancel() {
        if (cancelRequests > 0 && --cancelRequests == 0) {
            mustCancel = false;
        }
        return cancelRequests;
    }

    @Override
    public @Nullable CancelReason cancelReason() {
        return cancelReason;
    }

    @Override
    public boolean stop(Duration grace) {
        return !isDone() && Stopping.of(this).begin(grace);
    }

    @Override
    public boolean isStopping() {
        return stopping != null && stopping.hasBegun();
    }

    // ---- who it is

    @Override
    public String name() {
        String known = name;
        if (known == null) {
            known = "Task-" + number;
            name = known;
        }
        return known;
    }

    @Override
    public void setName(String newName) {
        name = Objects.requireNonNull(newName, "name");
    }

    @Override
    public @Nullable Coroutine<T> coroutine() {
        return coroutine;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public @Nullable Future<?> waitingOn() {
        return waitingOn;
    }

    @Override
    public @Nullable Strand strand() {
        return strand;
    }

    @Override
    public List<StackTraceElement> stack(int limit) {
        return TaskStack.of(this, strand, limit);
    }

    @Override
    String described(String stateWord) {
        return TaskText.of(this, stateWord, waitingOn);
    }

    @Override
    String describedAlone() {
        return TaskText.of(this, stateWord(), null);
    }
}
