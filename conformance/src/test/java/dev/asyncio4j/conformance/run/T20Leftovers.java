// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.run;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.Runner;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What `run` and `Runner` do at the end: tasks left behind that clean up, refuse, fail, make
/// others
/// or exit; main that fails, is cancelled or exits; states and misuse.
public final class T20Leftovers {

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        new T20Leftovers().program();
    }

    private void flush() {
        print(log.stream().sorted().toList());
        log.clear();
    }

    private void play(String title, Coroutine<?> main) {
        print("--", title);
        try {
            print("result", run(main));
        } catch (Throwable e) {
            print("raised", show(e));
        }
        flush();
    }

    private Coroutine<Void> left(String name, String how) {
        return async(
                () -> {
                    try {
                        await(sleep(10));
                    } catch (CancelledError e) {
                        log.add(name + " " + show(e));
                        switch (how) {
                            case "awaits" -> {
                                turns(3);
                                log.add(name + " awaited");
                            }
                            case "swallows" -> {
                                return;
                            }
                            case "goes on" -> {
                                await(sleep(0.02));
                                log.add(name + " went on");
                                return;
                            }
                            case "fails" -> throw new ValueError(name);
                            default -> {}
                        }
                        throw e;
                    } finally {
                        log.add(name + " finally");
                    }
                });
    }

    private static void turns(int n) {
        for (int i = 0; i < n; i++) {
            await(sleep(0));
        }
    }

    private void handler() {
        getRunningLoop()
                .setExceptionHandler(
                        (l, fault) ->
                                log.add(
                                        "handler "
                                                + fault.message()
                                                + " | "
                                                + show(fault.exception())));
    }

    /// @param lefts a name and how, in turn
    private Coroutine<Object> main(@Nullable Object end, int turns, String... lefts) {
        return async(
                () -> {
                    handler();
                    for (int i = 0; i < lefts.length; i += 2) {
                        createTask(left(lefts[i], lefts[i + 1]));
                    }
                    turns(turns);
                    log.add("main ends");
                    if (end instanceof Exception failure) {
                        throw failure;
                    }
                    if (end instanceof Error failure) {
                        throw failure;
                    }
                    return end;
                });
    }

    private void program() {
        play("cleans up", main(null, 1, "a", "plain", "b", "awaits"));
        play("refuses", main(null, 1, "a", "swallows", "b", "goes on"));
        play("fails", main(null, 1, "a", "fails", "b", "plain"));
        play("main fails", main(new ValueError("main"), 1, "a", "plain"));
        play("main fails, and so does what is left", main(new ValueError("main"), 1, "a", "fails"));
        play("main exits", main(new SystemExit(3), 1, "a", "awaits"));
        play("main is interrupted", main(new KeyboardInterrupt(), 1, "a", "plain"));
        play("never started", main(null, 0, "a", "plain"));
        play("main returns an exception", main(List.of(new ValueError("value")), 1));
        endsOfMain();
        runnerAfterFailure();
        misuse();
        factory();
    }

    private void endsOfMain() {
        print("-- main cancels itself");
        play(
                "by cancel",
                async(
                        () -> {
                            currentTask().cancel("own");
                            await(sleep(0));
                        }));
        play(
                "by raising",
                async(
                        () -> {
                            throw new CancelledError("raised");
                        }));
        play(
                "a callback exits while main waits",
                async(
                        () -> {
                            handler();
                            getRunningLoop()
                                    .callSoon(
                                            () -> {
                                                throw new SystemExit(4);
                                            });
                            try {
                                await(sleep(10));
                            } finally {
                                log.add("main's finally, " + currentTask().cancelling());
                            }
                        }));
        play(
                "a child is interrupted while main waits",
                async(
                        () -> {
                            handler();
                            createTask(
                                    async(
                                            () -> {
                                                throw new KeyboardInterrupt("child");
                                            }));
                            try {
                                await(sleep(10));
                            } catch (CancelledError e) {
                                log.add("main " + show(e));
                                throw e;
                            }
                        }));
        play(
                "main stops the loop",
                async(
                        () -> {
                            getRunningLoop().stop();
                            await(sleep(0));
                            log.add("after stop");
                            await(sleep(0));
                        }));
    }

    private static Coroutine<Integer> third() {
        return async(() -> allTasks().size());
    }

    private void runnerAfterFailure() {
        print("-- a runner after a failure");
        try (Runner runner = new Runner()) {
            try {
                runner.run(main(new ValueError("first"), 1));
            } catch (ValueError e) {
                print(show(e));
            }
            print(runner.run(main("second", 1, "kept", "plain")));
            print(runner.loop().allTasks().size());
            print(runner.run(third()));
            log.add("closing");
        }
        flush();
    }

    private void misuse() {
        print("-- misuse");
        Runner runner = new Runner();
        EventLoop loop = runner.loop();
        print(runner.loop() == loop, loop.isRunning(), loop.isClosed());
        runner.run(async(() -> nested(runner, loop)));
        runner.close();
        runner.close();
        print(loop.isClosed());
        Coroutine<Integer> unused = third();
        for (Runnable what : List.<Runnable>of(runner::loop, () -> runner.run(unused))) {
            try {
                what.run();
            } catch (IllegalStateException e) {
                print(show(e));
            }
        }
        closedLoop(loop);
    }

    private static void nested(Runner runner, EventLoop loop) {
        List<Consumer<Coroutine<Integer>>> runs =
                List.of(runner::run, c -> run(c), loop::runUntilComplete);
        for (Consumer<Coroutine<Integer>> what : runs) {
            Coroutine<Integer> c = third();
            try {
                what.accept(c);
            } catch (IllegalStateException e) {
                print(show(e));
            }
            c.close();
        }
        try {
            loop.close();
        } catch (IllegalStateException e) {
            print(show(e));
        }
        EventLoop other = newEventLoop();
        Coroutine<Integer> c = third();
        try {
            other.runUntilComplete(c);
        } catch (IllegalStateException e) {
            print(show(e));
        }
        c.close();
        other.close();
    }

    private static void closedLoop(EventLoop loop) {
        print("-- a closed loop");
        Coroutine<Integer> c = third();
        Runnable nothing = () -> {};
        List<Runnable> all =
                List.of(
                        () -> loop.callSoon(nothing),
                        () -> loop.callLater(1, nothing),
                        () -> loop.callAt(1, nothing),
                        () -> loop.callSoonThreadsafe(nothing),
                        () -> loop.createTask(c),
                        loop::runForever,
                        () -> loop.runInExecutor(null, () -> null));
        for (Runnable what : all) {
            try {
                what.run();
                print("no error");
            } catch (IllegalStateException e) {
                print(show(e));
            }
        }
        c.close();
        loop.close();
        Future<Integer> f = loop.createFuture();
        f.setResult(1);
        print(f.result(), loop.isClosed(), loop.isRunning(), loop.time() > 0);
    }

    private static void factory() {
        print("-- loop_factory");
        List<EventLoop> made = new ArrayList<>();
        RunnerOptions options =
                RunnerOptions.defaults()
                        .withLoopFactory(
                                () -> {
                                    made.add(newEventLoop());
                                    return made.getFirst();
                                });
        Coroutine<Boolean> which = async(() -> getRunningLoop() == made.getFirst());
        print(run(which, options), made.getFirst().isClosed());
    }
}
