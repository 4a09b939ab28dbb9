// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.run;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Runner;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// Runner: several runs on one loop, its loop, a loop factory, debug, close (twice is fine), errors
/// after closing and inside a running loop, tasks that live from one run to the next and are
/// cancelled at close.
public final class T03Runner {

    private final List<Object> log = new ArrayList<>();
    private final List<Task<Void>> tasks = new ArrayList<>();

    public static void main(String[] args) {
        Runner runner = new Runner();
        T03Runner program = new T03Runner();
        EventLoop loop = program.severalRuns(runner);
        print(
                "closed:",
                loop.isClosed(),
                program.log.getLast(),
                "| task cancelled:",
                program.tasks.getFirst().isCancelled());
        afterClosing(runner);
        factoryAndDebug();
    }

    private static <T> Coroutine<T> value(T x) {
        return async(
                () -> {
                    await(sleep(0));
                    return x;
                });
    }

    private Coroutine<Void> background() {
        return async(
                () -> {
                    try {
                        for (int i = 0; i < 100; i++) {
                            log.add(i);
                            await(sleep(0));
                        }
                    } catch (CancelledError e) {
                        log.add("cancelled at close");
                        throw e;
                    }
                });
    }

    private Coroutine<Void> start() {
        return async(
                () -> {
                    tasks.add(createTask(background()));
                    await(sleep(0));
                });
    }

    private static Coroutine<Void> fails() {
        return async(
                () -> {
                    throw new ValueError("one run fails");
                });
    }

    private EventLoop severalRuns(Runner given) {
        try (Runner runner = given) {
            EventLoop loop = runner.loop();
            print(runner.run(value(1)), runner.run(value(2)));
            print(
                    "one loop:",
                    runner.loop() == loop,
                    "running",
                    loop.isRunning(),
                    "closed",
                    loop.isClosed());
            print("it is the one that runs:", runner.run(async(() -> getRunningLoop() == loop)));
            runner.run(start());
            print("background ran:", log);
            runner.run(value(0));
            print("and goes on in the next run:", log);
            try {
                runner.run(fails());
            } catch (ValueError e) {
                print(show(e), "| usable afterwards:", runner.run(value("yes")));
            }
            Coroutine<Void> nested = async(() -> refused(() -> runner.run(value(1))));
            runner.run(nested);
            return loop;
        }
    }

    private static void refused(Runnable action) {
        try {
            action.run();
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    private static void afterClosing(Runner runner) {
        Coroutine<Integer> coroutine = value(1);
        refused(() -> runner.run(coroutine));
        refused(() -> runner.loop());
        coroutine.close();
        runner.close();
        print("close again: fine");
    }

    private static void factoryAndDebug() {
        print("-- factory and debug");
        List<EventLoop> made = new ArrayList<>();
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withDebug(true)
                        .withLoopFactory(
                                () -> {
                                    made.add(newEventLoop());
                                    return made.getLast();
                                });
        Runner runner = new Runner(options);
        print("lazy:", made.size());
        print(
                runner.run(value("x")),
                "made",
                made.size(),
                "is it:",
                runner.loop() == made.getFirst(),
                "debug",
                made.getFirst().debug());
        runner.close();
        print("closed", made.getFirst().isClosed());
        try (Runner quiet = new Runner(RunnerOptions.defaults().withDebug(false))) {
            print("debug off:", quiet.loop().debug());
        }
    }
}
