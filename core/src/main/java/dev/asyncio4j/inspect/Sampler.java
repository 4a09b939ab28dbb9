// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.RunningLoops;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Samples what the loops of this program do, while somebody watches: who runs, whether they rest,
/// and how late they are.
///
/// **Idea.** An exact account would need two looks at the clock for each step, which cost as much
/// as
/// a fifth of a switch. So a thread of its own looks 500 times a second at what the loop leaves
/// lying
/// about anyway; the loop pays for a letter each 50 ms, by which its lag is measured, and leaves
/// what it runs in a ring ([RecentSteps]). It begins when somebody asks and ends a few seconds
/// after nobody does. What it tells is added up since then,
/// and
/// an estimate.
final class Sampler {

    private static final long PERIOD = 2; // milliseconds between two samples
    private static final long LEASE = 5_000_000_000L; // nanoseconds after the last question

    // any thread, under this lock
    private final Map<LoopCore, LoopSamples> samples = new HashMap<>();
    private long askedAt;
    private boolean isRunning;

    /// What is known of `loop`, as JSON; from now on it is watched. **Thread** any but the loop's.
    synchronized String read(LoopCore loop) {
        askedAt = System.nanoTime();
        if (!isRunning) {
            isRunning = true;
            Thread.ofPlatform().daemon().name("asyncio-sample").start(this::sample);
        }
        return samples.computeIfAbsent(loop, Sampler::watch).text(System.nanoTime());
    }

    private static LoopSamples watch(LoopCore loop) {
        LoopSamples fresh = new LoopSamples(loop);
        fresh.recent().attachTo(loop);
        return fresh;
    }

    private void sample() {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (look(System.nanoTime())) {
                never.await(PERIOD, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException ended) { // by nobody we know: then it is to end
            Thread.currentThread().interrupt();
            end();
        }
    }

    private synchronized void end() {
        isRunning = false;
        keepOnly(List.of());
    }

    /// Takes a sample of each watched loop; false if nobody wants to know any more.
    private synchronized boolean look(long now) {
        if (now - askedAt > LEASE) {
            end();
            return false;
        }
        List<LoopCore> running = RunningLoops.list();
        keepOnly(running);
        samples.forEach(
                (loop, seen) -> {
                    seen.add(loop.runningStep(), loop.beat().turns(), loop.isAsleep(), now);
                    seen.ping(loop::lookSoon, now);
                });
        return true;
    }

    /// A loop that does not run is not watched: it may run again, and is then new to this.
    private void keepOnly(List<LoopCore> running) {
        samples.entrySet()
                .removeIf(
                        each -> {
                            boolean isGone = !running.contains(each.getKey());
                            if (isGone) {
                                each.getValue().recent().detachFrom(each.getKey());
                            }
                            return isGone;
                        });
    }
}
