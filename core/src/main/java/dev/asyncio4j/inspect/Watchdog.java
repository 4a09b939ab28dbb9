// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopObserver;
import dev.asyncio4j.loop.Ready;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reports a loop that stands still, while it does.
///
/// **Idea.** The loop counts its turns in a plain field, and what runs is in the ready queue's ring
/// anyway; this side samples both. If neither has changed for the limit, and the loop is not
/// asleep, one step keeps it: that is told with its stack. So a loop that does not stall pays
/// nothing. A limit is met late by half of it at most.
///
/// **Not too often.** One stall is reported when it reaches the limit, ten times the limit, and so
/// on; after a report, further stalls of that loop are only counted for ten limits. Who makes a
/// recording hears of those, too.
///
/// **Thread** the observers'.
final class Watchdog implements LoopObserver {

    private static final int LOOKS = 4; // a limit
    private static final int QUIET = 10; // limits
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final LongSupplier clock;
    private final Consumer<Stall> sink;
    private final Listener listener;
    private final Map<LoopCore, Seen> loops = new WeakHashMap<>();

    /// Who hears of all stalls, as long as it listens.
    interface Listener {
        /// Whether it does.
        boolean listens();

        /// Hears of one, once or more.
        void hear(Stall stall);
    }

    /// What was seen of a loop.
    private static final class Seen {
        long turns = -1;
        @Nullable Ready step;
        long since;
        long nextReport; // how long this stall must last to be reported
        long quietUntil;
        int unreported;
        boolean counted; // this stall is in `unreported`
        boolean heard; // and the listener was told
    }

    Watchdog(LongSupplier clock, Consumer<Stall> sink, Listener listener) {
        this.clock = clock;
        this.sink = sink;
        this.listener = listener;
    }

    @Override
    public Duration look(List<LoopCore> running) {
        Duration pause = IDLE;
        for (LoopCore loop : running) {
            long limit = loop.beat().stallLimit().toNanos();
            look(loop, loops.computeIfAbsent(loop, fresh -> new Seen()), limit);
            Duration own = Duration.ofNanos(Math.max(limit / LOOKS, 1_000_000));
            pause = own.compareTo(pause) < 0 ? own : pause;
        }
        return pause;
    }

    private void look(LoopCore loop, Seen seen, long limit) {
        long now = clock.getAsLong();
        long turns = loop.beat().turns();
        Ready step = loop.runningStep();
        if (turns != seen.turns
                || step != seen.step
                || step == null
                || loop.isAsleep()
                || loop.beat().isHeld()) {
            seen.turns = turns;
            seen.step = step;
            seen.since = now;
            seen.nextReport = limit;
            seen.counted = false;
            seen.heard = false;
            return;
        }
        long stood = now - seen.since;
        if (stood < seen.nextReport) {
            return;
        }
        if (seen.nextReport == limit && now < seen.quietUntil) {
            if (!seen.counted) {
                seen.counted = true;
                seen.unreported++;
            }
            if (!seen.heard && listener.listens()) {
                seen.heard = tell(Stall.of(loop, step, Duration.ofNanos(stood), 0));
            }
            return;
        }
        Stall stall = Stall.of(loop, step, Duration.ofNanos(stood), seen.unreported);
        if (stall != null) {
            seen.nextReport = stood * 10;
            seen.quietUntil = now + limit * QUIET;
            seen.unreported = 0;
            sink.accept(stall);
            if (listener.listens()) {
                tell(stall);
            }
        }
    }

    private boolean tell(@Nullable Stall stall) {
        if (stall != null) {
            listener.hear(stall);
        }
        return stall != null;
    }
}
