// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.errors;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.loop.Fault;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/// What the exception handler of a loop is told.
public final class T01ExceptionHandler {

    public static void main(String[] args) {
        EventLoop loop = newEventLoop();
        BiConsumer<EventLoop, Fault> handler = T01ExceptionHandler::tell;
        print("default:", loop.exceptionHandler());
        loop.setExceptionHandler(handler);
        print("set:", loop.exceptionHandler() == handler);
        loop.callSoon(T01ExceptionHandler::boom);
        turn(loop);
        loop.callLater(0, T01ExceptionHandler::boom);
        turn(loop);
        Future<Integer> future = loop.createFuture();
        future.addDoneCallback(done -> boom());
        future.setResult(1);
        turn(loop);

        print("-- by hand: any context, also without message or exception");
        loop.callExceptionHandler(Fault.of("just text"));
        loop.callExceptionHandler(Fault.of("with error").withException(new KeyError("k")));
        loop.callExceptionHandler(
                Fault.of("extra keys").with("my_key", 1).with("future", loop.createFuture()));
        loop.setExceptionHandler((where, fault) -> print("  raw:", fault.context()));
        loop.callExceptionHandler(Fault.empty());

        print("-- the handler gets the loop");
        loop.setExceptionHandler((where, fault) -> print("  same loop:", where == loop));
        loop.callExceptionHandler(Fault.of("x"));

        print("-- reset and refuse");
        loop.setExceptionHandler(null);
        print("reset:", loop.exceptionHandler());

        print("-- errors in a task that someone awaits do not come here");
        loop.setExceptionHandler(handler);
        print(loop.runUntilComplete(awaiting()));
        loop.close();
    }

    private static void turn(EventLoop loop) {
        loop.callSoon(loop::stop);
        loop.runForever();
    }

    private static void boom() {
        throw new ValueError("in callback");
    }

    private static void tell(EventLoop loop, Fault fault) {
        String message = fault.message().split("\\(")[0].split(" <")[0];
        print(
                "  handler:",
                message.contains("callback") ? List.of(message.split(" ")).subList(0, 3) : message,
                "| keys",
                List.copyOf(new TreeSet<>(fault.context().keySet())),
                "|",
                fault.exception() == null ? null : show(fault.exception()));
    }

    private static Coroutine<Void> fails() {
        return async(
                () -> {
                    throw new ValueError("seen");
                });
    }

    private static Coroutine<String> awaiting() {
        return async(
                () -> {
                    Task<Void> task = createTask(fails());
                    try {
                        await(task);
                        return null;
                    } catch (ValueError e) {
                        return "awaited: " + show(e);
                    }
                });
    }
}
