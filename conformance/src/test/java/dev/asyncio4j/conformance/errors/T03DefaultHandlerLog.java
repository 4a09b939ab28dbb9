// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.errors;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitOn;
import static dev.asyncio4j.conformance.Py.name;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.OSError;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.loop.Fault;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Without an exception handler: one record at level ERROR for the logger `asyncio`.
public final class T03DefaultHandlerLog {

    private static final Logger LOGGER = Logger.getLogger("asyncio");

    public static void main(String[] args) {
        LOGGER.addHandler(new Show());
        LOGGER.setUseParentHandlers(false);
        run(program());
    }

    private static final class Show extends Handler {

        @Override
        public void publish(LogRecord entry) {
            if (!isLoggable(entry) || entry.getLevel().intValue() < Level.WARNING.intValue()) {
                return;
            }
            List<String> lines = entry.getMessage().lines().toList();
            print(
                    entry.getLoggerName(),
                    entry.getLevel() == Level.SEVERE ? "ERROR" : entry.getLevel(),
                    "|",
                    lines.getFirst().split("<")[0].split(" in ")[0],
                    "| then",
                    lines.stream().skip(1).map(line -> line.split(":")[0]).toList(),
                    "|",
                    entry.getThrown() == null ? null : show(entry.getThrown()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static void boom() {
        throw new ValueError("in callback");
    }

    private static Coroutine<Void> fails() {
        return async(
                () -> {
                    throw new ValueError("in task");
                });
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    loop.callSoon(T03DefaultHandlerLog::boom);
                    await(sleep(0));
                    loop.callExceptionHandler(Fault.empty());
                    loop.callExceptionHandler(Fault.of("mine"));
                    loop.callExceptionHandler(
                            Fault.of("mine")
                                    .with("zeta", 1)
                                    .with("alpha", 2)
                                    .withException(new KeyError("k")));
                    loop.defaultExceptionHandler(Fault.of("called directly"));

                    print(
                            "-- a handler that raises: the default one logs that, with both"
                                    + " contexts");
                    loop.setExceptionHandler(
                            (where, fault) -> {
                                throw new IllegalStateException("handler broke");
                            });
                    loop.callExceptionHandler(
                            Fault.of("original").withException(new OSError("first")));

                    print("-- a handler that delegates to the default one");
                    loop.setExceptionHandler(
                            (where, fault) ->
                                    where.defaultExceptionHandler(fault.with("seen", true)));
                    loop.callExceptionHandler(Fault.of("delegated"));

                    print("-- KeyboardInterrupt and SystemExit leave the handler");
                    loop.setExceptionHandler(
                            (where, fault) -> {
                                throw new SystemExit(3);
                            });
                    try {
                        loop.callExceptionHandler(Fault.of("x"));
                    } catch (SystemExit e) {
                        print("SystemExit", e.code());
                    }
                    loop.setExceptionHandler(null);
                    print("-- a task error never looked at: reported, not raised");
                    Task<Void> task = createTask(fails());
                    await(waitOn(List.of(task)));
                    print("the loop does not mind:", task.isDone(), name(task.exception()));
                });
    }
}
