// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Task;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.Ready;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What was seen of one loop since somebody watches: see [Sampler]. **Thread** the sampler's, under
/// its lock.
final class LoopSamples {

    private static final int MOST = 1000; // steps that are told apart
    private static final int SHOWN = 100;
    private static final long BETWEEN = 50_000_000L; // two letters
    private static final int LATEST = 64; // letters that the lag is told of
    static final long LONG = 100_000_000L; // a step that keeps the loop

    private final String loop;
    private final RecentSteps recent = new RecentSteps();
    private final Map<String, Seen> steps = new HashMap<>();
    private final long[] lags = new long[LATEST];
    private long begun;
    private long last;
    private long busy; // nanoseconds
    private long asleep;
    private long firstTurn;
    private long turns;
    private int letters; // that came back
    private @Nullable Letter letter; // that is under way
    private long sentAt;
    private @Nullable Ready running;
    private long runningSince;

    /// One task, or one kind of callback.
    private static final class Seen {
        final @Nullable String id;
        final String name;
        long nanos; // for how long it was seen to run
        long longest; // one step of it, at least
        long over; // nanoseconds in steps that had lasted for LONG already

        Seen(@Nullable String id, String name) {
            this.id = id;
            this.name = name;
        }
    }

    /// Comes back when the loop gets round to it.
    private static final class Letter implements Runnable {
        private volatile long at; // when the loop ran it: written by the loop, read by the sampler

        @Override
        public void run() {
            at = System.nanoTime() | 1; // not 0, which says that it has not
        }
    }

    LoopSamples(LoopCore loop) {
        this.loop = loop.toString();
    }

    /// What it ran, by kinds: an instrument of the loop, once it is attached.
    RecentSteps recent() {
        return recent;
    }

    void add(@Nullable Ready step, long turn, boolean isAsleep, long now) {
        if (begun == 0) {
            begun = now;
            last = now;
            firstTurn = turn;
            turns = turn;
        }
        long passed = now - last;
        last = now;
        recent.look();
        if (step == null) {
            asleep += isAsleep ? passed : 0;
            running = null;
        } else {
            busy += passed;
            // The same item in the same turn is the same step, for a turn runs an item once.
            if (step != running || turn != turns) {
                running = step;
                runningSince = now;
            }
            Seen seen = seen(step);
            seen.nanos += passed;
            seen.longest = Math.max(seen.longest, now - runningSince);
            seen.over += now - runningSince >= LONG ? passed : 0;
            recent.saw(step, passed, now - runningSince);
        }
        turns = turn;
    }

    private Seen seen(Ready step) {
        Task<?> task = step instanceof Task<?> one ? one : null;
        String id = task == null ? null : TaskDump.Entry.id(task);
        String name = task == null ? step.describeFromOutside() : task.name();
        String key = id == null ? name : id;
        Seen seen = steps.get(key);
        if (seen == null) {
            boolean isFull = steps.size() >= MOST;
            seen = isFull ? new Seen(null, "others") : new Seen(id, name);
            seen = steps.merge(isFull ? "" : key, seen, (before, now) -> before);
        }
        return seen;
    }

    /// Sends a letter if it is time for one, and takes note of one that is back.
    /// @param post posts it to the loop
    void ping(Predicate<Runnable> post, long now) {
        Letter sent = letter;
        if (sent != null && sent.at != 0) {
            lags[letters++ % LATEST] = Math.max(0, sent.at - sentAt);
            letter = null;
            sent = null;
        }
        if (sent == null && (letters == 0 || now - sentAt >= BETWEEN)) {
            Letter next = new Letter();
            sentAt = System.nanoTime();
            letter = post.test(next) ? next : null;
        }
    }

    String text(long now) {
        Json json = new Json().open('{').key("loop").value(loop);
        json.key("watchedMicros").value(begun == 0 ? 0 : (last - begun) / 1000);
        json.key("busyMicros").value(busy / 1000);
        json.key("asleepMicros").value(asleep / 1000);
        json.key("turns").value(turns - firstTurn);
        json.key("stepMicros").value(running == null ? 0 : (last - runningSince) / 1000);
        long[] latest = Arrays.copyOf(lags, Math.min(letters, LATEST));
        Arrays.sort(latest);
        Letter sent = letter;
        long open = sent != null && sent.at == 0 ? now - sentAt : 0;
        json.key("lag").open('{').key("letters").value(letters);
        json.key("openMicros").value(open / 1000);
        json.key("medianMicros").value(latest.length == 0 ? 0 : latest[latest.length / 2] / 1000);
        json.key("maxMicros").value(latest.length == 0 ? 0 : latest[latest.length - 1] / 1000);
        json.close('}').key("steps").open('[');
        for (Seen seen : most()) {
            json.open('{').key("id").value(seen.id).key("name").value(seen.name);
            json.key("busyMicros").value(seen.nanos / 1000);
            json.key("longestMicros").value(seen.longest / 1000);
            json.key("overMicros").value(seen.over / 1000).close('}');
        }
        json.close(']');
        recent.tell(json);
        return json.close('}').toString();
    }

    private List<Seen> most() {
        return steps.values().stream()
                .sorted(Comparator.comparingLong((Seen each) -> -each.nanos))
                .limit(SHOWN)
                .toList();
    }
}
