// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import dev.asyncio4j.CompletableExecutor;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs jobs at the members of a Hazelcast cluster, by one of its executors.
///
/// ```java
/// HazelcastInstance cluster = Hazelcast.newHazelcastInstance(config);
/// var reports = new HazelcastExecutor(cluster, "reports");
/// int pages = await(runInExecutor(reports, job(() -> Report.of(month).pages())));
/// ```
///
/// A job is sent, so all it captures must be serialisable, in whatever way Hazelcast can, and its
/// classes must be there at every member. No thread waits for its result. So many as the options
/// say are at the members at a time, the others wait here.
///
/// **A member that is lost** fails its jobs with [MemberLostError], or they are begun again at
/// another, if the options say so: then a job may be done twice. **Cancelling** a job that waits
/// takes it back; one that runs is interrupted, and goes on if it does not notice. Of a burst
/// every hundredth cannot be reached any more: it is given up here, and ends there by itself.
///
/// It belongs to no loop. Closing it ends neither Hazelcast's executor, which others use, too, nor
/// the cluster. **Thread** any. asyncio has nothing like it.
public final class HazelcastExecutor extends AbstractExecutorService
        implements CompletableExecutor {

    private static final Executor A_SECOND_LATER =
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    // set once
    private final Places places;
    private final String name;
    private final HazelcastOptions options;

    // under the lock
    private final Deque<Call<?>> waiting = new ArrayDeque<>();
    private final Set<Call<?>> sent = new LinkedHashSet<>();
    private boolean looking;
    private boolean shutdown;

    /// The executor `name` of a cluster, with the default options.
    public HazelcastExecutor(HazelcastInstance cluster, String name) {
        this(cluster, name, HazelcastOptions.defaults());
    }

    /// The executor `name` of a cluster, of which `cluster` is a member or a client. **Suspends**
    /// never.
    public HazelcastExecutor(HazelcastInstance cluster, String name, HazelcastOptions options) {
        this.name = Objects.requireNonNull(name, "name");
        this.options = Objects.requireNonNull(options, "options");
        this.places = new Places(cluster, cluster.getExecutorService(name), options.rerun());
    }

    /// A lambda as one that can be sent, where only a `Callable` is asked for.
    public static <T extends @Nullable Object> Job<T> job(Job<T> job) {
        return job;
    }

    // ---- jobs

    /// Runs `job` at a member. **Suspends** never. The future fails with what the job throws; with
    /// an `IllegalArgumentException` that names class and field, if the job cannot be sent; and
    /// with [MemberLostError].
    /// @throws RejectedExecutionException if this executor is shut down
    @Override
    public <T extends @Nullable Object> CompletableFuture<T> submit(Callable<T> job) {
        Call<T> call = new Call<>(this, job);
        begin(call);
        return call;
    }

    /// [#submit(Callable)] without a result.
    @Override
    public CompletableFuture<?> submit(Runnable job) {
        Call<@Nullable Void> call = new Call<>(this, new Errand(job));
        begin(call);
        return call;
    }

    /// Runs `job` at a member, and tells the log if it fails.
    /// @throws RejectedExecutionException if this executor is shut down
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // what fails in logging has nowhere to go
    public void execute(Runnable job) {
        if (job instanceof Call<?> call && call.isOf(this)) {
            begin(call);
            return;
        }
        submit(job)
                .whenComplete(
                        (value, failure) -> {
                            if (failure != null) {
                                System.getLogger("asyncio")
                                        .log(Level.ERROR, "a job of " + this + " failed", failure);
                            }
                        });
    }

    @Override
    protected <T extends @Nullable Object> RunnableFuture<T> newTaskFor(Callable<T> job) {
        return new Call<>(this, job);
    }

    private void begin(Call<?> call) {
        synchronized (this) {
            if (shutdown) {
                throw new RejectedExecutionException(this + " is shut down");
            }
            waiting.add(call);
        }
        sendMore();
    }

    private void sendMore() {
        for (Call<?> next = next(); next != null; next = next()) {
            next.send(places);
        }
    }

    private synchronized @Nullable Call<?> next() {
        if (sent.size() >= options.inFlight()) {
            return null;
        }
        Call<?> next = waiting.poll();
        if (next != null) {
            sent.add(next);
            lookLater();
        }
        return next;
    }

    private synchronized void lookLater() {
        if (!looking && !sent.isEmpty()) {
            looking = true;
            A_SECOND_LATER.execute(this::look);
        }
    }

    private void look() {
        List<Call<?>> all;
        synchronized (this) {
            all = List.copyOf(sent);
            looking = false;
        }
        all.forEach(Call::look);
        lookLater();
    }

    /// That call is done, whatever became of it.
    void ended(Call<?> call) {
        synchronized (this) {
            if (!sent.remove(call)) {
                waiting.remove(call); // which takes long if there are many
            }
            notifyAll();
        }
        sendMore();
    }

    // ---- the end

    /// Takes no more jobs; those that are there are done.
    @Override
    public synchronized void shutdown() {
        shutdown = true;
        notifyAll();
    }

    /// Takes no more jobs, cancels those that are at the members, and gives back those that are
    /// not: their futures fail with `RejectedExecutionException`, so that nobody waits for ever.
    @Override
    public List<Runnable> shutdownNow() {
        List<Call<?>> never;
        List<Call<?>> running;
        synchronized (this) {
            shutdown = true;
            never = List.copyOf(waiting);
            waiting.clear();
            running = List.copyOf(sent);
            notifyAll();
        }
        running.forEach(call -> call.cancel(true));
        for (Call<?> each : never) {
            each.reject(this + " was shut down before the job was sent");
        }
        return List.copyOf(never);
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    /// Whether it is shut down and has no more jobs.
    @Override
    public synchronized boolean isTerminated() {
        return shutdown && waiting.isEmpty() && sent.isEmpty();
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

    /// `<HazelcastExecutor 'reports' sent=2/64 waiting=0>`.
    @Override
    public synchronized String toString() {
        return "<HazelcastExecutor '"
                + name
                + "' sent="
                + sent.size()
                + "/"
                + options.inFlight()
                + " waiting="
                + waiting.size()
                + (shutdown ? " shutdown" : "")
                + ">";
    }
}
