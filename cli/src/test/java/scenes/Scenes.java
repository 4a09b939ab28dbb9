// SPDX-License-Identifier: Apache-2.0
package scenes;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;

/// Programs to be looked at, in a JVM of their own; in a package that is a user's, for stacks leave
/// out
/// the library's own. They end when their standard input does, so
/// that
/// none outlives its test.
public final class Scenes {

    private Scenes() {}

    /// Plays the scene that is named.
    public static void main(String[] arguments) {
        Thread.ofPlatform().daemon().start(Scenes::endWithInput);
        switch (arguments[0]) {
            case "waits" -> run(waits());
            case "stuck" -> run(async(() -> keepBusy()));
            case "spins" -> run(spins());
            case "circle" -> run(circle());
            case "brief" -> run(brief());
            case "floods" -> run(floods());
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // what is written is nobody's business
            }
        } catch (java.io.IOException gone) {
            System.err.println(gone);
        }
        Runtime.getRuntime().halt(7);
    }

    private static void begun() {
        System.out.println("begun");
    }

    private static Coroutine<Void> waits() {
        return async(
                "main",
                () -> {
                    var till = new Lock().named("till");
                    var orders = new Queue<String>().named("orders");
                    var holder =
                            createTask(
                                    async(
                                            "cashier",
                                            () -> {
                                                await(till.acquire());
                                                await(orders.get());
                                            }),
                                    "holder");
                    var second =
                            createTask(async("cashier", () -> await(till.acquire())), "second");
                    createTask(
                            async("evil", () -> await(sleep(1e6))), "\u001b[31mred\u0007<b>\u202e");
                    getRunningLoop().callLater(0.001, Scenes::begun);
                    await(gather(holder, second));
                });
    }

    private static void keepBusy() {
        begun();
        long turns = 0;
        while (turns >= 0) {
            turns = (turns + 1) & Long.MAX_VALUE;
        }
    }

    private static Coroutine<Void> spins() {
        return async(
                () -> {
                    begun();
                    long sum = 0;
                    while (sum >= 0) {
                        for (int i = 0; i < 100_000; i++) {
                            sum = (sum + i) & Long.MAX_VALUE;
                        }
                        await(sleep(0));
                    }
                });
    }

    /// Tasks that are gone before anybody can look, and a callback that takes its time.
    private static Coroutine<Void> brief() {
        return async(
                () -> {
                    begun();
                    getRunningLoop().callSoon(Scenes::count);
                    while (true) {
                        for (int i = 0; i < 20; i++) {
                            createTask(async("errand", () -> {}));
                        }
                        await(sleep(0.001));
                    }
                });
    }

    /// A queue from which nobody takes fast enough.
    private static Coroutine<Void> floods() {
        return async(
                () -> {
                    var inbox = new Queue<Integer>().named("inbox");
                    begun();
                    while (true) {
                        for (int i = 0; i < 200; i++) {
                            inbox.putNoWait(i);
                        }
                        inbox.getNoWait();
                        await(sleep(0.01));
                    }
                });
    }

    private static void count() {
        long end = System.nanoTime() + 3_000_000;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        getRunningLoop().callLater(0.005, Scenes::count);
    }

    private static Coroutine<Void> circle() {
        return async(
                () -> {
                    var left = new Lock().named("left");
                    var right = new Lock().named("right");
                    createTask(take(left, right), "one");
                    createTask(take(right, left), "two");
                    getRunningLoop().callLater(0.05, Scenes::begun);
                    await(sleep(1e6)); // others go on, so it is no deadlock of the loop
                });
    }

    private static Coroutine<Void> take(Lock first, Lock next) {
        return async(
                () -> {
                    await(first.acquire());
                    await(sleep(0.01));
                    await(next.acquire());
                });
    }
}
