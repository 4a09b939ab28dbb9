// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.timeouts;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Timeout;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.function.Function;

/// A `timeout` block: the body is cancelled inside, TimeoutError comes out at the end of the block
/// only; `isExpired()`, `when()`; no limit never fires; a body that ends in time, fails, or
/// swallows
/// its cancel.
public final class T05TimeoutBlock {

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    public static void main(String[] args) {
        run(main());
    }

    static void attempt(String label, double seconds, Function<Timeout, Coroutine<String>> body) {
        Timeout limit = timeout(seconds);
        try {
            await(
                    limit.use(
                            () -> {
                                String result = await(body.apply(limit));
                                print(
                                        label,
                                        "-> body returned",
                                        result,
                                        "| expired",
                                        limit.isExpired());
                            }));
            print("  after the block: expired", limit.isExpired(), "requests", requests());
        } catch (Throwable e) {
            print(
                    label,
                    "-> came out",
                    show(e),
                    "| expired",
                    limit.isExpired(),
                    "| cause",
                    e.getCause() == null ? null : name(e.getCause()),
                    "| requests",
                    requests());
        }
    }

    static int requests() {
        return currentTask().cancelling();
    }

    static Coroutine<String> quick(Timeout limit) {
        return async(
                () -> {
                    await(sleep(0));
                    return "quick";
                });
    }

    static Coroutine<String> sleeps(Timeout limit) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                        return null;
                    } catch (CancelledError e) {
                        print(
                                "  inside it is",
                                show(e),
                                "expired",
                                limit.isExpired(),
                                "requests",
                                requests());
                        throw e;
                    }
                });
    }

    static Coroutine<String> fails(Timeout limit) {
        return async(
                () -> {
                    await(sleep(0));
                    throw new ValueError("own error");
                });
    }

    static Coroutine<String> failsOnCancel(Timeout limit) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                        return null;
                    } catch (CancelledError e) {
                        throw new ValueError("while cancelled");
                    }
                });
    }

    static Coroutine<String> swallows(Timeout limit) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        await(sleep(0)); // goes on working; no second cancel comes
                    }
                    return "swallowed";
                });
    }

    static Coroutine<String> raisesTimeout(Timeout limit) {
        return async(
                () -> {
                    throw new TimeoutError("my own");
                });
    }

    static Coroutine<String> noAwait(Timeout limit) {
        return async(() -> "no await");
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    attempt("in time", 5, T05TimeoutBlock::quick);
                    attempt("expires", 0.02, T05TimeoutBlock::sleeps);
                    attempt("body fails", 5, T05TimeoutBlock::fails);
                    attempt("fails on cancel", 0.02, T05TimeoutBlock::failsOnCancel);
                    attempt("swallows", 0.02, T05TimeoutBlock::swallows);
                    attempt("own TimeoutError", 5, T05TimeoutBlock::raisesTimeout);
                    attempt("None", NO_LIMIT, T05TimeoutBlock::quick);
                    attempt("zero, sleeping body", 0, T05TimeoutBlock::sleeps);
                    attempt("zero, body with sleep(0)", 0, T05TimeoutBlock::quick);
                    attempt("negative", -5, T05TimeoutBlock::sleeps);
                    attempt("zero, body without await", 0, T05TimeoutBlock::noAwait);
                    deadlines();
                });
    }

    static void deadlines() {
        EventLoop loop = getRunningLoop();
        Timeout never = timeout(NO_LIMIT);
        await(
                never.use(
                        () ->
                                print(
                                        "when of None:",
                                        never.when() == NO_LIMIT ? null : never.when())));
        Timeout later = timeout(100);
        await(
                later.use(
                        () -> {
                            double left = later.when() - loop.time();
                            print("when is absolute:", 99 < left && left <= 100);
                        }));
        Timeout at = timeoutAt(loop.time() + 50);
        await(
                at.use(
                        () -> {
                            double left = at.when() - loop.time();
                            print("timeout_at:", 49 < left && left <= 50);
                        }));
        try {
            await(timeoutAt(loop.time() - 1).use(() -> await(sleep(3600))));
        } catch (TimeoutError e) {
            print("timeout_at in the past: TimeoutError");
        }
    }
}
