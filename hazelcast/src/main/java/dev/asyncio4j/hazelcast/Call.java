// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.spi.exception.TargetNotMemberException;
import dev.asyncio4j.sending.Sending;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import org.jspecify.annotations.Nullable;

/// A job, and the future of its result.
///
/// Two of Hazelcast's calls block, and so have a virtual thread each: handing a job over, since it
/// is serialised then, and since of jobs that come quickly one after the other every hundredth is
/// waited for, against overload; and cancelling, which is a question to the member. Waiting for a
/// result needs no thread, where what Hazelcast gives is a `CompletionStage`, as its members' and
/// its clients' futures are.
final class Call<T extends @Nullable Object> extends CompletableFuture<T>
        implements RunnableFuture<T> {

    // set once
    private final HazelcastExecutor executor;
    private final Callable<T> job;

    // under the lock
    private Places.@Nullable Sent<T> there; // once it is handed over

    Call(HazelcastExecutor executor, Callable<T> job) {
        this.executor = executor;
        this.job = Objects.requireNonNull(job, "job");
    }

    boolean isOf(HazelcastExecutor other) {
        return executor == other;
    }

    /// Only a member runs it.
    @Override
    public void run() {
        throw new UnsupportedOperationException(
                "a job of a cluster runs at its members only: " + this);
    }

    // ---- there and back

    /// Hands the job over. **Suspends** never.
    void send(Places places) {
        Thread.ofVirtual().name("asyncio-hazelcast-send").start(() -> handOver(places));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what it gives fails only if `settle` does
    private void handOver(Places places) {
        if (isDone()) {
            return; // cancelled before
        }
        try {
            Places.Sent<T> sent = places.send(job);
            if (sent.future() instanceof CompletionStage<?>) {
                @SuppressWarnings("unchecked") // it is both
                CompletionStage<T> stage = (CompletionStage<T>) sent.future();
                stage.whenComplete((value, failure) -> settle(value, failure, sent.member()));
            } else {
                awaitHere(sent);
            }
            if (noteThere(sent)) {
                cancelThere(sent.future(), true);
            }
        } catch (HazelcastSerializationException unsendable) {
            fail(explained(unsendable));
        } catch (Throwable failure) { // else nobody would hear of it
            fail(translated(failure, null));
        }
    }

    /// Whether it was cancelled meanwhile.
    private synchronized boolean noteThere(Places.Sent<T> sent) {
        there = sent;
        return isCancelled();
    }

    /// Hazelcast tells nobody of a result that cannot be deserialised here, though the future is
    /// done, and says so if it is asked.
    void look() {
        Places.Sent<T> sent;
        synchronized (this) {
            sent = there;
        }
        if (sent != null && sent.future().isDone() && !isDone()) {
            awaitHere(sent);
        }
    }

    /// For a future that does not tell when it is done: its thread waits.
    private void awaitHere(Places.Sent<T> sent) {
        Thread.ofVirtual()
                .name("asyncio-hazelcast-wait")
                .start(
                        () -> {
                            try {
                                settle(sent.future().get(), null, sent.member());
                            } catch (Throwable failure) {
                                fail(translated(failure, sent.member()));
                            }
                        });
    }

    private void settle(T value, @Nullable Throwable failure, @Nullable Member member) {
        if (failure == null) {
            complete(value);
            executor.ended(this);
        } else {
            fail(translated(failure, member));
        }
    }

    /// It will not be sent.
    void reject(String why) {
        completeExceptionally(new RejectedExecutionException(why));
    }

    private void fail(Throwable failure) {
        completeExceptionally(failure);
        executor.ended(this);
    }

    private Throwable translated(Throwable failure, @Nullable Member member) {
        Throwable cause = failure;
        if (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof ExecutionException && cause.getCause() != null) {
            cause = cause.getCause(); // what the job has thrown
        }
        if (cause instanceof MemberLeftException || cause instanceof TargetNotMemberException) {
            return new MemberLostError(
                    "job "
                            + nameOf(job)
                            + " was at "
                            + (member == null ? "a member" : member.getAddress())
                            + ", which has left the cluster; it may be done or not",
                    cause);
        }
        if (cause instanceof CancellationException && !isDone()) {
            return new IllegalStateException("job " + nameOf(job) + " was cancelled there", cause);
        }
        return cause;
    }

    private Throwable explained(HazelcastSerializationException unsendable) {
        try {
            Sending.bytes(job instanceof Errand errand ? errand.job() : job);
        } catch (IllegalArgumentException reason) {
            reason.addSuppressed(unsendable);
            return reason;
        }
        return new IllegalArgumentException("job: " + unsendable.getMessage(), unsendable);
    }

    // ---- cancelling

    /// Takes the job back, if it has not been handed over; interrupts it there, if it has and
    /// `mayInterruptIfRunning`. **Suspends** never.
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Places.Sent<T> running;
        synchronized (this) {
            if (!super.cancel(mayInterruptIfRunning)) {
                return false;
            }
            running = there;
        }
        executor.ended(this);
        if (running != null) {
            cancelThere(running.future(), mayInterruptIfRunning);
        }
        return true;
    }

    private void cancelThere(Future<T> running, boolean mayInterrupt) {
        Thread.ofVirtual()
                .name("asyncio-hazelcast-cancel")
                .start(
                        () -> {
                            try {
                                running.cancel(mayInterrupt);
                            } catch (RuntimeException lost) { // it runs on, or its member is gone
                                System.getLogger("asyncio")
                                        .log(Level.DEBUG, "cancelling " + this, lost);
                            }
                        });
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }

    private static String nameOf(Callable<?> job) {
        String type = job.getClass().getName();
        int at = type.indexOf("$$Lambda");
        return at < 0 ? type : "of " + type.substring(0, at);
    }

    @Override
    public String toString() {
        return "<Call " + nameOf(job) + " " + state() + ">";
    }
}
