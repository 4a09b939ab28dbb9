// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.Handle;
import dev.asyncio4j.loop.Ready;
import java.util.IdentityHashMap;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/// Probabilistic concurrency testing (PCT): who is ready and has the highest priority runs, until
/// something higher is ready. Priorities are random; at `depth - 1` random steps whoever would run
/// falls below all others.
///
/// **Source** Burckhardt, Kothari, Musuvathi, Nagarakatte: "A randomized scheduler with
/// probabilistic guarantees of finding bugs", ASPLOS 2010.
///
/// **Differences.** A step goes from one suspension to the next, for nothing can come between; the
/// paper's goes from one synchronisation to the next. A callback counts as a thread of its own. The
/// paper asks that threads that spin yield; here who has run for [#PATIENCE] steps in a row while
/// others were ready falls below them, so that a task that polls by `sleep(0)` starves nobody.
final class Priorities implements Policy {

    private static final int PATIENCE = 100;

    private final SplittableRandom random;
    private final IdentityHashMap<Ready, Integer> ranks = new IdentityHashMap<>();
    private final long[] changes; // steps, not in order
    private int lowest;
    private Object last = this; // nobody
    private int inARow;

    Priorities(Schedule schedule) {
        random = new SplittableRandom(schedule.seed());
        changes = random.longs(schedule.depth() - 1, 0, schedule.steps()).toArray();
    }

    @Override
    public int choose(Choices.Kind kind, int count) {
        return random.nextInt(count);
    }

    @Override
    public int chooseReady(long step, int count, IntFunction<Ready> candidates) {
        int best = highest(count, candidates);
        inARow = candidates.apply(best) == last ? inARow + 1 : 0;
        boolean falls = inARow > PATIENCE;
        for (int i = 0; i < changes.length; i++) {
            if (changes[i] <= step) { // steps without a choice are skipped
                changes[i] = Long.MAX_VALUE;
                falls = true;
            }
        }
        if (falls) {
            ranks.put(candidates.apply(best), --lowest);
            best = highest(count, candidates);
        }
        last = candidates.apply(best);
        return best;
    }

    private int highest(int count, IntFunction<Ready> candidates) {
        int best = 0;
        int rank = rank(candidates.apply(0));
        for (int i = 1; i < count; i++) {
            int other = rank(candidates.apply(i));
            if (other > rank) {
                best = i;
                rank = other;
            }
        }
        return best;
    }

    private int rank(Ready candidate) {
        Integer known = ranks.get(candidate);
        if (known == null) {
            known = random.nextInt(Integer.MAX_VALUE);
            ranks.put(candidate, known);
        }
        return known;
    }

    @Override
    public void beforeStep(Ready step) {
        if (step instanceof Handle) { // runs once
            ranks.remove(step);
        }
    }
}
