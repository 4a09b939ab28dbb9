// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.iter;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.AsyncContextManager;
import dev.asyncio4j.AsyncExitStack;
import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Nested asynchronous context managers and exit stacks with failures, swallowing, cancels and
/// timeouts in enter and exit; what the exits get and what comes out.
public final class T22ExitStacks {

    private final List<String> log = new ArrayList<>();
    private final Body.OfNothing nothing = () -> {};
    private final Body.OfNothing fails =
            () -> {
                throw new ValueError("body");
            };

    public static void main(String[] args) {
        run(async(() -> new T22ExitStacks().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static String show(@Nullable Throwable e) {
        return e == null ? "None" : Py.show(e);
    }

    /// A manager that notes what it gets.
    private final class Noting implements AsyncContextManager<String> {
        private final String name;
        private boolean swallows;
        private boolean waits;
        private boolean isSlow;
        private @Nullable RuntimeException enterFailure;
        private @Nullable RuntimeException exitFailure;

        Noting(String name) {
            this.name = name;
        }

        Noting swallowing() {
            swallows = true;
            return this;
        }

        Noting waiting() {
            waits = true;
            return this;
        }

        Noting slow() {
            isSlow = true;
            return this;
        }

        Noting failingIn(String where, RuntimeException e) {
            if (where.equals("enter")) {
                enterFailure = e;
            } else {
                exitFailure = e;
            }
            return this;
        }

        @Override
        public Coroutine<String> enter() {
            return async(
                    () -> {
                        log.add("enter " + name);
                        if (waits) {
                            await(sleep(0));
                        }
                        if (enterFailure != null) {
                            throw enterFailure;
                        }
                        return name;
                    });
        }

        @Override
        public Coroutine<Boolean> exit(@Nullable Throwable e) {
            return async(() -> isSlow ? slowExit(e) : plainExit(e));
        }

        private boolean slowExit(@Nullable Throwable e) {
            try {
                await(sleep(10));
                return false;
            } catch (CancelledError e2) {
                log.add(name + " exit cancelled, got " + show(e));
                throw e2;
            }
        }

        private boolean plainExit(@Nullable Throwable e) {
            log.add("exit " + name + " " + show(e));
            if (waits) {
                await(sleep(0));
            }
            if (exitFailure != null) {
                throw exitFailure;
            }
            return swallows;
        }
    }

    private Noting m(String name) {
        return new Noting(name);
    }

    private void block(Body.OfNothing body, Noting... managers) {
        try {
            await(
                    new AsyncExitStack()
                            .use(
                                    stack -> {
                                        for (Noting each : managers) {
                                            await(stack.enterAsyncContext(each));
                                        }
                                        log.add("body");
                                        body.run();
                                    }));
            log.add("after");
        } catch (Throwable e) {
            log.add("out " + show(e));
        }
        flush();
    }

    private void main() {
        stacks();
        callbacks();
        cancelled();
        generatorBased();
        timeouts();
    }

    private void stacks() {
        print("-- exit stacks");
        block(nothing, m("a"), m("b").waiting());
        block(fails, m("a"), m("b"));
        block(fails, m("a"), m("b").swallowing());
        block(fails, m("a").swallowing(), m("b").failingIn("exit", new KeyError("exit")));
        block(nothing, m("a"), m("b").failingIn("exit", new KeyError("exit")));
        block(nothing, m("a"), m("b").failingIn("enter", new KeyError("enter")), m("c"));
        block(nothing, m("a").swallowing(), m("b").failingIn("enter", new KeyError("enter")));
        block(
                fails,
                m("a").failingIn("exit", new KeyError("2")),
                m("b").failingIn("exit", new KeyError("1")));
    }

    private void callbacks() {
        print("-- callbacks, push, pop_all");
        await(
                new AsyncExitStack()
                        .use(
                                stack -> {
                                    stack.callback(() -> log.add("sync callback"));
                                    stack.pushAsyncCallback(
                                            () ->
                                                    async(
                                                            () -> {
                                                                await(sleep(0));
                                                                log.add("async callback");
                                                            }));
                                    await(stack.enterAsyncContext(m("m")));
                                    stack.pushAsyncExit(
                                            e ->
                                                    async(
                                                            () -> {
                                                                log.add("pushed exit " + show(e));
                                                                return false;
                                                            }));
                                }));
        flush();
        List<AsyncExitStack> kept = new ArrayList<>();
        await(
                new AsyncExitStack()
                        .use(
                                stack -> {
                                    await(stack.enterAsyncContext(m("kept")));
                                    kept.add(stack.popAll());
                                    stack.callback(() -> log.add("left"));
                                }));
        flush();
        await(kept.getFirst().close());
        flush();
        await(kept.getFirst().close());
        flush();
    }

    private void cancelAfter(int turns, String words, Body.OfNothing body) {
        Task<Void> t = createTask(async(body));
        for (int i = 0; i < turns; i++) {
            await(sleep(0));
        }
        t.cancel(words);
        await(t);
    }

    private void cancelled() {
        print("-- cancelled in the body, in an exit, in an enter");
        cancelAfter(3, "c", () -> block(() -> await(sleep(10)), m("a"), m("b").waiting()));
        cancelAfter(3, "in exit", () -> block(nothing, m("a"), m("slow").slow(), m("b")));
        cancelAfter(1, "in enter", () -> block(nothing, m("a"), m("b").waiting()));
    }

    private AsyncContextManager<String> cm(String name, String how) {
        return contextManager(
                out -> {
                    log.add("enter " + name);
                    try {
                        out.emit(name);
                    } catch (ValueError e) {
                        log.add(name + " caught " + show(e));
                        if (how.equals("swallow")) {
                            return;
                        }
                        if (how.equals("replace")) {
                            throw new KeyError("replaced");
                        }
                        throw e;
                    } finally {
                        log.add("finally " + name);
                    }
                    if (how.equals("twice")) {
                        out.emit("second");
                    }
                });
    }

    private void with(AsyncContextManager<String> manager, Body.OfNothing body) {
        try {
            await(
                    manager.use(
                            x -> {
                                log.add("body " + x);
                                body.run();
                            }));
            log.add("after");
        } catch (Throwable e) {
            log.add("out " + show(e));
        }
        flush();
    }

    private void generatorBased() {
        print("-- asynccontextmanager");
        with(cm("x", "plain"), nothing);
        with(cm("x", "plain"), fails);
        with(cm("x", "swallow"), fails);
        with(cm("x", "replace"), fails);
        AsyncContextManager<String> empty = contextManager(out -> {});
        try {
            await(empty.use(x -> {}));
        } catch (IllegalStateException e) {
            print("RuntimeError");
        }
        try {
            await(cm("y", "twice").use(x -> {}));
        } catch (IllegalStateException e) {
            print("RuntimeError");
        }
        flush();
    }

    private void timeouts() {
        print("-- a timeout around managers, managers around a timeout");
        try {
            await(timeout(0.1, () -> await(m("a").waiting().use(x -> await(sleep(10))))));
        } catch (TimeoutError e) {
            log.add("out " + show(e));
        }
        flush();
        try {
            await(m("a").use(x -> await(timeout(0.1, () -> await(sleep(10))))));
        } catch (TimeoutError e) {
            log.add("out " + show(e));
        }
        flush();
        await(m("a").swallowing().use(x -> await(timeout(0.1, () -> await(sleep(10))))));
        flush();
    }
}
