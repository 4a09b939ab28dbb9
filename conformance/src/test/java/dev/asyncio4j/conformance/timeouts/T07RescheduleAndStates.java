// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.timeouts;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Timeout;
import dev.asyncio4j.TimeoutError;

/// Timeout objects: reschedule (later, earlier, off, to the past), the string form in each state,
/// and
/// the errors for using one before entering, after leaving, twice, or outside a task.
public final class T07RescheduleAndStates {

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    later(loop);
                    earlier(loop);
                    off();
                    fromNoneToThePast(loop);
                    print("-- states");
                    createdActiveFinished();
                    expiringExpired(loop);
                    outsideATask(loop);
                });
    }

    static void later(EventLoop loop) {
        print("-- later");
        Timeout limit = timeout(0.02);
        await(
                limit.use(
                        () -> {
                            limit.reschedule(loop.time() + 100);
                            await(sleep(0.05));
                        }));
        print("expired", limit.isExpired());
    }

    static void earlier(EventLoop loop) {
        print("-- earlier");
        Timeout limit = timeout(100);
        try {
            await(
                    limit.use(
                            () -> {
                                limit.reschedule(loop.time() + 0.02);
                                await(sleep(3600));
                            }));
        } catch (TimeoutError e) {
            print("TimeoutError, expired", limit.isExpired());
        }
    }

    static void off() {
        print("-- off");
        Timeout limit = timeout(0.02);
        await(
                limit.use(
                        () -> {
                            limit.off();
                            await(sleep(0.05));
                        }));
        print("expired", limit.isExpired(), "when", limit.when() == NO_LIMIT ? null : limit.when());
    }

    static void fromNoneToThePast(EventLoop loop) {
        print("-- from None, to the past");
        Timeout limit = timeout(NO_LIMIT);
        try {
            await(
                    limit.use(
                            () -> {
                                limit.reschedule(loop.time() - 5);
                                print("not yet:", limit.isExpired());
                                await(sleep(3600));
                            }));
        } catch (TimeoutError e) {
            print("TimeoutError");
        }
    }

    static void tryToReschedule(Timeout limit, double when) {
        try {
            limit.reschedule(when);
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    static void tryToUse(Timeout limit) {
        try {
            await(limit.use(() -> print("(not reached)")));
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    static void createdActiveFinished() {
        Timeout limit = timeout(NO_LIMIT);
        print(limit);
        tryToReschedule(limit, 1);
        await(
                limit.use(
                        () -> {
                            print(limit);
                            tryToUse(limit);
                        }));
        print(limit);
        tryToReschedule(limit, 1);
        tryToUse(limit);
    }

    static void expiringExpired(EventLoop loop) {
        Timeout limit = timeout(0.02);
        try {
            await(
                    limit.use(
                            () -> {
                                try {
                                    await(sleep(3600));
                                } catch (CancelledError e) {
                                    print(limit);
                                    tryToReschedule(limit, loop.time() + 1);
                                    throw e;
                                }
                            }));
        } catch (TimeoutError e) {
            print(limit);
            tryToReschedule(limit, 1);
        }
    }

    static void outsideATask(EventLoop loop) {
        print("-- outside a task");
        loop.callSoon(() -> tryToUse(timeout(1)));
        await(sleep(0));
    }
}
