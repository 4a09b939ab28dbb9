// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.iter;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.GeneratorExit;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// `throwInto` and `close` of asynchronous generators: before the start, at an emit, after the end,
/// while running; what the code may do with what is thrown, and what comes out.
public final class T20ThrowAndClose {

    private final List<Object> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T20ThrowAndClose().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static String outcome(Awaitable<?> awaitable) {
        try {
            return repr(await(awaitable));
        } catch (Throwable e) {
            return show(e);
        }
    }

    private AsyncGenerator<Object> gen() {
        return gen("plain");
    }

    private AsyncGenerator<Object> gen(String how) {
        return generator(
                out -> {
                    try {
                        log.add("begins");
                        for (int i = 0; i < 3; i++) {
                            try {
                                Object got = out.emit(i);
                                if (got != null) {
                                    log.add("got " + got);
                                }
                            } catch (ValueError e) {
                                log.add("caught " + show(e));
                                switch (how) {
                                    case "yields" -> out.emit("from except");
                                    case "returns" -> {
                                        return;
                                    }
                                    case "raises" -> throw new KeyError("other");
                                    case "awaits" -> await(sleep(0));
                                    case "reraises" -> throw e;
                                    default -> {}
                                }
                            } catch (GeneratorExit e) {
                                log.add("exit");
                                switch (how) {
                                    case "exit yields" -> out.emit("ignored");
                                    case "exit returns" -> {
                                        return;
                                    }
                                    case "exit raises" -> throw new KeyError("in exit");
                                    case "exit awaits" -> {
                                        await(sleep(0));
                                        log.add("awaited");
                                    }
                                    default -> {}
                                }
                                throw e;
                            }
                        }
                    } finally {
                        log.add("finally");
                    }
                });
    }

    private void main() {
        throwing();
        closing();
        beforeTheStart();
        afterTheEnd();
        whileRunning();
        cancelled();
        breaking();
        timeouts();
        nested();
        stops();
        asks();
    }

    private void throwing() {
        for (String how : List.of("plain", "yields", "returns", "raises", "awaits", "reraises")) {
            print("--", how);
            AsyncGenerator<Object> g = gen(how);
            print(
                    outcome(g.next()),
                    "|",
                    outcome(g.throwInto(new ValueError("v"))),
                    "|",
                    outcome(g.next()),
                    "|",
                    outcome(g.close()));
            flush();
        }
        print("-- athrow of something the code does not catch");
        AsyncGenerator<Object> g = gen();
        print(
                outcome(g.next()),
                "|",
                outcome(g.throwInto(new KeyError("k"))),
                "|",
                outcome(g.next()));
        flush();
    }

    private void closing() {
        for (String how :
                List.of("plain", "exit yields", "exit returns", "exit raises", "exit awaits")) {
            print("-- aclose:", how);
            AsyncGenerator<Object> g = gen(how);
            print(
                    outcome(g.next()),
                    "|",
                    outcome(g.close()),
                    "|",
                    outcome(g.close()),
                    "|",
                    outcome(g.next()));
            flush();
        }
    }

    private void beforeTheStart() {
        print("-- before the start");
        AsyncGenerator<Object> g = gen();
        print(
                outcome(g.throwInto(new ValueError("early"))),
                "|",
                outcome(g.next()),
                "|",
                outcome(g.close()));
        flush();
        g = gen();
        print(outcome(g.close()), "|", outcome(g.next()), "|", outcome(g.send(null)));
        flush();
        g = gen();
        print(
                outcome(g.send(null)),
                "|",
                outcome(g.send("sent")),
                "|",
                outcome(g.send(null)),
                "|",
                outcome(g.send("last")),
                "|",
                outcome(g.send("after")));
        flush();
    }

    private void afterTheEnd() {
        print("-- after the end");
        AsyncGenerator<Object> g = gen();
        for (Object _ : awaitEach(g)) {
            // to the end
        }
        print(
                outcome(g.next()),
                "|",
                outcome(g.send(1)),
                "|",
                outcome(g.throwInto(new ValueError("late"))),
                "|",
                outcome(g.close()));
        log.clear();

        print("-- after it has failed");
        AsyncGenerator<Object> failing =
                generator(
                        out -> {
                            out.emit(1);
                            throw new ValueError("fails");
                        });
        print(
                outcome(failing.next()),
                "|",
                outcome(failing.next()),
                "|",
                outcome(failing.next()),
                "|",
                outcome(failing.throwInto(new KeyError("k"))));
    }

