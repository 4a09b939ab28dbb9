// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.Instrument;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The event loop: runs tasks and callbacks on one thread, one at a time, and waits for what they
/// wait for.
///
/// Most programs never touch it: `run(main())` makes one, runs it and closes it. **Thread**: the
/// loop's thread (that of whoever runs it) and the coroutines on it; only `callSoonThreadsafe`,
/// `time`, `isRunning`, `isClosed` and `debug` may be called from anywhere. **Like**
/// `asyncio.EventLoop`.
public final class EventLoop extends LoopCore {

    static final TaskFactory PLAIN_TASKS =
            new TaskFactory() {
                @Override
                public <T extends @Nullable Object> Task<T> create(
                        EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
                    return loop.newTask(coroutine, options);
                }
            };

    private final LoopOptions options; // set once

    // loop only
    private final TaskList tasks = new TaskList(); // all that are not done
    private @Nullable Future<?> runsFor; // the main task or future of this run
    private OnDeadlock onDeadlock = OnDeadlock.REPORT;
    @Nullable Throwable leaving;
    boolean stepsEagerly; // a task runs its first step inside another's
    private @Nullable TaskFactory taskFactory;
    private @Nullable BiConsumer<? super EventLoop, ? super Fault> exceptionHandler;
    private final Set<Witness> witnesses = new LinkedHashSet<>();
    private final Executors executors;
    private final Generators generators = new Generators(this);
    private final SignalHandlers signalHandlers = new SignalHandlers(this);

    /// A loop with the default options. **Like** `asyncio.new_event_loop()`.
    public EventLoop() {
        this(LoopOptions.defaults());
    }

    /// A loop made of these parts.
    public EventLoop(LoopOptions options) {
        super(options, EventLoop::isExit);
        this.options = options;
        executors = new Executors(this);
    }

    /// The loop that runs here. **Thread** any. **Like** `asyncio.get_running_loop`.
    /// @throws IllegalStateException if none does
    public static EventLoop running() {
        EventLoop loop = currentOrNull();
        if (loop == null) {
            throw new IllegalStateException("no running event loop" + Passenger.whyNone());
        }
        return loop;
    }

    static @Nullable EventLoop currentOrNull() {
        return (EventLoop) current();
    }

    /// What it was made of. **Thread** any.
    public LoopOptions options() {
        return options;
    }

    // ---- running

