// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import dev.asyncio4j.CompletableExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Runs jobs in other JVMs: for what may crash, leak, or call native code that does.
///
/// ```java
/// try (var pool = new ProcessPool(2)) {
///     int answer = await(runInExecutor(pool, job(() -> Native.compute(7))));
/// }
/// ```
///
/// A job is sent as a serialised call, so all it captures must be serialisable, and its classes on
/// the class path or module path, which the workers share; what it prints goes to the errors. What
/// comes back is only taken if it is of the classes that [PoolOptions#results()] lets in.
///
/// **A worker that dies**, by `System.exit`, a signal or for want of memory, fails its job with
/// [WorkerDiedError], and another takes its place. **Cancelling** a job that runs kills its worker.
/// Workers end when the pool is closed, and when this process is gone, however it went. **Thread**
/// any. **Like** `concurrent.futures.ProcessPoolExecutor`.
public final class ProcessPool extends AbstractExecutorService implements CompletableExecutor {

    private final PoolOptions options;

    // under the lock
    private final Deque<Call<?>> waiting = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();
    private int idle;
    private boolean shutdown;

    /// A pool of so many workers.
    /// @throws IllegalArgumentException if that is not positive
    public ProcessPool(int workers) {
        this(PoolOptions.defaults().withWorkers(workers));
    }

    /// A pool with these options. Workers are started when there are jobs for them.
    public ProcessPool(PoolOptions options) {
        this.options = options;
    }

    /// A lambda as one that can be sent, where only a `Callable` is asked for.
    public static <T extends @Nullable Object> Job<T> job(Job<T> job) {
        return job;
    }

    PoolOptions options() {
        return options;
    }

    /// The numbers of the processes that there are now.
    public List<Long> pids() {
        List<Worker> all;
        synchronized (this) {
            all = List.copyOf(workers);
        }
        return all.stream().map(Worker::pid).filter(pid -> pid >= 0).toList();
    }

    // ---- jobs

    /// Runs `job` in a worker. **Suspends** never.
    /// @throws IllegalArgumentException if it cannot be sent; says what in it cannot
    /// @throws RejectedExecutionException if the pool is shut down
    public <T extends @Nullable Object> CompletableFuture<T> submit(Job<T> job) {
        return begun(call(job));
    }

    /// [#submit(Job)] without a result.
    public CompletableFuture<@Nullable Void> submit(Action job) {
        return begun(call(job));
    }

    /// [#submit(Job)] of something that can be sent, too, though its type does not say so.
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> job) {
        return begun(call(job));
    }

    /// [#submit(Callable)] without a result.
    @Override
    public CompletableFuture<?> submit(Runnable job) {
        return begun(call(job));
    }

    /// Runs `job` in a worker, and tells the log if it fails.
    /// @throws IllegalArgumentException if it cannot be sent; says what in it cannot
    /// @throws RejectedExecutionException if the pool is shut down
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what fails in logging has nowhere to go
    public void execute(Runnable job) {
        if (job instanceof Call<?> call && call.isOf(this)) {
            begin(call);
            return;
        }
        begun(call(job))
                .whenComplete(
                        (value, failure) -> {
                            if (failure != null) {
                                System.getLogger("asyncio")
                                        .log(
                                                System.Logger.Level.ERROR,
                                                "a job of a process pool failed",
                                                failure);
                            }
                        });
    }

    private <T extends @Nullable Object> Call<T> call(Object job) {
        Objects.requireNonNull(job, "job");
        return new Call<>(this, Payload.ofJob(job, options.maxBytes()), job.getClass().getName());
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> job) {
        return call(job);
    }

    private <T extends @Nullable Object> Call<T> begun(Call<T> call) {
        begin(call);
        return call;
    }

    private synchronized void begin(Call<?> call) {
        if (shutdown) {
            throw new RejectedExecutionException("the process pool is shut down");
        }
        waiting.add(call);
        if (waiting.size() > idle && workers.size() < options.workers()) {
            Worker worker = new Worker(this);
            workers.add(worker);
            Thread.ofPlatform().daemon().name("asyncio-pool-", workers.size()).start(worker);
        } else {
            notifyAll();
        }
    }

    /// [ExecutorService#invokeAny][java.util.concurrent.ExecutorService#invokeAny(Collection)]; the
    /// workers of the others are killed.
    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> jobs)
            throws InterruptedException, ExecutionException {
        try {
            return invokeAny(jobs, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (TimeoutException impossible) {
            throw new AssertionError("292 years are over", impossible);
        }
    }

    /// [#invokeAny(Collection)] with a limit of time.
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what it ends with is looked at in the queue
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> jobs, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (jobs.isEmpty()) {
            throw new IllegalArgumentException("jobs: none (expected: at least one)");
        }
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        List<CompletableFuture<T>> all = new ArrayList<>();
        LinkedBlockingQueue<CompletableFuture<T>> done = new LinkedBlockingQueue<>();
        try {
            for (Callable<T> each : jobs) {
                CompletableFuture<T> future = submit(each);
                all.add(future);
                future.whenComplete((value, failure) -> done.add(future));
            }
            for (int left = all.size(); true; left--) {
                CompletableFuture<T> next =
                        done.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new TimeoutException();
                }
                if (!next.isCompletedExceptionally() || left == 1) {
                    return next.get();
                }
            }
        } finally {
            all.forEach(each -> each.cancel(true));
        }
    }

    // ---- workers

    /// The next job; null if there will be none. **Thread** a worker's.
    synchronized @Nullable Call<?> next() {
        idle++;
        try {
            while (waiting.isEmpty() && !shutdown) {
                wait();
            }
        } catch (InterruptedException notOurs) {
            Thread.currentThread().interrupt();
        } finally {
            idle--;
        }
        return waiting.poll();
    }

    synchronized void forget(Call<?> call) {
        waiting.remove(call);
    }

    synchronized void left(Worker worker) {
        workers.remove(worker);
        notifyAll();
    }

    // ---- the end

    /// Takes no more jobs; those that are there are done first, and then the workers end.
    @Override
    public synchronized void shutdown() {
        shutdown = true;
        notifyAll();
    }

    /// Takes no more jobs, cancels those that run by killing their workers, and gives back those
    /// that have not begun.
    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> never;
        List<Worker> all;
        synchronized (this) {
            shutdown = true;
            never = List.copyOf(waiting);
            waiting.clear();
            all = List.copyOf(workers);
            notifyAll();
        }
        all.forEach(Worker::stop);
        return never;
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    /// Whether it is shut down and all its processes are gone.
    @Override
    public synchronized boolean isTerminated() {
        return shutdown && workers.isEmpty() && waiting.isEmpty();
    }

    @Override
    public synchronized boolean awaitTermination(long timeout, TimeUnit unit)
            throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        while (!isTerminated()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /// `<ProcessPool workers=1/2 waiting=0>`.
    @Override
    public synchronized String toString() {
        return "<ProcessPool workers="
                + workers.size()
                + "/"
                + options.workers()
                + " waiting="
                + waiting.size()
                + (shutdown ? " shutdown" : "")
                + ">";
    }
}
