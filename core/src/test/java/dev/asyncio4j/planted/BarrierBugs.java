// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.ended;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Barrier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in the barrier: rounds that mix, parties that are not there.
final class BarrierBugs {

    private static final String FILE = "sync/Barrier.java";
    private static final Law ROUNDS =
            new Law("nobody is a round ahead at a barrier", BarrierBugs::rounds);
    private static final Law PARTIES =
            new Law("a barrier opens for as many as it has parties", BarrierBugs::oneLeaves);

    private BarrierBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "barrier: latecomers join the round that is leaving",
                        ROUNDS,
                        FILE,
                        "() -> state != State.DRAINING && state != State.RESETTING",
                        "() -> true"),
                new Planted.Line(
                        "barrier: who waits outside is not told of the next round",
                        ROUNDS,
                        FILE,
                        "state = State.FILLING;\n        }\n        changed.notifyAllWaiters();",
                        "state = State.FILLING;\n        }"),
                new Planted.Line(
                        "barrier: who is cancelled inside stays counted",
                        PARTIES,
                        FILE,
                        "count--;",
                        "if (state != State.FILLING) count--;"));
    }

    private static Coroutine<?> rounds() {
        Barrier barrier = new Barrier(2);
        int[] round = {0, 0};
        return async(
                () -> {
                    Task<?> one = createTask(walker(barrier, round, 0));
                    Task<?> two = createTask(walker(barrier, round, 1));
                    await(one);
                    await(two);
                    check(barrier.statistics().waiting() == 0, "somebody is left: " + barrier);
                });
    }

    private static Coroutine<@Nullable Void> walker(Barrier barrier, int[] round, int me) {
        return async(
                () -> {
                    for (int i = 1; i <= 3; i++) {
                        turns(4);
                        await(barrier.waitOn());
                        round[me] = i;
                        check(Math.abs(round[0] - round[1]) <= 1, "a round ahead");
                    }
                });
    }

    /// Who is cancelled while the barrier fills has not come, so the others must meet each other.
    private static Coroutine<?> oneLeaves() {
        Barrier barrier = new Barrier(2);
        int[] passed = {0};
        return async(
                () -> {
                    Task<?> leaver = createTask(passing(barrier, passed, 5));
                    turns(3);
                    leaver.cancel();
                    ended(leaver);
                    Task<?> other = createTask(passing(barrier, passed, 0));
                    await(sleep(1)); // until nothing moves any more
                    check(passed[0] == 0, "one alone has passed");
                    await(barrier.waitOn());
                    await(other);
                });
    }

    private static Coroutine<@Nullable Void> passing(Barrier barrier, int[] passed, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(barrier.waitOn());
                    passed[0]++;
                });
    }
}
