// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.Runner;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.carrier.Strand;
import dev.asyncio4j.context.Context;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// The loop behind the prompt: it turns on a thread of its own while the prompt waits for words, so
/// tasks that an input has begun go on. Each input is a task, and all of them run in one context.
///
/// **Ctrl-C** is heard by the loop, as a letter that cancels the input. A loop that has not heard
/// the last one when the next one comes stands still: then what keeps it is ended by force, be it
/// the input or another task. **Thread** any, but for what it says.
final class PromptLoop implements AutoCloseable {

    private static final int INTERRUPTED = 130; // 128 + SIGINT, as shells count

    private final Runner runner = new Runner(RunnerOptions.defaults().withInterrupt(false));
    private final EventLoop loop = runner.loop();
    private final Context context = new Context();
    private final Thread thread = new Thread(this::turn, "asyncio-loop");

    // loop only
    private int inputs;
    private @Nullable Task<?> running;

    // any thread
    private volatile @Nullable CompletableFuture<String> waiting; // for the end of an input
    private volatile int asked; // how often an input was asked to end, by the terminal's thread
    private volatile int heard; // how much of that the loop has heard
    private volatile boolean isClosing;
    private volatile @Nullable Throwable defect; // has ended the loop

    PromptLoop() {
        thread.setDaemon(true);
        thread.start();
    }

    private void turn() {
        try {
            while (!isClosing) {
                try {
                    loop.runForever();
                } catch (KeyboardInterrupt interrupt) { // thrown by a task: nobody else is left
                    System.err.println("A task was ended by a KeyboardInterrupt.");
                }
            }
            runner.close(); // cancels what is left, and ends generators
        } catch (SystemExit exit) { // thrown by an input or a task
            runner.close();
            CompletableFuture<String> prompt = waiting;
            if (prompt == null) {
                System.exit(exit.code());
            } else {
                prompt.completeExceptionally(exit);
            }
        } catch (Throwable unexpected) { // without a loop the prompt would wait for ever
            defect = unexpected;
            CompletableFuture<String> prompt = waiting;
            if (prompt != null) {
                prompt.completeExceptionally(dead(unexpected));
            }
        }
    }

    private static IllegalStateException dead(Throwable why) {
        return new IllegalStateException(
                "the prompt's loop has ended: " + why + " (/reset begins a new one)", why);
    }

    /// Runs an input, and waits for its end.
    /// @throws CancelledError if it was cancelled
    /// @throws SystemExit if it has ended the program; the loop is closed by then
    /// @throws IllegalStateException if a defect has ended the loop
    String run(Body<String> input) throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        waiting = told;
        Throwable why = defect;
        if (why != null) {
            waiting = null;
            throw dead(why);
        }
        loop.callSoonThreadsafe(context, () -> begin(input, told));
        try {
            return told.get();
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case Exception known -> throw known;
                case CancelledError cancelled -> throw cancelled;
                case SystemExit exit -> throw exit;
                case null, default -> throw failed;
            }
        } finally {
            waiting = null;
            StopCheck.endNothing();
        }
    }

    private void begin(Body<String> input, CompletableFuture<String> told) {
        Task<String> task =
                loop.createTask(
                        async("input", input),
                        TaskOptions.defaults().withName("input-" + ++inputs).withContext(context));
        running = task;
        task.addDoneCallback(done -> tell(done, told));
    }

    private void tell(Future<String> done, CompletableFuture<String> told) {
        running = null;
        if (done.isCancelled()) {
            try {
                done.result();
            } catch (CancelledError cancelled) {
                told.completeExceptionally(cancelled);
            }
            return;
        }
        Throwable failure = done.exception();
        if (failure == null) {
            told.complete(done.result());
        } else if (!(failure instanceof SystemExit)) { // that is told when the loop is closed
            told.completeExceptionally(failure);
        }
    }

    /// Cancels the input that is waited for. If the loop has not heard that the last time, ends by
    /// force what keeps the loop; if that did not help either, says so, and then ends the process.
    /// **Thread** one, the terminal's.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes it while an input runs
    void stop() {
        if (waiting == null) {
            return;
        }
        int unheard = asked - heard;
        int now = ++asked;
        loop.callSoonThreadsafe(() -> hear(now));
        switch (unheard) {
            case 0 -> {}
            case 1 -> endByForce(now);
            case 2 ->
                    System.err.println(
                            "What runs does not come to an await, and cannot be ended. Ctrl-C once more"
                                    + " ends this program.");
            default -> System.exit(INTERRUPTED);
        }
    }

    private void hear(int what) {
        synchronized (this) { // or what is meant for this step ends a later one
            heard = what;
            StopCheck.endNothing();
        }
        Thread.interrupted(); // it was for a callback that is over
        Task<?> task = running;
        if (task != null) {
            task.cancel("Ctrl-C");
        }
    }

    /// Ends what the loop runs at this moment: what was typed asks whether it shall end, and what
    /// blocks is interrupted.
    private synchronized void endByForce(int now) {
        if (heard == now) { // meanwhile
            return;
        }
        Set<Thread> culprits = new HashSet<>();
        if (loop.runningStep() instanceof Passenger task) {
            for (Strand each = task.strand();
                    each != null;
                    each = each.passenger().below()) { // and the generator that runs in it
                culprits.add(each.thread());
            }
        }
        Thread turning = loop.thread();
        if (culprits.isEmpty() && turning != null) { // a callback
            culprits.add(turning);
        }
        StopCheck.end(Set.copyOf(culprits));
        culprits.forEach(Thread::interrupt);
    }

    /// Ends the loop: cancels all tasks and waits for them.
    @Override
    public void close() {
        isClosing = true;
        if (thread.isAlive()) {
            loop.callSoonThreadsafe(loop::stop);
        }
        try {
            thread.join();
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }
}
