// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Instrument;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.Ready;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// What a loop ran since somebody watches, by kinds: all tasks of one coroutine are one, and so are
/// all calls of one callback. It also tells of tasks that have come and gone between two looks.
///
/// **Idea.** The loop counts what it runs, and leaves some of it in a small ring, at random: all if
/// it runs little, every hundredth if it runs much. The sampler reads the ring 500 times a second,
/// and takes what is there for all that has run since. The choice is by number, not by time: so a
/// long step counts as one, like a short one. How long a kind took is known from the samples: who
/// is seen to run has run since the last one.
///
/// **Memory order.** The loop writes the item, then how many there are, with release: so the
/// sampler sees items whole. The loop may overwrite one while it is read: then a younger one is
/// counted
/// in its place, and that is as good. **Thread** the sampler's, under its lock, unless marked.
final class RecentSteps implements Instrument {

    private static final int ROOM = 64; // a power of two, for the mask
    private static final int MOST_SKIPS = 100_000;
    private static final int MOST = 500; // kinds that are told apart
    private static final int SHOWN = 50;

    // loop only, and read by the sampler, for which a late value is good enough
    private long ran;

    // loop only
    private long noted;
    private long begun;
    private int skip; // how many steps to leave out
    private int seed = 1;

    // written by the loop, read by the sampler
    private final AtomicReferenceArray<@Nullable Ready> ring = new AtomicReferenceArray<>(ROOM);
    private final AtomicLong notes = new AtomicLong();
    private final AtomicLong started = new AtomicLong();

    // written by the sampler, read by the loop
    private volatile int skips; // how many steps it leaves out on average

    // sampler only
    private final Map<String, Kind> kinds = new HashMap<>();
    private long counted;
    private long read;

    /// All tasks of one coroutine, or all calls of one callback.
    private static final class Kind {
        final String name;
        final boolean isTask;
        double steps; // an estimate, if some were left out
        long nanos; // for how long one of them was seen to run
        long longest; // one step, at least
        long over; // nanoseconds in steps that had lasted for LONG already

        Kind(String name, boolean isTask) {
            this.name = name;
            this.isTask = isTask;
        }
    }

    /// From now on the loop tells what it runs. **Thread** any.
    void attachTo(LoopCore loop) {
        loop.lookSoon(() -> loop.addInstrument(this));
    }

    /// Takes [#attachTo] back. **Thread** any.
    void detachFrom(LoopCore loop) {
        loop.lookSoon(() -> loop.removeInstrument(this));
    }

    /// **Thread** loop.
    @Override
    public void beforeStep(Ready step) {
        if (--skip < 0) {
            ring.setRelease((int) noted & (ROOM - 1), step);
            notes.setRelease(++noted);
            seed = seed * 1_103_515_245 + 12_345; // tasks that take turns must not be told as one
            skip = (seed >>> 12) % (2 * skips + 1);
        }
        ran++;
    }

    /// **Thread** loop.
    @Override
    public void afterStep(Ready step) {}

    /// **Thread** loop.
    @Override
    public void around(Ready step) {
        beforeStep(step);
        step.step();
    }

    /// **Thread** loop.
    @Override
    public void taskCreated(Ready task) {
        started.setRelease(++begun);
    }

    /// Counts what has run since the last call.
    void look() {
        long now = notes.getAcquire();
        long all = ran;
        int there = (int) Math.min(now - read, ROOM);
        if (there == 0) {
            return; // what was left out is told with the next that is not
        }
        double each = (double) (all - counted) / there;
        for (long at = now - there; at < now; at++) {
            Ready step = ring.getAcquire((int) at & (ROOM - 1));
            if (step != null) {
                kind(step).steps += each;
            }
        }
        if (now - read > ROOM / 2) {
            skips = Math.min(MOST_SKIPS, 2 * skips + 1);
        } else if (now - read < ROOM / 8) {
            skips /= 2;
        }
        counted = all;
        read = now;
    }

    /// One was seen to run.
    /// @param passed nanoseconds since the last sample
    /// @param sofar nanoseconds since this step was first seen
    void saw(Ready step, long passed, long sofar) {
        Kind kind = kind(step);
        kind.nanos += passed;
        kind.longest = Math.max(kind.longest, sofar);
        kind.over += sofar >= LoopSamples.LONG ? passed : 0;
    }

    private Kind kind(Ready step) {
        Task<?> task = step instanceof Task<?> one ? one : null;
        String name = task == null ? step.describeFromOutside() : code(task);
        String key = task == null ? name : "task " + name;
        Kind kind = kinds.get(key);
        if (kind == null) {
            boolean isFull = kinds.size() >= MOST;
            kind = isFull ? new Kind("others", false) : new Kind(name, task != null);
            kind = kinds.merge(isFull ? "" : key, kind, (before, now) -> before);
        }
        return kind;
    }

    private static String code(Task<?> task) {
        Coroutine<?> code = task.coroutine();
        return code == null ? task.name() : code.name();
    }

    /// Adds the fields `started` and `ran`, those that took most first.
    void tell(Json json) {
        json.key("started").value(started.getAcquire()).key("ran").open('[');
        for (Kind kind : most()) {
            json.open('{').key("name").value(kind.name).key("task").value(kind.isTask);
            json.key("steps").value(Math.round(kind.steps));
            json.key("busyMicros").value(kind.nanos / 1000);
            json.key("longestMicros").value(kind.longest / 1000);
            json.key("overMicros").value(kind.over / 1000).close('}');
        }
        json.close(']');
    }

    private List<Kind> most() {
        return kinds.values().stream()
                .sorted(
                        Comparator.comparingLong((Kind each) -> -each.nanos)
                                .thenComparingDouble(each -> -each.steps))
                .limit(SHOWN)
                .toList();
    }
}