    /// Runs the loop until `main` is done, and gives its result. A coroutine becomes a task. What
    /// it leaves behind stays for the next run. **Thread** one that runs no loop. **Like**
    /// `loop.run_until_complete`. A failure comes out as the very object that `main` failed with,
    /// also if it is checked.
    /// @throws IllegalStateException if the loop is closed or running, another runs on this thread,
    ///     or [#stop()] ended the run early
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> main) {
        ensureCanRun();
        boolean isNew = !(main instanceof Future);
        Future<T> future = Combining.toFuture(this, main);
        StopWhenDone stopWhenDone = new StopWhenDone(this);
        future.add(stopWhenDone);
        runsFor = future;
        try {
            runForever();
        } catch (Throwable left) {
            stopWhenDone.disarm();
            Unretrieved failure = future.failure();
            if (failure != null && (isNew || failure.failure == left)) {
                failure.retrieved(); // it is on its way to the caller
            }
            throw left;
        } finally {
            runsFor = null;
            future.removeDoneCallback(stopWhenDone);
        }
        if (!future.isDone()) {
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
        return future.result();
    }

    @Override
    protected void onClose() {
        try {
            for (LoopTask<?> pending = tasks.first(); pending != null; pending = tasks.first()) {
                forget(pending); // first of all, for its end may make tasks, and the handler throw
                callExceptionHandler(
                        Fault.of("Task was destroyed but it is pending!").with("task", pending));
                pending.close();
            }
            generators.abandonAll();
            List.copyOf(witnesses).forEach(Witness::report);
        } finally {
            signalHandlers.close();
            executors.close();
        }
    }

    /// Whether a failure is to leave the loop at once, task or not.
    static boolean isExit(Throwable failure) {
        return failure instanceof KeyboardInterrupt || failure instanceof SystemExit;
    }

    /// A task ended with an exit: the step that runs it throws it out of the turn, to whoever runs
    /// the loop. So it is not unseen.
    void leaveWith(LoopTask<?> task, Throwable exit) {
        task.markRetrieved();
        leaving = exit;
    }

    void throwIfLeaving() {
        Throwable exit = leaving;
        if (exit != null) {
            leaving = null;
            throw Sneaky.<RuntimeException>as(exit);
        }
    }

    // ---- futures and tasks

    /// A pending future of this loop. **Like** `loop.create_future`.
    public <T extends @Nullable Object> Future<T> createFuture() {
        return new Future<>(this);
    }

    /// [#createFuture()] that stands for something: reports then tell what its awaiters wait for.
    public <T extends @Nullable Object> Future<T> createFuture(WaitPoint point) {
        return new WaitFuture<>(this, point);
    }

    /// For the floors above: the same, that gets a result or is cancelled, but never fails.
    public <T extends @Nullable Object> Future<T> createWake(WaitPoint point) {
        return new Wake<>(this, point);
    }

    /// Makes `coroutine` a task, which begins on the next turn. **Suspends** never. **Like**
    /// `loop.create_task`.
    /// @throws IllegalStateException if the loop is closed; the coroutine is closed then, too. In
    ///     debug mode also if this is another thread than the loop's
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.defaults());
    }

    /// [#createTask(Coroutine)] with a name.
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, String name) {
        return createTask(coroutine, TaskOptions.named(name));
    }

    /// [#createTask(Coroutine)] with options.
    public <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, TaskOptions options) {
        Objects.requireNonNull(coroutine, "coroutine");
        Objects.requireNonNull(options, "options");
        if (isClosed()) {
            coroutine.close();
        }
        ensureMayCall();
        TaskFactory factory = taskFactory;
        return factory == null
                ? newTask(coroutine, options)
                : Objects.requireNonNull(
                        factory.create(this, coroutine, options), "what the task factory gives");
    }

    private <T extends @Nullable Object> LoopTask<T> newTask(
            Coroutine<T> coroutine, TaskOptions options) {
        Context given = options.context();
        LoopTask<T> task =
                new LoopTask<>(
                        this,
                        coroutine,
                        options.name(),
                        given == null ? Context.copyCurrent() : given);
        tasks.add(task);
        Instrument watcher = instrument();
        if (watcher != null) {
            watcher.taskCreated(task);
        }
        if (Boolean.TRUE.equals(options.eagerStart()) && currentOrNull() == this) {
            EagerStart.of(task);
        } else {
            makeReady(task);
        }
        return task;
    }

    /// Sets who makes this loop's tasks; null is [TaskFactory#plain()]. **Like**
    /// `loop.set_task_factory`.
    public void setTaskFactory(@Nullable TaskFactory factory) {
        taskFactory = factory;
    }

    /// Who makes this loop's tasks; null if nobody was set.
    public @Nullable TaskFactory taskFactory() {
        return taskFactory;
    }

    /// The tasks that are not done, in order of creation. A copy. **Like** `asyncio.all_tasks`.
    public List<Task<?>> allTasks() {
        return tasks.copy(Integer.MAX_VALUE);
    }

    /// The oldest of [#allTasks()], at most so many.
    public List<Task<?>> allTasks(int limit) {
        return tasks.copy(limit);
    }

    /// How many tasks are not done.
    public int taskCount() {
        return tasks.size();
    }

    /// The task that runs now; null between steps, and on other threads. **Like**
    /// `asyncio.current_task(loop)`.
    public @Nullable Task<?> currentTask() {
        LoopTask<?> task = LoopTask.currentOrNull();
        return task != null && task.loop == this ? task : null;
    }

    /// For the floors above: runs `errand` on the loop's own thread, now. A task's code runs on a
    /// strand, which has a thread identity of its own; what must not see that, as native transports
    /// with their thread-locals, makes this detour. **Suspends** never: no other task runs
    /// meanwhile.
    /// @throws IllegalStateException if the task's stack cannot be left here, as for an await
    public void detour(Runnable errand) {
        LoopTask<?> task = LoopTask.currentOrNull();
        if (task == null) {
            errand.run();
        } else {
            Objects.requireNonNull(task.strand, "task.strand").detour(errand);
        }
    }

    void forget(LoopTask<?> task) {
        tasks.remove(task);
    }

    /// Closes the asynchronous generators that have begun and not ended, all at the same time, and
    /// tells the exception handler of those that fail. One that begins later is warned of.
    /// **Suspends** if there are any. **Like** `loop.shutdown_asyncgens`.
    public Coroutine<@Nullable Void> shutdownAsyncgens() {
        return generators.shutdown();
    }

    Generators generators() {
        return generators;
    }

    // ---- other threads

    /// Runs `coroutine` here from another thread, and blocks that thread until it is done.
    /// **Thread** any that runs no loop: on a loop's own thread it would wait for itself, so it
    /// refuses. A failure comes out as the very object that the coroutine failed with, also if it
    /// is checked.
    /// @throws IllegalStateException if a loop runs on this thread, or this one is closed
    /// @throws InterruptedException if the thread is interrupted; the task is cancelled then
    public <T extends @Nullable Object> T blockOn(Coroutine<T> coroutine)
            throws InterruptedException {
        return Threadsafe.blockOn(this, coroutine);
    }

    /// Runs `call` on `executor`, and gives a future of its result. Cancelling the future takes a
    /// call back that has not begun; one that has runs on, and its result is dropped. The context
    /// is not carried over; [Asyncio#toThread] carries it. **Suspends** never. **Like**
    /// `loop.run_in_executor`.
    /// @param executor null is the loop's default
    /// @throws java.util.concurrent.RejectedExecutionException if the executor refuses the call
    public <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable ExecutorService executor, Callable<T> call) {
        ensureNotClosed();
        return executors.run(executor, call, Outside.THREAD);
    }

    /// Sets the executor for `runInExecutor(null, ...)` and `toThread`. The loop shuts it down when
    /// it is closed. **Like** `loop.set_default_executor`.
    public void setDefaultExecutor(ExecutorService executor) {
        executors.setDefault(executor);
    }

    /// Shuts the default executor down and waits until its calls are done. **Suspends** if some are
    /// not. **If cancelled** the executor is shutting down all the same. **Like**
    /// `loop.shutdown_default_executor`.
    public Coroutine<@Nullable Void> shutdownDefaultExecutor() {
        return executors.shutdown(null);
    }

    /// [#shutdownDefaultExecutor()] with a limit, after which it warns and interrupts the calls.
    public Coroutine<@Nullable Void> shutdownDefaultExecutor(java.time.Duration timeout) {
        return executors.shutdown(timeout);
    }

    Executors executors() {
        return executors;
    }

    // ---- signals

    /// Calls `callback` here, as a callback like any other, each time this process gets `signal`,
    /// instead of what was there before: another handler of this loop, another loop's, the
    /// runner's, the JVM's. The system may deliver several at once as one. **Suspends** never.
    /// **Like** `loop.add_signal_handler`; but any loop may, not only the main thread's.
    /// @throws IllegalStateException if the loop is closed, or the signal cannot be caught, as
    ///     SIGKILL, SIGSTOP, and those that the JVM needs itself
    public void addSignalHandler(Signal signal, Runnable callback) {
        ensureMayCall();
        signalHandlers.add(signal, callback);
    }

    /// Takes this loop's handler back, and tells whether there was one; what was there before it
    /// has the signal again. Closing the loop does so, too. **Suspends** never. **Like**
    /// `loop.remove_signal_handler`, which restores the system's default.
    public boolean removeSignalHandler(Signal signal) {
        return signalHandlers.remove(signal);
    }

    // ---- faults

    /// Sets who is told of faults that nobody awaits; null is the default handler. It runs in the
    /// context of the task, future or handle concerned. **Like** `loop.set_exception_handler`.
    public void setExceptionHandler(
            @Nullable BiConsumer<? super EventLoop, ? super Fault> handler) {
        exceptionHandler = handler;
        reportTo(handler == null ? null : fault -> handler.accept(this, fault));
    }

    /// Who is told of faults; null if it is the default handler. **Like**
    /// `loop.get_exception_handler`.
    public @Nullable BiConsumer<? super EventLoop, ? super Fault> exceptionHandler() {
        return exceptionHandler;
    }

    /// Sets what the loop does when it would wait for ever. **Thread** loop.
    public void setOnDeadlock(OnDeadlock what) {
        onDeadlock = Objects.requireNonNull(what, "what");
    }

    /// What the loop does when it would wait for ever.
    public OnDeadlock onDeadlock() {
        return onDeadlock;
    }

    @Override
    protected boolean onSilence() {
        return Deadlocks.told(this, onDeadlock, runsFor);
    }

    /// What must be reported when the loop is closed, unless it is settled first.
    Set<Witness> witnesses() {
        return witnesses;
    }

    /// In debug mode, before a future tells who waits for it.
    void ensureMayTell() {
        ensureMayCall();
    }

    /// `<EventLoop running=... closed=... debug=... ready=... timers=...>`.
    @Override
    public String toString() {
        return "<EventLoop running=%s closed=%s debug=%s %s>"
                .formatted(isRunning(), isClosed(), debug(), columns());
    }
}
