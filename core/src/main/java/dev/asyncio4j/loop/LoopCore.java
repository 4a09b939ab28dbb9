// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.carrier.Strands;
import dev.asyncio4j.context.Context;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The manager with the whiteboard: what is ready, what waits for its time, the turn that runs it.
///
/// **The turn**, as `turn()` below reads:
///
/// 1. Letters from other threads join the ready queue, as they do whenever something is made ready.
/// 2. The loop waits for I/O or the next timer; if something is ready, it only looks.
/// 3. Timers that are due join the ready queue.
/// 4. Exactly what is ready now runs. What becomes ready meanwhile waits for the next turn, after
///    another look at I/O: no chain of callbacks can starve the network.
///
/// Nothing but step 4 runs user code; everywhere else things are only made ready.
///
/// **Threads.** One thread runs the loop, and the strands of its tasks in its place, one at a time.
/// All fields are theirs, without locks; others reach it through `callSoonThreadsafe` alone.
///
/// This is the lower half of `dev.asyncio4j.EventLoop`, which adds futures and tasks; programs use
/// that one. **Like** `asyncio.BaseEventLoop`, from which the order of everything here is taken.
public abstract class LoopCore extends Watched {

    private static final ThreadLocal<LoopCore> RUNNING = new ThreadLocal<>();

    // set once
    private final Clock clock;
    private final Inbox inbox = new Inbox();
    private final Rest rest;
    private final Beat beat = new Beat();

    // loop only; other threads read `poller` only after they have seen, in the inbox, that the loop
    // announced its sleep, and it was set before that
    private Poller poller;
    private final Locals locals = new Locals();
    private final ReadyQueue ready; // the board's columns, at hand
    private final EmptyTurn emptyTurn;
    private Context.@Nullable Slot slot;
    private boolean stopping;
    private boolean looking; // the poller is: what comes meanwhile, comes by letter

    // written by the loop, read by any thread as a hint
    private volatile @Nullable Thread thread; // null while it does not run
    private volatile boolean closed;

    /// For `dev.asyncio4j.EventLoop`.
    /// @param leavesLoop what leaves the loop instead of being reported
    protected LoopCore(LoopOptions options, Predicate<Throwable> leavesLoop) {
        super(leavesLoop, options);
        this.clock = options.clockOrDefault();
        this.poller = options.pollerOrDefault();
        this.rest = new Rest(inbox, poller, clock);
        this.ready = board.ready;
        this.emptyTurn = new EmptyTurn(board, inbox, rest, beat, clock);
    }

    /// The loop that runs on this thread or whose task this thread is; null if none. **Thread**
    /// any.
    public static @Nullable LoopCore current() {
        Passenger passenger = Passenger.current();
        return passenger instanceof OfLoop member ? member.loop() : RUNNING.get();
    }

    /// A passenger that belongs to a loop.
    public interface OfLoop {
        /// The loop it belongs to.
        LoopCore loop();
    }

    // ---- running

    /// Runs turns until [#stop()]. **Thread** any that runs no loop yet: it becomes the loop's, or
    /// lends the job to a thread of the kind that the strands need, and waits for it. **Like**
    /// `loop.run_forever`.
    /// @throws IllegalStateException if this loop is closed or running, or another runs on this
    ///     thread
    public void runForever() {
        ensureCanRun();
        if (!Strands.canBeDrivenHere()) {
            BorrowedThread.run("asyncio-loop", this::runForever);
            return;
        }
        Context.Slot mine = Context.slot();
        Context outer = mine.current;
        RUNNING.set(this);
        slot = mine;
        thread = Thread.currentThread();
        RunningLoops.enter(this);
        try {
            poller.attach(Thread.currentThread());
            do {
                turn();
            } while (!stopping);
        } finally {
            stopping = false;
            RunningLoops.leave(this);
            thread = null;
            slot = null;
            mine.leave(outer);
            RUNNING.remove();
            poller.detach();
        }
    }

    /// Lets the loop finish this turn, or its next run take one, and then stop. **Thread** loop.
    public void stop() {
        stopping = true;
    }

    /// **Thread** any; a hint on other threads than the loop's.
    public boolean isRunning() {
        return thread != null;
    }

    /// The thread that runs the loop; null if none does. **Thread** any; a hint on other threads.
    public final @Nullable Thread thread() {
        return thread;
    }

    /// **Thread** any.
    public boolean isClosed() {
        return closed;
    }

