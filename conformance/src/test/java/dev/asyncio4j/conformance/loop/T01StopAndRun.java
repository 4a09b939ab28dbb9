// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.loop;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// Running a loop, stopping it, and running it again.
public final class T01StopAndRun {

    private final EventLoop loop = newEventLoop();
    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        new T01StopAndRun().cases();
    }

    private static <T> Coroutine<T> value(T x) {
        return value(x, 1);
    }

    private static <T> Coroutine<T> value(T x, int steps) {
        return async(
                () -> {
                    for (int i = 0; i < steps; i++) {
                        await(sleep(0));
                    }
                    return x;
                });
    }

    private static Coroutine<Void> fails() {
        return async(
                () -> {
                    throw new ValueError("from coroutine");
                });
    }

    private void cases() {
        results();
        stoppedTooEarly();

        print("-- a stop together with the result: the result counts");
        Future<String> future = loop.createFuture();
        loop.callSoon(() -> future.setResult("in time"));
        loop.callSoon(loop::stop);
        try {
            print(loop.runUntilComplete(future));
        } catch (IllegalStateException e) {
            print(show(e));
        }

        print(
                "-- a wart of that: the finished run's own stop is still queued and ends the next"
                        + " run early");
        try {
            print(loop.runUntilComplete(value("next run")));
        } catch (IllegalStateException e) {
            print(show(e));
        }

        print(
                "-- after run_until_complete other callbacks of that iteration have run, later"
                        + " ones wait");
        loop.runUntilComplete(
                async(
                        () -> {
                            loop.callSoon(() -> log.add("same round"));
                            await(sleep(0));
                            loop.callSoon(() -> log.add("queued by the last step"));
                        }));
        print(log);
        loop.runUntilComplete(value(0));
        print(log);

        print("-- running inside");
        loop.runUntilComplete(inside());
        print("running:", loop.isRunning());
        loop.close();
    }

    private void results() {
        print("new:", loop.isRunning(), loop.isClosed(), loop.debug());
        print(loop.runUntilComplete(value(1)));
        Future<String> future = loop.createFuture();
        loop.callSoon(() -> future.setResult("future"));
        print(loop.runUntilComplete(future), "| done future again:", loop.runUntilComplete(future));
        Task<String> task = loop.createTask(value("task"));
        print(loop.runUntilComplete(task));
        try {
            loop.runUntilComplete(fails());
        } catch (ValueError e) {
            print(show(e));
        }
        Future<Void> gone = loop.createFuture();
        gone.cancel("gone");
        try {
            loop.runUntilComplete(gone);
        } catch (CancelledError e) {
            print(show(e));
        }
    }

    private void stoppedTooEarly() {
        print("-- stopped too early");
        Future<Void> future = loop.createFuture();
        loop.callSoon(loop::stop);
        try {
            loop.runUntilComplete(future);
        } catch (IllegalStateException e) {
            print(show(e));
        }
        Task<String> task = loop.createTask(value("late", 3));
        loop.callSoon(loop::stop);
        try {
            loop.runUntilComplete(task);
        } catch (IllegalStateException e) {
            print(
                    show(e),
                    "| task done:",
                    task.isDone(),
                    "-> run again:",
                    loop.runUntilComplete(task));
        }
    }

    private Coroutine<Void> inside() {
        return async(
                () -> {
                    print(
                            "running:",
                            loop.isRunning(),
                            "| get_running_loop is it:",
                            getRunningLoop() == loop);
                    for (Runnable each : List.<Runnable>of(loop::runForever, loop::close)) {
                        try {
                            each.run();
                        } catch (IllegalStateException e) {
                            print(show(e));
                        }
                    }
                    double before = loop.time();
                    await(sleep(0.02));
                    print("clock went forward:", loop.time() - before >= 0.019);
                });
    }
}
