// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.Body;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.testing.Play;
import dev.asyncio4j.testing.Schedule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Runs something on a daemon thread of its own, while the test's thread waits for it, but not for
/// ever.
///
/// **When the time is over**, the loop is asked for a dump of its tasks. If it answers, it is
/// stopped there and then, and can be used further. If it does not, it is looked at from outside,
/// and given up: its thread can neither be stopped nor waited for. Should it come back later, it is
/// closed by its own thread.
final class Watch {

    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final Duration END = Duration.ofSeconds(5);

    // set once
    private final String what;
    private final double limitSeconds;
    private final long limitNanos;
    private final Runnable whenBack;

    // the test's thread, and the one that runs
    private volatile long since;
    private volatile @Nullable EventLoop loop;
    private volatile boolean expired;

    // the test's thread
    private boolean givenUp;

    /// @param what what runs, for the message
    /// @param whenBack called by a run that was given up, if it ends after all
    Watch(String what, double limitSeconds, Runnable whenBack) {
        this.what = what;
        this.limitSeconds = limitSeconds;
        this.limitNanos = (long) Math.min(limitSeconds * 1e9, Long.MAX_VALUE);
        this.whenBack = whenBack;
    }

    /// From now on `running` is what runs, with all the time there is. **Thread** any.
    void begin(EventLoop running) {
        since = System.nanoTime();
        loop = running;
    }

    /// Whether the time was over once. **Thread** any.
    boolean hasExpired() {
        return expired;
    }

    /// Whether the loop was given up. **Thread** the test's.
    boolean hasGivenUp() {
        return givenUp;
    }

    /// Runs `body` and waits for it; lets through what it throws. **Thread** the test's.
    /// @throws TimeLimitError if the time is over, or this thread is interrupted
    void run(Body.OfNothing body) throws Throwable {
        since = System.nanoTime();
        AtomicBoolean settled = new AtomicBoolean(); // by its end, or by giving it up
        FutureTask<Boolean> job =
                new FutureTask<>(
                        () -> {
                            try {
                                body.run();
                            } finally {
                                if (!settled.compareAndSet(false, true)) {
                                    whenBack.run();
                                }
                            }
                            return true;
                        });
        Thread.ofPlatform().daemon().name("test " + what).start(job);
        while (true) {
            try {
                job.get(Math.max(1, left()), TimeUnit.NANOSECONDS);
                return;
            } catch (ExecutionException failed) {
                throw failed.getCause();
            } catch (TimeoutException perhaps) {
                if (left() <= 0) { // else another run has begun meanwhile
                    throw expire(job, settled, "does not end within " + limit() + " s");
                }
            } catch (InterruptedException interrupted) {
                try {
                    throw expire(job, settled, "is interrupted");
                } finally {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private String limit() {
        return BigDecimal.valueOf(limitSeconds).stripTrailingZeros().toPlainString();
    }

    private long left() {
        return limitNanos - (System.nanoTime() - since);
    }

    private TimeLimitError expire(FutureTask<?> job, AtomicBoolean settled, String how)
            throws InterruptedException {
        expired = true;
        EventLoop running = loop;
        TaskDump dump =
                running == null
                        ? new TaskDump("no loop", List.of(), List.of())
                        : TaskDump.of(running, ANSWER).without(Frames::areMachinery);
        boolean answers = dump.blocked().isEmpty();
        Throwable end = answers && running != null ? stop(job, running) : null;
        givenUp = !job.isDone() && settled.compareAndSet(false, true);
        if (givenUp && running != null) {
            post(running, job);
        }
        TimeLimitError error = new TimeLimitError(text(running, how, answers), dump);
        if (end != null) {
            error.addSuppressed(end);
        }
        return error;
    }

    private String text(@Nullable EventLoop running, String how, boolean answers) {
        String schedule =
                running != null && running.options().choices() instanceof Play play
                        ? Schedule.PROPERTY + "=" + play.schedule() + " "
                        : "";
        return schedule
                + what
                + " "
                + how
                + (answers
                        ? "; @TimeLimit or asyncio4j.junit.limit gives it more"
                        : "; a step blocks the loop (toThread and toCpu take such work off it), and"
                                + " is left alone");
    }

    /// Stops the loop, waits for the end of the run, and gives what that fails with, if it tells
    /// more.
    private static @Nullable Throwable stop(FutureTask<?> job, EventLoop running)
            throws InterruptedException {
        post(running, job);
        try {
            job.get(END.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            return failed.getCause() instanceof IllegalStateException ? null : failed.getCause();
        } catch (TimeoutException stays) {
            return null; // to be given up
        }
        return null;
    }

    private static void post(EventLoop running, FutureTask<?> job) {
        if (!running.isClosed()) {
            running.callSoonThreadsafe(
                    () -> {
                        if (!job.isDone()) { // else it would stop the next run
                            running.stop();
                        }
                    });
        }
    }
}