    /// Gives back what the loop holds, and drops all callbacks. Idempotent; there is no way back.
    /// **Thread** the loop's owner's.
    /// @throws IllegalStateException if the loop is running
    public void close() {
        if (isRunning()) {
            throw new IllegalStateException("Cannot close a running event loop");
        }
        if (closed) {
            return;
        }
        if (!Strands.canBeDrivenHere()) { // tasks end now, and their finally blocks run
            BorrowedThread.run("asyncio-close", this::close);
            return;
        }
        try {
            onClose();
        } finally {
            locals.close();
            closed = true;
            inbox.drainTo(ready);
            board.clear();
            poller.close();
        }
    }

    /// Refuses, by an `IllegalStateException`, if the loop is closed.
    protected final void ensureNotClosed() {
        if (closed) {
            throw new IllegalStateException("Event loop is closed");
        }
    }

    /// Refuses if a run cannot begin here and now.
    /// @throws IllegalStateException if the loop is closed or running, or another runs here
    protected final void ensureCanRun() {
        ensureNotClosed();
        if (isRunning()) {
            throw new IllegalStateException("This event loop is already running");
        }
        if (current() != null) {
            throw new IllegalStateException(
                    "Cannot run the event loop while another loop is running");
        }
    }

    /// What a loop gives back before it forgets its callbacks.
    protected abstract void onClose();

    /// Called when nothing that the loop knows of will ever wake it again.
    /// @return whether that made something ready
    protected boolean onSilence() {
        return false;
    }

    // ---- the turn

    private void turn() {
        inbox.drainTo(ready);
        rest.takeLooks(board);
        int before = ready.size();
        boolean mayRest = before == 0 && !stopping;
        looking = true;
        boolean silence = rest.poll(mayRest ? board.timers.untilFirst(clock) : 0, instrument);
        looking = false;
        if (silence && ready.size() == 0) {
            rest.told(onSilence());
        }
        board.reorder(before, Choices.Kind.POLL_RESULTS);
        inbox.drainTo(ready); // their order is kept, and when they come is chance
        rest.takeLooks(board);
        board.collectDueTimers(beat.next(clock, mayRest || !board.timers.isEmpty()));
        runWhatIsReadyNow();
    }

    private void runWhatIsReadyNow() {
        board.beginSteps();
        while (board.hasStep()) {
            Ready next = board.takeStep();
            Instrument watcher = instrument;
            if (watcher == null) {
                next.step();
            } else {
                watcher.around(next);
            }
        }
        ready.trim();
    }

    // ---- scheduling

    /// Calls `callback` on the next turn, after what is ready already. It runs in a copy of the
    /// current context. What it throws goes to the exception handler. **Suspends** never.
    /// **Thread** loop. **Like** `loop.call_soon`.
    /// @throws IllegalStateException if the loop is closed; in debug mode also if this is another
    ///     thread than the loop's
    public Handle callSoon(Runnable callback) {
        return callSoon(Context.copyCurrent(), callback);
    }

    /// [#callSoon(Runnable)] in this very context.
    public Handle callSoon(Context context, Runnable callback) {
        ensureMayCall();
        Handle handle = new Handle(this, context, callback);
        makeReady(handle);
        return handle;
    }

    /// [#callSoon(Runnable)] from another thread, waking the loop. Calls keep the order in which
    /// they came, those of the loop's own thread among them. **Suspends** never. **Thread** any.
    /// **Like** `loop.call_soon_threadsafe`.
    /// @throws IllegalStateException if the loop is closed
    public Handle callSoonThreadsafe(Runnable callback) {
        return callSoonThreadsafe(Context.copyCurrent(), callback);
    }

    /// [#callSoonThreadsafe(Runnable)] in this very context.
    public Handle callSoonThreadsafe(Context context, Runnable callback) {
        ensureNotClosed();
        Handle letter = new Handle(this, context, callback);
        if (!looking && current() == this) {
            makeReady(letter);
        } else if (inbox.post(letter)) {
            poller.wakeup();
        }
        return letter;
    }

    /// Calls `callback` after `delay` seconds; zero or less: as soon as timers are looked at again.
    /// **Suspends** never. **Thread** loop. **Shape** timers with the same deadline fire in the
    /// order in which they were set. **Like** `loop.call_later`.
    /// @throws IllegalArgumentException if `delay` is not a number
    /// @throws IllegalStateException as for [#callSoon(Runnable)]
    public TimerHandle callLater(double delay, Runnable callback) {
        return callAtNanos(
                Seconds.plus(clock.nanos(), Seconds.toNanos("delay", delay)),
                Context.copyCurrent(),
                callback);
    }