    private void whileRunning() {
        print("-- while another task is in it");
        AsyncGenerator<Object> g =
                generator(
                        out -> {
                            try {
                                out.emit(1);
                                await(sleep(10));
                                out.emit(2);
                            } finally {
                                log.add("slow ends");
                            }
                        });
        await(g.next());
        Task<String> t = createTask(async(() -> outcome(g.next())));
        await(sleep(0));
        print(outcome(g.next()));
        print(outcome(g.send(1)));
        print(outcome(g.throwInto(new ValueError("x"))));
        print(outcome(g.close()));
        t.cancel("c");
        print(await(t));
        flush();
        print(outcome(g.next()));
    }

    private void cancelled() {
        print("-- a cancel inside, caught by the code, which goes on");
        AsyncGenerator<Object> g =
                generator(
                        out -> {
                            for (int n = 0; ; n++) {
                                try {
                                    await(sleep(n == 0 ? 10 : 0));
                                    out.emit(n);
                                } catch (CancelledError e) {
                                    log.add("tough " + show(e));
                                }
                            }
                        });
        Task<String> t = createTask(async(() -> outcome(g.next())));
        await(sleep(0));
        t.cancel("c");
        print(await(t), t.cancelling());
        flush();
        print(outcome(g.next()));
        await(g.close());
    }

    private void breaking() {
        print("-- break leaves it suspended; it can go on, or be closed");
        AsyncGenerator<Object> g = gen();
        for (Object _ : awaitEach(g)) {
            break;
        }
        for (Object x : awaitEach(g)) {
            log.add(x);
            break;
        }
        await(g.close());
        flush();
    }

    private void timeouts() {
        print("-- a timeout inside an ask");
        AsyncGenerator<Object> g =
                generator(
                        out -> {
                            try {
                                while (true) {
                                    await(sleep(10));
                                    out.emit(1);
                                }
                            } catch (CancelledError e) {
                                log.add("ticks cancelled");
                                throw e;
                            }
                        });
        try {
            await(
                    timeout(
                            0.01,
                            () -> {
                                for (Object _ : awaitEach(g)) {
                                    // never
                                }
                            }));
        } catch (TimeoutError e) {
            print(show(e));
        }
        flush();
        print(outcome(g.next()));
    }

    private void nested() {
        print("-- generators inside generators");
        AsyncGenerator<Object> g =
                generator(
                        out -> {
                            AsyncGenerator<Object> inner = gen();
                            try {
                                for (Object x : awaitEach(inner)) {
                                    out.emit("outer " + x);
                                }
                            } finally {
                                log.add("outer finally");
                                await(inner.close());
                            }
                        });
        print(outcome(g.next()), "|", outcome(g.next()), "|", outcome(g.close()));
        flush();
    }

    private static void stops() {
        print("-- the errors that may not leave");
        AsyncGenerator<Object> g =
                generator(
                        out -> {
                            out.emit(1);
                            throw new StopAsyncIteration("s");
                        });
        await(g.next());
        try {
            await(g.next());
        } catch (IllegalStateException e) {
            print(show(e), "| cause", show(e.getCause()));
        }
    }

    private static AsyncGenerator<Object> count() {
        return generator(
                out -> {
                    for (int i = 0; i < 4; i++) {
                        out.emit(i);
                    }
                });
    }

    private static void asks() {
        print("-- an ask made and not awaited; two made, awaited in the other order");
        AsyncGenerator<Object> g = count();
        Coroutine<Object> a = g.next();
        Coroutine<Object> b = g.next();
        print(outcome(b), outcome(a));
        print(outcome(a).split(":")[0]);
        await(g.close());

        print("-- anext with a default");
        AsyncGenerator<Object> h = count();
        List<Object> items = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            items.add(await(h.nextOr("none")));
        }
        print(items);
    }
}
