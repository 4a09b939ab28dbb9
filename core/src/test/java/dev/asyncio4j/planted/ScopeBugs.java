// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.asCompleted;
import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.shield;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.planted.Steps.cancelling;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.ended;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.AsCompleted;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in time-outs, shields and combinators.
final class ScopeBugs {

    private static final Law FOREIGN =
            new Law("a time-out swallows no cancellation of others", ScopeBugs::timedAndCancelled);
    private static final Law SHIELD =
            new Law("a shield keeps cancellation off, and failures are seen", ScopeBugs::shielded);
    private static final Law GATHER =
            new Law("the failure of a late child of gather counts as seen", ScopeBugs::gathered);
    private static final Law COMPLETED =
            new Law("as_completed loses no result with a cancelled consumer", ScopeBugs::completed);

    private ScopeBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "timeout: swallows a cancellation by others",
                        FOREIGN,
                        "Timeout.java",
                        "mine.uncancel() <= cancellingBefore;",
                        "mine.uncancel() >= 0;"),
                new Planted.Line(
                        "shield: loses the error of what nobody awaits any more",
                        SHIELD,
                        "Shield.java",
                        "ChildDone.tell(inner, REPORT, null);",
                        "ChildDone.tell(inner, Future::markRetrieved, null);"),
                new Planted.Line(
                        "shield: passes the cancellation on",
                        SHIELD,
                        "Shield.java",
                        "inner.removeDoneCallback(innerDone);",
                        "inner.removeDoneCallback(innerDone); inner.cancel();"),
                new Planted.Line(
                        "gather: leaves the failure of a late child to nobody",
                        GATHER,
                        "GatheringFuture.java",
                        "child.markRetrieved();",
                        ""),
                new Planted.Line(
                        "as_completed: a cancelled consumer keeps the wake-up",
                        COMPLETED,
                        "AsCompleted.java",
                        "wakeNext(); // the wake-up was for whoever takes the item",
                        ""));
    }

    private static Coroutine<?> timedAndCancelled() {
        return async(
                () -> {
                    Task<?> timed =
                            createTask(
                                    async(
                                            () -> {
                                                try {
                                                    await(timeout(1, () -> await(sleep(9))));
                                                } catch (TimeoutError late) {
                                                    turns(4);
                                                }
                                            }));
                    turns(3);
                    await(sleep(1));
                    await(cancelling(timed, 0));
                });
    }

    /// The canceller comes early or late, but not just when the inner task fails.
    private static Coroutine<?> shielded() {
        List<Throwable> reported = new ArrayList<>();
        boolean[] late = {false};
        return async(
                () -> {
                    getRunningLoop()
                            .setExceptionHandler((loop, fault) -> reported.add(fault.exception()));
                    createTask(async(() -> late[0] = true));
                    Task<?> inner =
                            createTask(
                                    async(
                                            () -> {
                                                await(sleep(2));
                                                throw new ArithmeticException("inner");
                                            }));
                    boolean[] begun = {false};
                    Task<?> outer = createTask(async(() -> awaitShielded(inner, begun, reported)));
                    turns(1);
                    await(sleep(late[0] ? 3 : 1));
                    await(cancelling(outer, 0));
                    await(sleep(3));
                    check(!inner.isCancelled(), "the shield lets it through");
                    check(!begun[0] || !reported.isEmpty(), "nobody has seen the failure");
                    reported.forEach(each -> check(each instanceof ArithmeticException, "" + each));
                });
    }

    private static void awaitShielded(Task<?> inner, boolean[] begun, List<Throwable> reported) {
        begun[0] = true;
        try {
            await(shield(inner));
        } catch (ArithmeticException seen) {
            reported.add(seen);
            await(sleep(5));
        }
    }

    private static Coroutine<?> gathered() {
        boolean[] ready = {false};
        return async(
                () -> {
                    Task<?> setter = createTask(async(() -> ready[0] = true));
                    try {
                        await(gather(failingUnless(ready), failingUnless(ready)));
                    } catch (IllegalStateException expected) {
                        turns(1);
                    }
                    await(setter);
                    await(sleep(1)); // until nothing moves any more
                });
    }

    private static Coroutine<@Nullable Void> failingUnless(boolean[] ready) {
        return async(
                () -> {
                    turns(1);
                    if (!ready[0]) {
                        throw new IllegalStateException("not ready");
                    }
                });
    }

    private static Coroutine<?> completed() {
        return async(
                () -> {
                    Task<String> early = createTask(after(1, "early"));
                    Future<String> late = getRunningLoop().createFuture();
                    var results = asCompleted(List.of(early, late));
                    Task<?> first = createTask(consuming(results, 5));
                    Task<?> second = createTask(consuming(results, 6));
                    early.addDoneCallback(done -> first.cancel());
                    ended(first);
                    if (first.isCancelled()) {
                        await(second); // by the early one
                        second = createTask(consuming(results, 0));
                    }
                    late.setResult("late");
                    await(second);
                });
    }

    private static Coroutine<@Nullable Void> consuming(AsCompleted<String> results, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(results.next());
                });
    }

    private static Coroutine<String> after(int turns, String result) {
        return async(
                () -> {
                    turns(turns);
                    return result;
                });
    }
}
