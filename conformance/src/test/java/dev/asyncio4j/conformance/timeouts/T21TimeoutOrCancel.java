// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.timeouts;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.Timeout;
import dev.asyncio4j.TimeoutError;
import java.util.ArrayList;
import java.util.List;

/// A timeout and a cancel from elsewhere: before, after, in the same turn; what comes out and how
/// many requests are left. Also reschedule in odd places, and a result in the turn of the deadline.
public final class T21TimeoutOrCancel {

    private final EventLoop loop = getRunningLoop();
    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T21TimeoutOrCancel().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static void settle() {
        for (int i = 0; i < 4; i++) {
            await(sleep(0));
        }
    }

    private Coroutine<Void> limited(double limit) {
        return limited(limit, 0);
    }

    private Coroutine<Void> limited(double limit, double cleanup) {
        return async(
                () -> {
                    Timeout t = timeout(limit);
                    try {
                        await(t.use(() -> body(cleanup)));
                    } catch (Throwable e) {
                        log.add(
                                "block "
                                        + show(e)
                                        + ", expired "
                                        + repr(t.isExpired())
                                        + ", left "
                                        + currentTask().cancelling());
                        throw e;
                    }
                });
    }

    private void body(double cleanup) {
        try {
            await(sleep(10));
        } catch (CancelledError e) {
            log.add("body " + show(e));
            if (cleanup > 0) {
                try {
                    await(sleep(cleanup));
                } catch (CancelledError e2) {
                    log.add("cleanup " + show(e2));
                    throw e2;
                }
            }
            throw e;
        }
    }

    private void end(Task<Void> t) {
        await(waitOn(List.of(t)));
        flush();
        print(
                "cancelled",
                t.isCancelled(),
                t.isCancelled() ? "" : show(t.exception()),
                "requests",
                t.cancelling());
    }

    private void main() throws InterruptedException {
        oneThenTheOther();
        oneTurn();
        entering();
        results();
        busy();
        reschedule();
        waitForInOneTurn();
    }

    private void oneThenTheOther() {
        print("-- the cancel first");
        Task<Void> t = createTask(limited(10));
        settle();
        t.cancel("outside");
        end(t);

        print("-- the timeout first, the cancel during cleanup");
        t = createTask(limited(0.1, 10));
        await(sleep(0.3));
        t.cancel("outside");
        end(t);

        print("-- the cancel first, the timeout during cleanup");
        t = createTask(limited(0.2, 10));
        settle();
        t.cancel("outside");
        end(t);
    }

    private void oneTurn() {
        print("-- both in one turn: cancel then timeout");
        Task<Void> t = createTask(limited(0));
        await(sleep(0));
        t.cancel("outside");
        end(t);

        print("-- both in one turn: timeout then cancel");
        Task<Void> u = createTask(limited(0));
        await(sleep(0));
        loop.callSoon(() -> u.cancel("outside"));
        end(u);

        print("-- cancelled before it starts");
        t = createTask(limited(0));
        t.cancel("outside");
        await(waitOn(List.of(t)));
        print(t.isCancelled(), t.cancelling(), log);
    }

    private void entering() {
        print("-- entered with a request pending from before");
        end(
                createTask(
                        async(
                                () -> {
                                    currentTask().cancel("before");
                                    try {
                                        await(sleep(0));
                                    } catch (CancelledError e) {
                                        // it stays counted
                                    }
                                    await(limited(0.01));
                                })));

        print("-- entered while a cancel waits to be delivered");
        for (double limit : new double[] {10, 0}) {
            end(
                    createTask(
                            async(
                                    () -> {
                                        currentTask().cancel("waiting");
                                        await(limited(limit));
                                    })));
        }

        print("-- the body cancels its own task");
        end(
                createTask(
                        async(
                                () ->
                                        await(
                                                timeout(
                                                        10,
                                                        () -> {
                                                            currentTask().cancel("own");
                                                            await(sleep(0));
                                                        })))));
    }

    private void results() {
        print("-- a result in the turn of the deadline");
        racing(true);
        flush();
        racing(false);
        flush();
    }

