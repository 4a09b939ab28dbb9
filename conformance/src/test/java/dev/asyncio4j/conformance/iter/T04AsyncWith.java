// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.iter;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsyncContextManager;
import dev.asyncio4j.AsyncExitStack;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.LookupError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;

/// Context managers: enter and exit may await; several nest; an exit that returns true swallows the
/// error; errors in enter or exit; exit stack and generator-based ones; exits run when the task is
/// cancelled, too. What Python notes as context is a suppressed exception here.
public final class T04AsyncWith {

    public static void main(String[] args) {
        run(main());
    }

    private record Cm(String name, boolean swallow, boolean enterFails, boolean exitFails)
            implements AsyncContextManager<String> {

        Cm(String name) {
            this(name, false, false, false);
        }

        @Override
        public Coroutine<String> enter() {
            return async(
                    () -> {
                        await(sleep(0));
                        if (enterFails) {
                            throw new ValueError("enter " + name);
                        }
                        print("  enter", name);
                        return name.toUpperCase();
                    });
        }

        @Override
        public Coroutine<Boolean> exit(Throwable failure) {
            return async(
                    () -> {
                        await(sleep(0));
                        String with = failure == null ? "None" : name(failure);
                        print("  exit", name, "with", with);
                        if (exitFails) {
                            throw new KeyError("exit " + name);
                        }
                        return swallow;
                    });
        }

        private static String name(Throwable failure) {
            return dev.asyncio4j.conformance.Py.name(failure);
        }
    }

    static AsyncContextManager<String> managed(String name) {
        return contextManager(
                out -> {
                    print("  setup", name);
                    try {
                        out.emit(name);
                    } catch (ValueError e) {
                        print("  managed sees", show(e));
                        throw e;
                    } finally {
                        await(sleep(0));
                        print("  teardown", name);
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    nested();
                    print("-- return and break leave through the exits");
                    String value = await(new Cm("r").call(r -> "value"));
                    print(value);
                    stack();
                    ofAGenerator();
                    cancelled();
                });
    }

    static void nested() {
        await(use(new Cm("a"), a -> await(use(new Cm("b"), b -> print("body", a, b)))));
        await(
                use(
                        new Cm("s", true, false, false),
                        s -> {
                            throw new ValueError("swallowed");
                        }));
        print("after the swallowed error");
        for (Cm inner : List.of(new Cm("b", false, true, false), new Cm("b", false, false, true))) {
            try {
                await(
                        use(
                                new Cm("a"),
                                a ->
                                        await(
                                                use(
                                                        inner,
                                                        b -> {
                                                            throw new LookupError("body");
                                                        }))));
            } catch (Exception e) {
                Throwable[] hidden = e.getSuppressed();
                String context = hidden.length == 0 ? "None" : show(hidden[0]);
                print("came out", show(e), "| context", context);
            }
        }
    }

    static void stack() {
        print("-- exit stack: last in, first out; callbacks; popped stack");
        await(
                use(
                        new AsyncExitStack(),
                        st -> {
                            print(
                                    await(st.enterAsyncContext(new Cm("x"))),
                                    await(st.enterAsyncContext(new Cm("y"))));
                            st.callback(() -> print("  callback"));
                            st.pushAsyncCallback(() -> sleep(0));
                        }));
    }

    static void ofAGenerator() {
        print("-- generator based");
        try {
            await(
                    use(
                            managed("m"),
                            m -> {
                                throw new ValueError("in " + m);
                            }));
        } catch (ValueError e) {
            print(show(e));
        }
    }

    static void cancelled() {
        print("-- cancelled in the body, and in the exit");
        Task<Void> t =
                createTask(
                        use(new Cm("c"), c -> await(use(managed("m2"), m -> await(sleep(3600))))));
        for (int i = 0; i < 3; i++) {
            await(sleep(0));
        }
        t.cancel();
        await(waitOn(List.of(t)));
        print("cancelled", t.isCancelled());
    }
}