    /// [#callLater(double, Runnable)], by duration.
    public TimerHandle callLater(Duration delay, Runnable callback) {
        return callLater(delay, Context.copyCurrent(), callback);
    }

    /// [#callLater(double, Runnable)], by duration and in this very context.
    public TimerHandle callLater(Duration delay, Context context, Runnable callback) {
        return callAtNanos(Seconds.plus(clock.nanos(), Seconds.toNanos(delay)), context, callback);
    }

    /// Calls `callback` when [#time()] reaches `when`. Otherwise as [#callLater(double, Runnable)].
    /// **Like** `loop.call_at`.
    public TimerHandle callAt(double when, Runnable callback) {
        return callAtNanos(Seconds.toNanos("when", when), Context.copyCurrent(), callback);
    }

    /// For the floors above: a timer by nanoseconds on the loop's clock.
    public final TimerHandle callAtNanos(long dueNanos, Context context, Runnable callback) {
        ensureMayCall();
        TimerHandle timer =
                new TimerHandle(this, context, callback, dueNanos, board.nextTimerOrder());
        board.timers.add(timer);
        return timer;
    }

    /// For the floors above: makes a step ready that is no callback.
    public final void makeReady(Ready step) {
        if (!inbox.isEmpty() && !looking) { // the oracle orders what the poller tells, no letters
            inbox.drainTo(ready); // what was posted before comes first
        }
        ready.add(step);
    }

    /// For the floors above: whether the loop could take an [EmptyTurn], and has.
    public final boolean takeEmptyTurn() {
        return instrument == null && !stopping && emptyTurn.take();
    }

    /// For the floors above: the step that this turn runs next; null if there is none, or somebody
    /// watches or chooses.
    public final @Nullable Ready nextStep() {
        return instrument == null ? board.nextStep() : null;
    }

    /// For the floors above: counts [#nextStep] as begun, by who asked.
    public final void takeNextStep() {
        board.takeStep();
    }

    /// For the floors above: takes [#makeReady] back, if nothing was made ready since.
    public final void takeBack(Ready step) {
        ready.removeLast(step);
    }

    /// Its clock in seconds: monotonic, from any zero. **Thread** any. **Like** `loop.time`.
    public double time() {
        return clock.nanos() / 1e9;
    }

    /// For the floors above: [#time()] in nanoseconds.
    public final long nanos() {
        return clock.nanos();
    }

    /// For the floors above: its pulse. **Thread** any, as that says.
    public final Beat beat() {
        return beat;
    }

    /// For the floors above: [#callSoonThreadsafe] of what only looks, which is no sign of life.
    /// @return false if the loop is closed
    public final boolean lookSoon(Runnable look) {
        return rest.post(this, look);
    }

    /// For the floors above: the step that runs, or null. **Thread** any; right if the loop stands.
    public final @Nullable Ready runningStep() {
        return thread == null ? null : ready.running();
    }

    /// For the floors above: whether it waits for I/O, a timer or a letter. **Thread** any; a hint.
    public final boolean isAsleep() {
        return inbox.isAsleep();
    }

    /// For the floors above: what else may wake the loop.
    public final Rest rest() {
        return rest;
    }

    /// For the floors above: what belongs to this loop alone, made by `factory` when it is first
    /// asked for, and closed with the loop. **Thread** loop.
    public final <T extends AutoCloseable> T local(Class<T> type, Supplier<? extends T> factory) {
        return locals.get(type, factory);
    }

    /// For the network, when it is first used: lets the poller make way for one that can wait for
    /// sockets too. **Thread** the loop's own, not a strand's.
    /// @throws IllegalStateException if the present poller refuses
    public final void adoptPoller(Poller network) {
        poller = rest.adopt(network, isRunning());
    }

    /// Refuses if the loop is closed or, in debug mode, if this is another thread than the loop's.
    /// @throws IllegalStateException if so
    protected final void ensureMayCall() {
        ensureNotClosed();
        if (debug() && isRunning() && current() != this) {
            throw new IllegalStateException(
                    "Non-thread-safe operation invoked on an event loop other than the current"
                            + " one");
        }
    }

    /// For the floors above: lets the step that runs now, which has no handle, run in `context`.
    public final void enterContext(Context context) {
        Context.Slot mine = slot;
        if (mine != null) {
            mine.enter(context);
        }
    }

    /// For the floors above: what is ready and what waits for its time. **Thread** loop.
    public final Columns columns() {
        return new Columns(board, inbox);
    }
}
