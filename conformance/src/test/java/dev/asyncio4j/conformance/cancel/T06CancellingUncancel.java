// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import java.util.List;

/// `cancelling()` counts cancel requests, `uncancel()` takes one back (never below zero) without
/// undoing a CancelledError already on its way; structured blocks use the count to tell their own
/// cancel from the caller's.
public final class T06CancellingUncancel {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    takingBack();
                    swallowedWithoutUncancel();
                    uncancelBeforeDelivery();
                    blockThatEndsItsOwnCancel();
                });
    }

    static Coroutine<String> body() {
        return async(
                () -> {
                    Task<?> me = currentTask();
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        print("  requests on arrival:", me.cancelling());
                        print("  uncancel ->", me.uncancel());
                        print("  uncancel ->", me.uncancel());
                        print("  uncancel ->", me.uncancel());
                    }
                    await(sleep(0)); // not cancelled again
                    return "finished";
                });
    }

    static void takingBack() {
        Task<String> task = createTask(body());
        print("fresh:", task.cancelling(), task.uncancel());
        await(sleep(0));
        print("cancel twice:", task.cancel(), task.cancel(), "->", task.cancelling());
        print(await(task), "| count after:", task.cancelling(), "cancelled:", task.isCancelled());
        print("cancel of a done task does not count:", task.cancel(), task.cancelling());
    }

    static void swallowedWithoutUncancel() {
        print("-- the count stays when CancelledError is swallowed without uncancel");
        Coroutine<Integer> swallow =
                async(
                        () -> {
                            try {
                                await(sleep(3600));
                            } catch (CancelledError e) {
                                // refused
                            }
                            await(sleep(0));
                            return currentTask().cancelling();
                        });
        Task<Integer> task = createTask(swallow);
        await(sleep(0));
        task.cancel();
        print("count inside:", await(task));
    }

    static void uncancelBeforeDelivery() {
        print("-- uncancel before delivery: CancelledError still arrives in 3.11 and 3.12");
        Coroutine<String> eagerUncancel =
                async(
                        () -> {
                            Task<?> me = currentTask();
                            me.cancel();
                            me.uncancel();
                            try {
                                await(sleep(0));
                                return "not delivered";
                            } catch (CancelledError e) {
                                return "delivered, count " + me.cancelling();
                            }
                        });
        print(await(createTask(eagerUncancel)));
    }

    static Coroutine<String> block() {
        return async(
                () -> {
                    Task<?> me = currentTask();
                    int base = me.cancelling();
                    getRunningLoop().callSoon(me::cancel);
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        if (me.uncancel() > base) {
                            throw e; // someone else cancels too
                        }
                    }
                    return "only our own cancel";
                });
    }

    static void blockThatEndsItsOwnCancel() {
        print("-- a block that ends its own cancel and keeps the caller's");
        print(await(createTask(block())));
        Task<String> task = createTask(block());
        await(sleep(0));
        task.cancel();
        await(waitOn(List.of(task)));
        print(
                "with a cancel from outside as well: cancelled",
                task.isCancelled(),
                "count",
                task.cancelling());
    }
}
