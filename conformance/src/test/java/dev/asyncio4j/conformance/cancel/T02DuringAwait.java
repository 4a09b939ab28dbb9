// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.ReturnWhen;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitResult;
import java.time.Duration;
import java.util.List;

/// `cancel()` of a waiting task: only a request, delivered as CancelledError at the await in a
/// later
/// turn; the awaited future is cancelled; finally blocks run inside out and may await; code after
/// the cancel call runs first.
public final class T02DuringAwait {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> inner(Future<Void> future) {
        return async(
                () -> {
                    try {
                        print("  inner waits");
                        await(future);
                    } catch (CancelledError e) {
                        print("  inner sees the cancel");
                        throw e;
                    } finally {
                        print("  inner cleanup starts");
                        await(sleep(0));
                        print("  inner cleanup ends");
                    }
                });
    }

    static Coroutine<Void> outer(Future<Void> future) {
        return async(
                () -> {
                    try {
                        await(guarded(() -> await(inner(future))));
                    } finally {
                        print("  outer finally");
                    }
                });
    }

    /// An asynchronous context manager: `body` between an enter and an exit that awaits.
    static Coroutine<Void> guarded(Body.OfNothing body) {
        return async(
                () -> {
                    print("  guard in");
                    Throwable thrown = null;
                    try {
                        body.run();
                    } catch (Throwable failure) {
                        thrown = failure;
                        throw failure;
                    } finally {
                        print("  guard out with", thrown == null ? null : name(thrown));
                        await(sleep(0));
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    waitingForAFuture();
                    sleeping();
                    yielding();
                });
    }

    static void waitingForAFuture() {
        EventLoop loop = getRunningLoop();
        Future<Void> future = loop.createFuture();
        Task<Void> task = createTask(outer(future));
        await(sleep(0));
        task.addDoneCallback(done -> print("  done callback, cancelled:", task.isCancelled()));
        print(
                "cancel:",
                task.cancel(),
                "| future cancelled at once:",
                future.isCancelled(),
                "| task done:",
                task.isDone());
        print("code after cancel() runs first");
        try {
            await(task);
        } catch (CancelledError e) {
            print("awaiter sees CancelledError");
        }
    }

    static void sleeping() {
        print("-- cancelling a sleeping task ends it at once, not after the delay");
        Task<Void> task = createTask(sleep(3600));
        await(sleep(0));
        task.cancel();
        WaitResult<Void> result =
                await(waitOn(List.of(task), Duration.ofSeconds(5), ReturnWhen.ALL_COMPLETED));
        print("ended:", result.done().size(), task.isCancelled());
    }

    static void yielding() {
        print("-- cancelling a task in sleep(0): delivered at its next step");
        Coroutine<Void> spinner =
                async(
                        () -> {
                            try {
                                for (int i = 0; i < 5; i++) {
                                    print("  spin", i);
                                    await(sleep(0));
                                }
                            } catch (CancelledError e) {
                                print("  spin cancelled");
                                throw e;
                            }
                        });
        Task<Void> task = createTask(spinner);
        await(sleep(0));
        await(sleep(0));
        task.cancel();
        await(waitOn(List.of(task)));
        print("cancelled:", task.isCancelled());
    }
}
