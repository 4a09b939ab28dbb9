// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.List;

/// Order of delivery when several tasks are cancelled in one turn: each cancel cancels the awaited
/// future, whose wakeup is queued at once, so tasks see CancelledError in the order of the cancel
/// calls, mixed fairly with other wakeups.
public final class T12DeepQueueOfCancels {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> sleeper(String name) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        print("  cancelled", name);
                        throw e;
                    }
                });
    }

    /// A future is all of an event that is needed here.
    static Coroutine<Void> onEvent(String name, Future<Void> event) {
        return async(
                () -> {
                    await(event);
                    print("  event woke", name);
                });
    }

    /// Always ready, never waiting: gets its cancel at its next step.
    static Coroutine<Void> runner(String name) {
        return async(
                () -> {
                    try {
                        while (true) {
                            await(sleep(0));
                        }
                    } catch (CancelledError e) {
                        print("  cancelled runnable", name);
                        throw e;
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    orderOfCancels();
                    new Chain().run();
                });
    }

    static void orderOfCancels() {
        Future<Void> event = getRunningLoop().createFuture();
        Task<Void> a = createTask(sleeper("a"));
        Task<Void> b = createTask(sleeper("b"));
        Task<Void> c = createTask(sleeper("c"));
        Task<Void> x = createTask(onEvent("x", event));
        Task<Void> y = createTask(onEvent("y", event));
        Task<Void> r = createTask(runner("r"));
        await(sleep(0));
        await(sleep(0));
        print("cancel c, set event, cancel r, cancel a, cancel b");
        c.cancel();
        event.setResult(null);
        r.cancel();
        a.cancel();
        b.cancel();
        await(waitOn(List.of(a, b, c, x, y, r)));
    }

    /// Tasks that each wait for the next, and a clock that counts turns.
    static final class Chain {
        private int ticks;

        void run() {
            print("-- a task waiting on a task: one more hop per level");
            Task<Void> task = createTask(link(3));
            for (int i = 0; i < 5; i++) {
                await(sleep(0));
            }
            task.cancel();
            getRunningLoop().callSoon(this::tick);
            await(waitOn(List.of(task)));
        }

        private Coroutine<Void> link(int depth) {
            return async(
                    () -> {
                        try {
                            if (depth > 0) {
                                await(createTask(link(depth - 1)));
                            } else {
                                await(sleep(3600));
                            }
                        } catch (CancelledError e) {
                            print("  level", depth, "at iteration", ticks);
                            throw e;
                        }
                    });
        }

        private void tick() {
            ticks++;
            getRunningLoop().callSoon(this::tick);
        }
    }
}
