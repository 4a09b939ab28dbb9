// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Seconds;
import dev.asyncio4j.loop.TimerHandle;
import java.time.Duration;
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
/// ever. Who has to wait stands in a line, with a timer for the first: when it is his time, his
/// tokens are taken for him and he is woken. If he was cancelled by then, he gives them back; and
/// whenever somebody leaves, the time of who is first then is computed anew.
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
    private final Waiters waiters = new Waiters(binding, new Wish("a token of ", binding, ""));

    // loop only: all tokens lie ready at full + taken * period / count, where 0 <= taken < count
    private long full = Long.MIN_VALUE / 2;
    private long taken;
    private @Nullable EventLoop loop; // once it is used
    private @Nullable TimerHandle timer; // for the first in line

    /// What a rate limiter is like at one moment.
    ///
    /// @param available how many tokens lie ready
    /// @param burst how many may
    /// @param waiting how many tasks wait
    /// @param delay how long the next one takes, for who comes first; zero if one lies ready
    public record Statistics(int available, int burst, int waiting, Duration delay) {}

    /// The place of a task, and how many it waits for.
    private static final class Request extends Place {
        final int tokens;

        Request(Future<Boolean> future, int tokens) {
            super(future);
            this.tokens = tokens;
        }
    }

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
                    if (takeAtOnce(loopHere().nanos(), tokens)) {
                        return;
                    }
                    Request place = ask(waiters.wake(), tokens);
                    try {
                        place.await();
                    } catch (Throwable failure) {
                        giveUp(place);
                        throw failure;
                    }
                    waiters.leave(place);
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
        if (!takeAtOnce(loopHere().nanos(), tokens)) {
            throw new WouldBlock();
        }
    }

    /// [#acquire(int)] as one of several operations. **Suspends** never; see [Select].
    /// @throws IllegalArgumentException if `tokens` is not between 1 and `burst`
    public Operation<@Nullable Void> acquiring(int tokens) {
        ensureMayHave(tokens);
        return new Acquiring(tokens);
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

    private boolean takeAtOnce(long now, int tokens) {
        if (waiters.firstLive() != null || due(tokens) > now) {
            return false;
        }
        take(now, tokens);
        return true;
    }

    private Request ask(Future<Boolean> future, int tokens) {
        Request place = waiters.join(new Request(future, tokens));
        serve();
        return place;
    }

    private void giveUp(Request place) {
        if (waiters.leave(place)) {
            move(-place.tokens); // they were ours, and we will not use them
        }
        serve();
    }

    /// Takes tokens for all in line whose time it is, and wakes them; sets the timer for the next.
    private void serve() {
        EventLoop here = loop;
        if (here == null) {
            return; // it was not used yet
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        while (waiters.firstLive() instanceof Request first) {
            if (left(here, first.tokens) > 0) {
                timer = here.callAtNanos(due(first.tokens), new Context(), this::serve);
                return;
            }
            take(here.nanos(), first.tokens);
            waiters.wakeNext();
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
        move(tokens);
    }

    private void move(int tokens) {
        taken += tokens;
        full += Math.floorDiv(taken, count) * period;
        taken = Math.floorMod(taken, count);
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
        return waiters.queued();
    }

    /// The tasks that wait, in order. A copy.
    public List<Task<?>> waiters() {
        return waiters.tasks();
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

    private final class Acquiring extends Operation<@Nullable Void> {
        private final int tokens;

        Acquiring(int tokens) {
            this.tokens = tokens;
        }

        @Override
        @Nullable Object attempt() {
            return takeAtOnce(loopHere().nanos(), tokens) ? null : NOT_YET;
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return ask(ticket, tokens);
        }

        @Override
        @Nullable Object claim(Place place) {
            waiters.leave(place);
            return null;
        }

        @Override
        void withdraw(Place place) {
            giveUp((Request) place);
        }

        @Override
        public String toString() {
            return "<Operation acquiring " + tokens + " of " + RateLimiter.this + ">";
        }
    }
}
