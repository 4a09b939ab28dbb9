// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.tasks;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.Asyncio.shield;
import static dev.asyncio4j.Asyncio.waitFor;
import static dev.asyncio4j.Asyncio.waitOn;
import static dev.asyncio4j.conformance.Py.name;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.text;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.ReturnWhen;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitResult;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Futures, tasks and handles belong to one loop.
public final class T10LoopAffinity {

    public static void main(String[] args) {
        EventLoop a = newEventLoop();
        EventLoop b = newEventLoop();
        Future<String> ofA = a.createFuture();
        Future<String> ofB = b.createFuture();
        try {
            a.runUntilComplete(ofB);
        } catch (IllegalArgumentException e) {
            print("run_until_complete:", show(e));
        }

        Map<String, Coroutine<?>> misuses = new LinkedHashMap<>();
        misuses.put("await", awaitIt(ofB));
        misuses.put("gather", gatherThem(ofB, ofA));
        misuses.put("wait", waitThem(ofB));
        misuses.put("shield", awaitIt(shield(ofB)));
        misuses.put("wait_for", waitFor(ofB, 1));
        misuses.forEach(
                (name, coroutine) -> {
                    try {
                        print(name, a.runUntilComplete(coroutine));
                    } catch (IllegalStateException | IllegalArgumentException e) {
                        print(name + ":", show(e).split(" attached")[0], "...");
                    }
                });

        print("-- a done future of another loop can be awaited: no suspension, no check");
        Future<String> done = b.createFuture();
        done.setResult("from b");
        print(a.runUntilComplete(awaitIt(done)));
        print("-- set by a callback of the other loop");
        Future<String> crossed = a.createFuture();
        b.callSoon(() -> crossed.setResult("set from b"));
        b.callSoon(b::stop);
        b.runForever();
        print(crossed.result(), "|", a.runUntilComplete(crossed));
        print("-- which loop", ofA.loop() == a, ofB.loop() == b);
        Task<String> task = b.createTask(awaitIt(done));
        print("task of b:", task.loop() == b, b.runUntilComplete(task));
        a.close();
        b.close();
    }

    /// Names of tasks and futures differ: only their shape is kept.
    private static String show(Throwable failure) {
        return name(failure)
                + ": "
                + text(failure).replaceAll("<(Task|Future) .*?>(?= got | attached |$)", "<$1>");
    }

    private static Coroutine<String> awaitIt(Future<String> future) {
        return async(() -> await(future));
    }

    private static Coroutine<List<String>> gatherThem(Future<String> one, Future<String> other) {
        return async(() -> await(gather(one, other)));
    }

    private static Coroutine<String> waitThem(Future<String> future) {
        return async(
                () -> {
                    WaitResult<String> waited =
                            await(
                                    waitOn(
                                            List.of(future),
                                            Duration.ofMillis(20),
                                            ReturnWhen.ALL_COMPLETED));
                    return "not checked: done %d pending %d"
                            .formatted(waited.done().size(), waited.pending().size());
                });
    }
}
