// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.signal.Interrupts;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A loop for several runs, and its orderly end.
///
/// The loop comes into being with the first use. Tasks that a run leaves behind go on in the next
/// one. [#close()] then does, in asyncio's order: cancel what is left, wait for it, report what
/// failed meanwhile, close the asynchronous generators, wait for the default executor (at most 300
/// s), close the loop. All runs share one context.
///
/// **Signals.** While a run lasts, the first SIGINT (Ctrl-C) cancels the main task, which may clean
/// up; if it ends cancelled, the run throws [KeyboardInterrupt]. A second one interrupts the loop
/// at once. A third is the JVM's again, and ends it. A signal that a loop handles
/// ([EventLoop#addSignalHandler]) is that handler's, until it is removed; one that the program
/// handles by means of the JDK's stays the program's.
///
/// **Thread** one that runs no loop; each run borrows one of another kind if the strands need it.
/// **Like** `asyncio.Runner`.
public final class Runner implements AutoCloseable {

    private enum State {
        CREATED,
        INITIALIZED,
        CLOSED
    }

    private static final Duration EXECUTOR_LIMIT = Duration.ofMinutes(5);
    private static final int TERMINATED = 143; // 128 + SIGTERM, as shells count

    private final RunnerOptions options;
    private State state = State.CREATED;
    private @Nullable EventLoop loop;
    private @Nullable Context context;
    private @Nullable Throwable exit; // what the last run threw

    /// A runner with the default options.
    public Runner() {
        this(RunnerOptions.defaults());
    }

    /// A runner with these options.
    public Runner(RunnerOptions options) {
        this.options = options;
    }

    /// The loop; made now if this is the first use. **Like** `Runner.get_loop`.
    /// @throws IllegalStateException if the runner is closed
    public EventLoop loop() {
        if (state == State.CLOSED) {
            throw new IllegalStateException("Runner is closed");
        }
        EventLoop known = loop;
        if (known == null) {
            Supplier<EventLoop> factory = options.loopFactory();
            known =
                    factory == null
                            ? new EventLoop()
                            : Objects.requireNonNull(factory.get(), "what the loop factory gives");
            if (options.debug() != null) {
                known.setDebug(options.debug());
            }
            loop = known;
            context = Context.copyCurrent();
            state = State.INITIALIZED;
        }
        return known;
    }

    /// Runs `main` as a task until it is done, and gives its result. **Like** `Runner.run`. A
    /// failure comes out as the very object that `main` failed with, also if it is checked.
    /// @throws IllegalStateException if the runner is closed, or a loop runs on this thread
    /// @throws KeyboardInterrupt if SIGINT ended it
    public <T extends @Nullable Object> T run(Awaitable<T> main) {
        return run(main, null);
    }

    /// [#run(Awaitable)] in this very context; null is the runner's own.
    public <T extends @Nullable Object> T run(Awaitable<T> main, @Nullable Context inContext) {
        Objects.requireNonNull(main, "main");
        if (LoopCore.current() != null) {
            throw new IllegalStateException(
                    "Runner.run() cannot be called from a running event loop");
        }
        EventLoop mine = loop();
        TaskOptions taskOptions =
                new TaskOptions(null, inContext == null ? context : inContext, null);
        Task<T> task = mine.createTask(Combining.toCoroutine(main), taskOptions);
        AtomicInteger interrupts = new AtomicInteger();
        AtomicInteger terminations = new AtomicInteger();
        Interrupts onInterrupt = options.handlesInterrupt() ? onInterrupt(task, interrupts) : null;
        Interrupts onTerminate =
                options.handlesTerminate() ? onTerminate(task, terminations) : null;
        exit = null;
        try {
            return mine.runUntilComplete(task);
        } catch (KeyboardInterrupt | SystemExit left) {
            exit = left;
            throw left;
        } catch (CancelledError cancelled) {
            if (interrupts.get() > 0 && task.uncancel() == 0) {
                throw new KeyboardInterrupt();
            }
            if (terminations.get() > 0 && task.uncancel() == 0) {
                throw new SystemExit(TERMINATED);
            }
            throw cancelled;
        } finally {
            if (onTerminate != null) {
                onTerminate.close();
            }
            if (onInterrupt != null) {
                onInterrupt.close();
            }
        }
    }

    private static @Nullable Interrupts onInterrupt(Task<?> main, AtomicInteger count) {
        return Interrupts.on(
                Signal.SIGINT.shortName(),
                2,
                () -> {
                    if (count.incrementAndGet() == 1) {
                        cancelFromOutside(main, "SIGINT");
                    } else {
                        main.loop()
                                .callSoonThreadsafe(
                                        () -> {
                                            throw new KeyboardInterrupt();
                                        });
                        main.loop().beat().countSignal();
                    }
                });
    }

    private static @Nullable Interrupts onTerminate(Task<?> main, AtomicInteger count) {
        return Interrupts.on(
                Signal.SIGTERM.shortName(),
                1,
                () -> {
                    count.incrementAndGet();
                    cancelFromOutside(main, "SIGTERM");
                });
    }

    private static void cancelFromOutside(Task<?> main, String signal) {
        main.loop().callSoonThreadsafe(() -> main.cancel(CancelReason.of(null, signal)));
        main.loop().beat().countSignal();
    }

    /// Ends everything as described above. Idempotent. **Thread** the owner's.
    /// @throws IllegalStateException if the loop is running
    @Override
    public void close() {
        EventLoop mine = loop;
        if (state != State.INITIALIZED || mine == null) {
            state = State.CLOSED;
            return;
        }
        try {
            cancelAllTasks(mine);
            settle(mine, mine.<@Nullable Void>createTask(mine.shutdownAsyncgens()));
            settle(
                    mine,
                    mine.<@Nullable Void>createTask(mine.shutdownDefaultExecutor(EXECUTOR_LIMIT)));
        } finally {
            mine.close();
            loop = null;
            state = State.CLOSED;
        }
    }

    private void cancelAllTasks(EventLoop loop) {
        List<Task<?>> left = loop.allTasks();
        if (left.isEmpty()) {
            return;
        }
        for (Task<?> task : left) {
            task.cancel(CancelReason.of(null, "Runner.close()"));
        }
        // Bare, without a task of its own: a clean-up that waits for all others would wait for it.
        settle(loop, GatheringFuture.<@Nullable Object>of(left, true));
        for (Task<?> task : left) {
            Throwable failure = task.isCancelled() ? null : task.exception();
            if (failure != null && failure != exit) {
                loop.callExceptionHandler(
                        Fault.of("unhandled exception during asyncio.run() shutdown")
                                .withException(failure)
                                .with("task", task));
            }
        }
    }

    /// Runs the loop until `end` is done. The exit by which the last run ended may pass by again:
    /// it
    /// ends a task that awaits the one which threw it, too. The caller has it already: thrown once
    /// more it would leave the rest undone, and could not be suppressed in itself.
    private void settle(EventLoop loop, Future<?> end) {
        do {
            try {
                loop.runUntilComplete(end);
            } catch (KeyboardInterrupt | SystemExit again) {
                if (again != exit) {
                    throw again;
                }
            }
        } while (!end.isDone());
    }
}
