// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Seconds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets so many tokens a period through, first come, first served, and so many at once after a
/// pause.
///
/// ```java
/// var limiter = new RateLimiter(100, Duration.ofSeconds(1), 10);  // 100 a second, 10 at once
/// await(limiter.acquire());
/// ```
///
/// Tokens come evenly, one each `period / count`, until `burst` of them lie ready.
///
/// **How.** Instead of counting tokens, it keeps one moment: when all `burst` will lie ready again
/// if nobody comes. Each token taken moves that by `period / count`; a token may be taken if the
/// moment is then at most `burst` tokens away. It is kept as a fraction, so that nothing is rounded
/// away: the k-th token after a burst comes at the k-th multiple to the nanosecond, rounded up, for
/// ever. Who has to wait waits in line for a lock; the first in line sleeps until it is his time,
/// and
/// only then takes. So a task that is cancelled has taken nothing, and the next one computes anew.
///
/// **Thread** loop; it belongs to the first in which it is used, whose clock it reads. **Source**
/// the
/// generic cell rate algorithm, ITU-T recommendation I.371, 1993, as virtual scheduling. asyncio
/// has
/// nothing like it; **like** `aiolimiter.AsyncLimiter`.
public final class RateLimiter {

    // set once
    private final int count;
    private final long period;
    private final int burst;
    private final Binding binding = new Binding(this);
    private final Lock line = new Lock();

    // loop only: all tokens lie ready at full + taken * period / count, where 0 <= taken < count
    private long full = Long.MIN_VALUE / 2;
    private long taken;
    private @Nullable EventLoop loop; // once it is used

    /// What a rate limiter is like at one moment.
    ///
    /// @param available how many tokens lie ready
    /// @param burst how many may
    /// @param waiting how many tasks wait
    /// @param delay how long the next one takes, for who comes first; zero if one lies ready
    public record Statistics(int available, int burst, int waiting, Duration delay) {}

    /// Creates a limiter of `count` tokens a `period`, all of which may be taken at once.
    /// **Thread**
    /// any.
    /// @throws IllegalArgumentException as [#RateLimiter(int, Duration, int)]
    public RateLimiter(int count, Duration period) {
        this(count, period, count);
    }

    /// Creates a limiter of `count` tokens a `period`, of which `burst` lie ready at first, and
    /// after
    /// a pause. **Thread** any.
    /// @param burst 1 lets them through evenly; then the time by which a timer is late is lost,
    /// where
    ///     more would make up for it
    /// @throws IllegalArgumentException if a number or the period is not positive; or if `count` or
    ///     `burst` periods are more than 73 years
    public RateLimiter(int count, Duration period, int burst) {
        ensureAtLeastOne("count", count);
        ensureAtLeastOne("burst", burst);
        this.period = Seconds.toNanos(period);
        if (this.period <= 0) {
            throw new IllegalArgumentException("period: " + period + " (expected: > 0)");
        }
        if (this.period > Long.MAX_VALUE / 4 / Math.max(count, burst)) {
            throw new IllegalArgumentException(
                    "period: " + period + " (expected: count and burst periods are < 73 years)");
        }
        this.count = count;
        this.burst = burst;
    }

    private static void ensureAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    /// Takes a token. **Suspends** if none lies ready, or others wait. **If cancelled** none is
    /// taken, and the next one in line comes earlier.
    /// @throws IllegalStateException from awaiting it, if the limiter is bound to a different loop
    public Coroutine<@Nullable Void> acquire() {
        return acquire(1);
    }

    /// Takes `tokens` at once; others do not overtake it with fewer. Otherwise as [#acquire()].
    /// @throws IllegalArgumentException if `tokens` is not between 1 and `burst`: more never lie
    ///     ready
    public Coroutine<@Nullable Void> acquire(int tokens) {
        ensureMayHave(tokens);
        return async(
                "acquire",
                () -> {
                    EventLoop here = loopHere();
                    line.take();
                    try {
                        awaitDue(here, tokens);
                        take(here.nanos(), tokens);
                    } finally {
                        line.release();
                    }
                });
    }

    /// Takes a token, or refuses. **Suspends** never.
    /// @throws WouldBlock if none lies ready, or others wait
    /// @throws IllegalStateException if the limiter is bound to a different loop, or none runs here
    public void acquireNoWait() {
        acquireNoWait(1);
    }

    /// Takes `tokens` at once, or refuses. Otherwise as [#acquireNoWait()].
    /// @throws IllegalArgumentException if `tokens` is not between 1 and `burst`
    /// @throws WouldBlock if fewer lie ready, or others wait
    public void acquireNoWait(int tokens) {
        ensureMayHave(tokens);
        long now = loopHere().nanos();
        if (waiting() > 0 || due(tokens) > now) {
            throw new WouldBlock();
        }
        take(now, tokens);
    }

    private void ensureMayHave(int tokens) {
        if (tokens < 1 || tokens > burst) {
            throw new IllegalArgumentException(
                    "tokens: " + tokens + " (expected: 1 to burst, which is " + burst + ")");
        }
    }

    private EventLoop loopHere() {
        EventLoop here = binding.loopHere();
        loop = here;
        return here;
    }

    private void awaitDue(EventLoop here, int tokens) {
        for (long left = left(here, tokens); left > 0; left = left(here, tokens)) {
            Asyncio.await(Asyncio.sleep(Duration.ofNanos(left)));
        }
    }

    private long left(EventLoop here, int tokens) {
        return Seconds.until(due(tokens), here.nanos());
    }

    /// When so many may be taken, at the earliest.
    private long due(int tokens) {
        return full + Math.ceilDiv((taken + tokens - burst) * period, (long) count);
    }

    private void take(long now, int tokens) {
        if (due(burst) < now) { // all lay ready before; a nanosecond that was rounded up is kept
            full = now;
            taken = 0;
        }
        taken += tokens;
        full += taken / count * period;
        taken %= count;
    }

    /// How many lie ready now; 0 if others wait for them.
    private int available(long now) {
        if (waiting() > 0) {
            return 0;
        }
        if (due(burst) <= now) {
            return burst;
        }
        return burst - (int) Math.ceilDiv((full - now) * count + taken * period, period);
    }

    private int waiting() {
        return line.statistics().waiting() + (line.isLocked() ? 1 : 0);
    }

    /// The tasks that wait, in order. A copy.
    public List<Task<?>> waiters() {
        List<Task<?>> all = new ArrayList<>();
        Task<?> first = line.owner();
        if (first != null) {
            all.add(first);
        }
        all.addAll(line.waiters());
        return all;
    }

    /// What it is like now.
    public Statistics statistics() {
        EventLoop mine = loop;
        return mine == null
                ? new Statistics(burst, burst, 0, Duration.ZERO)
                : new Statistics(
                        available(mine.nanos()), burst, waiting(), Duration.ofNanos(left(mine, 1)));
    }

    /// `<RateLimiter [100 per PT1S, burst:10, available:3]>`.
    @Override
    public String toString() {
        Statistics now = statistics();
        return "<RateLimiter ["
                + count
                + " per "
                + Duration.ofNanos(period)
                + ", burst:"
                + burst
                + ", available:"
                + now.available
                + (now.waiting == 0 ? "" : ", waiters:" + now.waiting)
                + "]>";
    }
}
