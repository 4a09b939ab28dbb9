// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.run;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.conformance.py.LookupError;
import java.util.ArrayList;
import java.util.List;

/// `run`: a new loop each time, closed at the end; returns the result or throws the error of the
/// main
/// coroutine; it is refused inside a running loop; the main coroutine's task can be cancelled.
public final class T01RunBasics {

    private final List<EventLoop> loops = new ArrayList<>();

    public static void main(String[] args) {
        T01RunBasics basics = new T01RunBasics();
        basics.resultsAndErrors();
        print("-- inside a running loop");
        run(basics.innerRun());
        basics.noLoopBeforeAndAfter();
        systemExit();
    }

    private Coroutine<Integer> ok(int x) {
        return async(
                () -> {
                    loops.add(getRunningLoop());
                    await(sleep(0));
                    return x;
                });
    }

    private static Coroutine<Void> fails() {
        return async(
                () -> {
                    throw new LookupError("from main");
                });
    }

    private static Coroutine<Void> cancelsItself() {
        return async(
                () -> {
                    currentTask().cancel("by itself");
                    await(sleep(0));
                });
    }

    private void resultsAndErrors() {
        print(run(ok(1)), run(ok(2)));
        print(
                "different loops:",
                loops.get(0) != loops.get(1),
                "closed:",
                loops.stream().map(EventLoop::isClosed).toList());
        for (Coroutine<Void> main : List.of(fails(), cancelsItself())) {
            try {
                run(main);
            } catch (Throwable e) {
                print(show(e));
            }
        }
    }

    private static void refused(Runnable action) {
        try {
            action.run();
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    private Coroutine<Void> innerRun() {
        return async(
                () -> {
                    Coroutine<Integer> coroutine = ok(1);
                    EventLoop loop = getRunningLoop();
                    EventLoop other = newEventLoop();
                    refused(() -> run(coroutine));
                    refused(() -> loop.runUntilComplete(coroutine));
                    refused(() -> loop.runForever());
                    refused(() -> other.runUntilComplete(coroutine));
                    coroutine.close();
                    other.close();
                });
    }

    private void noLoopBeforeAndAfter() {
        print("-- no loop is running before and after");
        for (int i = 0; i < 2; i++) {
            refused(() -> getRunningLoop());
            run(ok(0));
        }
    }

    private static void systemExit() {
        print("-- SystemExit in main leaves run");
        Coroutine<Void> quits =
                async(
                        () -> {
                            throw new SystemExit(7);
                        });
        try {
            run(quits);
        } catch (SystemExit e) {
            print(show(e));
        }
    }
}
