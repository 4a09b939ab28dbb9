// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.planted.Steps.cancelling;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.ended;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.List;

/// Mistakes in the task's own steps and in its cancellation.
final class TaskBugs {

    private static final String FILE = "LoopTask.java";
    private static final Law CANCEL =
            new Law("a cancellation that was accepted comes out", TaskBugs::cancelled);
    private static final Law UNCANCEL =
            new Law(
                    "a request that is taken back before it was delivered is none",
                    TaskBugs::takenBack);

    private static final Law SLEEP =
            new Law("a sleep may be cancelled while its timer fires", TaskBugs::cancelledSleep);

    private TaskBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "task: a cancellation that finds it ready is lost",
                        CANCEL,
                        FILE,
                        "mustCancel = true; // I2",
                        ""),
                new Planted.Line(
                        "sleep: a timer that comes after the cancellation completes it again",
                        SLEEP,
                        "Sleep.java",
                        "succeedUnlessDone(null);",
                        "succeed(null);"),
                new Planted.Line(
                        "task: uncancel leaves the request to be delivered",
                        UNCANCEL,
                        FILE,
                        "--cancelRequests == 0) {\n            mustCancel = false;",
                        "--cancelRequests == 0) {"));
    }

    private static Coroutine<?> cancelled() {
        return async(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    Task<?> victim = createTask(async(() -> await(future)));
                    Task<?> setter =
                            createTask(
                                    async(
                                            () -> {
                                                turns(12);
                                                if (!future.isDone()) {
                                                    future.setResult("done");
                                                }
                                            }));
                    await(cancelling(victim, 4));
                    await(setter);
                });
    }

    private static Coroutine<?> cancelledSleep() {
        return async(
                () -> {
                    Task<?> victim = createTask(async(() -> await(sleep(1))));
                    turns(3);
                    await(sleep(1));
                    await(cancelling(victim, 0));
                });
    }

    private static Coroutine<?> takenBack() {
        return async(
                () -> {
                    Task<?> victim =
                            createTask(
                                    async(
                                            () -> {
                                                turns(1);
                                                await(sleep(5));
                                                turns(3);
                                            }));
                    turns(4);
                    boolean isReady = victim.waitingOn() == null && !victim.isDone();
                    victim.cancel();
                    victim.uncancel();
                    ended(victim);
                    check(!isReady || !victim.isCancelled(), "cancelled all the same");
                });
    }
}
