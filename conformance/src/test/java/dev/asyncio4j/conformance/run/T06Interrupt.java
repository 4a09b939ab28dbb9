// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.run;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.conformance.py.ValueError;

/// Ctrl-C under `run`: the first SIGINT cancels the main task; if it ends as cancelled, `run`
/// throws
/// KeyboardInterrupt; cleanup code can await; if the main task swallows the cancel, its result
/// counts; a second SIGINT interrupts at once.
public final class T06Interrupt {

    private static final Sigint SIGINT = Sigint.now();

    public static void main(String[] args) {
        attempt("plain", plain());
        attempt("swallows", swallows());
        attempt("other_error", otherError());
        attempt("uncancels", uncancels());
        attempt("children", children());
        attempt("cancelled_by_itself", cancelledByItself());
        attempt("twice", twice());
    }

    static void attempt(String label, Coroutine<?> coroutine) {
        print("--", label);
        try {
            print("result", run(coroutine));
        } catch (Throwable e) {
            print("run raised", show(e));
        }
        print("handler restored:", SIGINT.isHandledAsBefore());
    }

    static void interruptSoon() {
        getRunningLoop().callLater(0.02, SIGINT::raise);
    }

    static Coroutine<Void> plain() {
        return async(
                () -> {
                    interruptSoon();
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        print("  main sees", show(e), "requests", currentTask().cancelling());
                        await(sleep(0.02));
                        print("  cleanup awaited");
                        throw e;
                    }
                });
    }

    static Coroutine<String> swallows() {
        return async(
                () -> {
                    interruptSoon();
                    try {
                        await(sleep(3600));
                        return null;
                    } catch (CancelledError e) {
                        return "swallowed";
                    }
                });
    }

    static Coroutine<Void> otherError() {
        return async(
                () -> {
                    interruptSoon();
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        throw new ValueError("instead");
                    }
                });
    }

    static Coroutine<Void> uncancels() {
        return async(
                () -> {
                    interruptSoon();
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        currentTask().uncancel();
                        throw e;
                    }
                });
    }

    static Coroutine<Void> child() {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        print("  child cancelled");
                        throw e;
                    }
                });
    }

    static Coroutine<Void> children() {
        return async(
                () -> {
                    await(
                            taskGroup(
                                    group -> {
                                        group.createTask(child());
                                        interruptSoon();
                                    }));
                });
    }

    static Coroutine<Void> cancelledByItself() {
        return async(
                () -> {
                    currentTask().cancel();
                    await(sleep(0));
                });
    }

    static Coroutine<Void> twice() {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    interruptSoon();
                    try {
                        await(sleep(3600));
                    } finally {
                        print("  first one arrived");
                        loop.callSoon(SIGINT::raise);
                        try {
                            await(sleep(3600));
                        } finally {
                            print("  second one arrived during cleanup");
                        }
                    }
                });
    }
}