    private void racing(boolean resultFirst) {
        Future<String> f = loop.createFuture();
        double when = loop.time() + 0.2;
        if (resultFirst) {
            loop.callAt(when - 0.0001, () -> f.setResult("result"));
        }
        Timeout t = timeoutAt(when);
        try {
            await(
                    t.use(
                            () -> {
                                if (!resultFirst) {
                                    loop.callAt(
                                            when + 0.0001,
                                            () -> {
                                                if (!f.isDone()) {
                                                    f.setResult("result");
                                                }
                                            });
                                }
                                loop.callAt(when - 0.05, () -> block(100));
                                log.add(await(f));
                            }));
        } catch (TimeoutError e) {
            log.add(show(e));
        }
        log.add("expired " + repr(t.isExpired()) + " future cancelled " + repr(f.isCancelled()));
    }

    /// Holds the loop up.
    private static void block(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void busy() {
        print("-- expired, but the body ends without another await");
        Timeout t = timeout(0);
        await(t.use(() -> {}));
        print("never suspended:", t.isExpired());
        Timeout u = timeout(0);
        try {
            await(
                    u.use(
                            () -> {
                                await(sleep(0));
                                print("one turn: expired", u.isExpired());
                            }));
        } catch (TimeoutError e) {
            print("one turn:", show(e));
        }
    }

    private void reschedule() {
        print("-- reschedule");
        Timeout off = timeout(0.01);
        await(
                off.use(
                        () -> {
                            off.off();
                            await(sleep(0.03));
                        }));
        print("off:", off.isExpired(), Double.isInfinite(off.when()) ? null : off.when());
        Timeout past = timeout(Double.POSITIVE_INFINITY);
        try {
            await(
                    past.use(
                            () -> {
                                past.reschedule(loop.time() - 1);
                                log.add("still here");
                                await(sleep(10));
                            }));
        } catch (TimeoutError e) {
            log.add(show(e));
        }
        flush();
        Timeout saved = timeout(0);
        await(
                saved.use(
                        () -> {
                            saved.reschedule(loop.time() + 10);
                            await(sleep(0));
                            await(sleep(0));
                        }));
        print("saved:", saved.isExpired());
        tooLate();
        movedByAnother();
    }

    private static void tooLate() {
        Timeout t = timeout(0.01);
        try {
            await(
                    t.use(
                            () -> {
                                try {
                                    await(sleep(10));
                                } finally {
                                    try {
                                        t.off();
                                    } catch (IllegalStateException e) {
                                        print(show(e));
                                    }
                                }
                            }));
        } catch (TimeoutError e) {
            print(show(e));
        }
        for (int i = 0; i < 2; i++) {
            try {
                t.reschedule(1);
            } catch (IllegalStateException e) {
                print(show(e));
            }
        }
    }

    private void movedByAnother() {
        print("-- a deadline moved by another task");
        Timeout t = timeout(10);
        List<Task<Void>> mover = new ArrayList<>();
        try {
            await(
                    t.use(
                            () -> {
                                mover.add(createTask(async(() -> t.reschedule(loop.time()))));
                                await(sleep(10));
                            }));
        } catch (TimeoutError e) {
            print(show(e), mover.getFirst().isDone());
        }
    }

    private void waitForInOneTurn() {
        print("-- wait_for cancelled in the turn of its deadline");
        for (boolean cancelFirst : List.of(true, false)) {
            Future<Void> f = loop.createFuture();
            Task<Void> t =
                    createTask(
                            async(
                                    () -> {
                                        try {
                                            await(waitFor(f, 0.000001));
                                        } catch (Throwable e) {
                                            log.add(
                                                    show(e)
                                                            + " left "
                                                            + currentTask().cancelling());
                                            throw e;
                                        }
                                    }));
            if (cancelFirst) {
                await(sleep(0));
                t.cancel("outside");
            } else {
                loop.callLater(0.0005, () -> t.cancel("outside"));
                await(sleep(0));
                block(10);
            }
            await(waitOn(List.of(t)));
            flush();
            print(t.isCancelled(), t.cancelling());
        }
    }
}
