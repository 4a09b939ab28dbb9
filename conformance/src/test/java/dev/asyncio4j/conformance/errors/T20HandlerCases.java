// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.errors;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.loop.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What reaches the exception handler from odd places, in which context it runs, and what happens
/// when it fails itself; the default handler's lines.
public final class T20HandlerCases {

    private static final ContextVar<String> VAR = ContextVar.withDefault("var", "none");

    private final EventLoop loop = getRunningLoop();
    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        Logger logger = Logger.getLogger("asyncio");
        logger.addHandler(new Records());
        logger.setUseParentHandlers(false);
        run(async(() -> new T20HandlerCases().main()));
        print("-- tasks that fail while run ends");
        print(run(leavesBehind()));
    }

    private static final class Records extends Handler {
        @Override
        public void publish(LogRecord entry) {
            List<String> lines = entry.getMessage().lines().toList();
            print(
                    entry.getLevel() == Level.SEVERE ? "ERROR" : entry.getLevel(),
                    "|",
                    lines.getFirst().split(" dev")[0],
                    "|",
                    lines.stream().skip(1).map(line -> line.split(":")[0]).toList(),
                    "|",
                    entry.getThrown() == null ? null : show(entry.getThrown()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static Runnable failing(RuntimeException e) {
        return () -> {
            throw e;
        };
    }

    private static void turns() {
        for (int i = 0; i < 3; i++) {
            await(sleep(0));
        }
    }

    private void main() {
        contexts();
        failingHandler();
        delegating();
        busy();
        byHand();
        changing();
        others();
    }

    private void contexts() {
        loop.setExceptionHandler(
                (l, fault) ->
                        log.add(
                                show(fault.exception())
                                        + " keys "
                                        + repr(fault.context().keySet().stream().sorted().toList())
                                        + " var "
                                        + VAR.get()
                                        + " same loop "
                                        + repr(l == loop)
                                        + " task "
                                        + repr(currentTask() != null)));
        print("-- callbacks, timers, done callbacks, letters: the handler runs in their context");
        VAR.set("main");
        Context ctx = Context.copyCurrent();
        ctx.run(() -> VAR.set("given"));
        loop.callSoon(failing(new ValueError("soon")));
        loop.callSoon(ctx, failing(new ValueError("soon in context")));
        loop.callLater(0, failing(new ValueError("timer")));
        loop.callSoonThreadsafe(failing(new ValueError("letter")));
        Future<Integer> f = loop.createFuture();
        f.addDoneCallback(done -> failing(new ValueError("done callback")).run());
        f.addDoneCallback(ctx, done -> failing(new ValueError("in context")).run());
        f.setResult(1);
        VAR.set("changed later");
        turns();
        log.forEach(line -> print(line));
        log.clear();
    }

    private void failingHandler() {
        print("-- a handler that fails: the default one is told both");
        loop.setExceptionHandler((l, fault) -> failing(new KeyError("handler")).run());
        loop.callSoon(failing(new ValueError("v")));
        loop.callSoon(() -> log.add("next"));
        turns();
        flush();
        Future<Integer> f = loop.createFuture();
        loop.callExceptionHandler(Fault.of("by hand").with("future", f));
    }

    private void delegating() {
        print("-- a handler that delegates");
        loop.setExceptionHandler(
                (l, fault) -> {
                    log.add("mine");
                    l.defaultExceptionHandler(fault);
                });
        loop.callSoon(failing(new ValueError("v")));
        turns();
        flush();
    }

    private void busy() {
        print("-- a handler that schedules, cancels and stops nothing");
        Task<Void> victim = createTask(sleep(10));
        await(sleep(0));
        loop.setExceptionHandler(
                (l, fault) -> {
                    l.callSoon(() -> log.add("scheduled by the handler"));
                    victim.cancel();
                    log.add("handler");
                });
        loop.callSoon(failing(new ValueError("v")));
        loop.callSoon(() -> log.add("next"));
        turns();
        flush();
        print(victim.isCancelled());
    }

    private void byHand() {
        print("-- by hand: what there is, and nothing");
        loop.setExceptionHandler(null);
        loop.callExceptionHandler(Fault.of("only a message"));
        loop.callExceptionHandler(
                Fault.of("m").withException(new ValueError("e")).with("zeta", 1).with("alpha", 2));
        loop.callExceptionHandler(Fault.empty());
    }

    private void changing() {
        print("-- the handler changes while it runs");
        BiConsumer<EventLoop, Fault> second = (l, fault) -> log.add("second");
        loop.setExceptionHandler(
                (l, fault) -> {
                    log.add("first");
                    l.setExceptionHandler(second);
                });
        for (int i = 0; i < 3; i++) {
            loop.callSoon(failing(new ValueError("v")));
        }
        turns();
        flush();
        print(loop.exceptionHandler() == second);
        loop.setExceptionHandler(null);
        print(loop.exceptionHandler());
    }

    private void others() {
        print("-- a task's failure that is awaited is nobody's business");
        Task<Void> t = createTask(async(() -> failing(new ValueError("awaited")).run()));
        try {
            await(t);
        } catch (ValueError e) {
            print(show(e));
        }

        print("-- a CancelledError raised by a callback");
        loop.setExceptionHandler((l, fault) -> log.add(show(fault.exception())));
        loop.callSoon(
                () -> {
                    throw new CancelledError("callback");
                });
        turns();
        flush();
    }

    private static Coroutine<String> leavesBehind() {
        return async(
                () -> {
                    getRunningLoop()
                            .setExceptionHandler(
                                    (l, fault) ->
                                            print(
                                                    fault.message(),
                                                    "|",
                                                    show(fault.exception()),
                                                    "|",
                                                    fault.context().keySet().stream()
                                                            .sorted()
                                                            .toList()));
                    createTask(
                            async(
                                    () -> {
                                        try {
                                            await(sleep(10));
                                        } finally {
                                            failing(new ValueError("a")).run();
                                        }
                                    }));
                    await(sleep(0));
                    return "result";
                });
    }
}
