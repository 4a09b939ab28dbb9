// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes of programs: what was true before an await is taken for true after it.
final class RaceBugs {

    private RaceBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Program(
                        "program: looks, awaits, then acts on what it saw",
                        new Law("an account is not overdrawn", () -> withdrawals(false)),
                        () -> withdrawals(true)),
                new Planted.Program(
                        "program: adds to what it read before an await (lost update)",
                        new Law("a counter counts", () -> counting(false)),
                        () -> counting(true)),
                new Planted.Program(
                        "program: makes twice what was missing (double step)",
                        new Law("what is made once is made once", () -> starting(false)),
                        () -> starting(true)));
    }

    private static Coroutine<?> withdrawals(boolean broken) {
        int[] balance = {100};
        return async(
                () -> {
                    Task<?> first = createTask(withdraw(balance, broken, 0));
                    await(gather(first, createTask(withdraw(balance, broken, 3))));
                    check(balance[0] >= 0, "overdrawn: " + balance[0]);
                });
    }

    private static Coroutine<?> withdraw(int[] balance, boolean broken, int delay) {
        return async(
                () -> {
                    turns(delay);
                    if (balance[0] >= 80) {
                        if (broken) {
                            turns(1);
                        }
                        balance[0] -= 80;
                    }
                });
    }

    private static Coroutine<?> counting(boolean broken) {
        int[] count = {0};
        return async(
                () -> {
                    List<Task<?>> tasks = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        tasks.add(createTask(adding(count, broken, i * 4)));
                    }
                    await(gather(tasks));
                    check(count[0] == 3, "lost an update: " + count[0]);
                });
    }

    private static Coroutine<?> adding(int[] count, boolean broken, int delay) {
        return async(
                () -> {
                    turns(delay);
                    int seen = count[0];
                    turns(1);
                    count[0] = (broken ? seen : count[0]) + 1;
                });
    }

    private static Coroutine<?> starting(boolean broken) {
        @Nullable Future<?>[] started = new @Nullable Future<?>[1];
        int[] starts = {0};
        return async(
                () -> {
                    Task<?> one = createTask(ensure(started, starts, broken, 0));
                    await(gather(one, createTask(ensure(started, starts, broken, 3))));
                    check(starts[0] == 1, "started " + starts[0] + " times");
                });
    }

    private static Coroutine<?> ensure(
            @Nullable Future<?>[] started, int[] starts, boolean broken, int delay) {
        return async(
                () -> {
                    turns(delay);
                    if (started[0] == null) {
                        if (broken) {
                            turns(1);
                        }
                        started[0] = getRunningLoop().createFuture();
                        starts[0]++;
                    }
                });
    }
}
