// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Runner;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.context.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The loop behind the prompt: it turns on a thread of its own while the prompt waits for words, so
/// tasks that an input has begun go on. Each input is a task, and all of them run in one context.
/// **Thread** any, but for what it says.
final class PromptLoop implements AutoCloseable {

    private final Runner runner = new Runner(RunnerOptions.defaults().withInterrupt(false));
    private final EventLoop loop = runner.loop();
    private final Context context = new Context();
    private final Thread thread = new Thread(this::turn, "asyncio-loop");
    private final AtomicInteger inputs = new AtomicInteger();

    // any thread
    private final AtomicInteger stops = new AtomicInteger(); // of the input that runs
    private volatile @Nullable Task<?> running;
    private volatile @Nullable Thread strand; // of the input that runs

    PromptLoop() {
        thread.setDaemon(true);
        thread.start();
    }

    private void turn() {
        loop.runForever();
        runner.close(); // cancels what is left, and ends generators
    }

    /// Runs an input, and waits for its end.
    /// @throws InputStopped if it was stopped
    String run(Body<String> input) throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        stops.set(0);
        loop.callSoonThreadsafe(
                context,
                () -> {
                    Task<String> task =
                            loop.createTask(
                                    async("input", () -> onStrand(input)),
                                    TaskOptions.defaults()
                                            .withName("input-" + inputs.incrementAndGet())
                                            .withContext(context));
                    running = task;
                    task.addDoneCallback(done -> tell(done, told));
                });
        try {
            return told.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception known ? known : failed;
        } finally {
            running = null;
        }
    }

    private void tell(Future<String> done, CompletableFuture<String> told) {
        if (done.isCancelled()) {
            told.completeExceptionally(stops.get() > 0 ? new InputStopped() : new CancelledError());
            return;
        }
        Throwable failure = done.exception();
        if (failure == null) {
            told.complete(done.result());
        } else {
            told.completeExceptionally(failure);
        }
    }

    /// Cancels the input that runs. One that does not come to an await cannot be cancelled: the
    /// second time its thread is interrupted, which ends calls that block, and the third time it is
    /// told that nothing helps.
    void stop() {
        Task<?> task = running;
        if (task == null) {
            return;
        }
        int times = stops.incrementAndGet();
        Thread blocked = strand;
        if (times == 1) {
            loop.callSoonThreadsafe(() -> task.cancel("Ctrl-C"));
        } else if (times == 2 && blocked != null) {
            blocked.interrupt();
        } else {
            System.err.println(
                    "The input does not come to an await, so it cannot be cancelled, and nothing else"
                            + " can run. From another terminal, kill "
                            + ProcessHandle.current().pid()
                            + " ends the prompt.");
        }
    }

    private String onStrand(Body<String> input) throws Exception {
        strand = Thread.currentThread();
        try {
            return input.run();
        } finally {
            strand = null;
        }
    }

    /// Ends the loop: cancels all tasks and waits for them.
    @Override
    public void close() {
        loop.callSoonThreadsafe(loop::stop);
        try {
            thread.join();
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
        }
    }

    /// The input was stopped.
    static final class InputStopped extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
