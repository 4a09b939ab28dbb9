// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.context;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Runner;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import java.util.ArrayList;
import java.util.List;

/// A task made with a context runs IN the given context (no copy), so its changes are visible in it
/// and two tasks may share it; `Runner.run` in a context; `Context.run`, nesting and copying rules.
public final class T03ExplicitContext {

    private static final ContextVar<String> VAR = ContextVar.withDefault("var", "default");
    private static final ContextVar<String> OTHER = ContextVar.of("other");

    public static void main(String[] args) {
        run(main());
        runner();
        print("outside:", VAR.get());
    }

    static Coroutine<Void> child(String name, List<String> log) {
        return async(
                () -> {
                    log.add(name + " sees " + VAR.get());
                    VAR.set(name);
                    await(sleep(0));
                    log.add(name + " then " + VAR.get());
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Context context = Context.copyCurrent();
                    tasksInIt(context);
                    runningInIt(context);
                    generators();
                });
    }

    static void tasksInIt(Context context) {
        List<String> log = new ArrayList<>();
        context.run(() -> VAR.set("from ctx"));
        TaskOptions inContext = TaskOptions.defaults().withContext(context);
        Task<Void> a = createTask(child("a", log), inContext);
        Task<Void> b = createTask(child("b", log), inContext);
        await(gather(a, b));
        print(String.join(", ", log));
        print("main:", VAR.get(), "| ctx:", context.get(VAR));
        await(
                taskGroup(
                        group -> {
                            group.createTask(child("in group", log), inContext);
                        }));
        print("group task changed ctx:", context.get(VAR));
        print(
                "get of a variable not in the context:",
                context.get(OTHER),
                context.contains(OTHER),
                context.contains(VAR));
    }

    static void runningInIt(Context context) {
        Context copy = context.copy();
        context.run(() -> VAR.set("changed"));
        print("copies are independent:", copy.get(VAR), context.get(VAR));
        try {
            context.run(() -> context.run(() -> print("(not reached)")));
        } catch (IllegalStateException e) {
            print(name(e), e.getMessage().contains("is already entered"));
        }
        Runnable fails =
                () -> {
                    VAR.set("before the error");
                    throw new ValueError("in run");
                };
        try {
            context.run(fails);
        } catch (ValueError e) {
            print(name(e), e, "| the change stays:", context.get(VAR));
        }
        print("keyword and result:", context.call(() -> Tuple.of(Tuple.of(1), List.of("x"))));
    }

    static void generators() {
        print("-- an async generator runs in the context of whoever iterates");
        AsyncGenerator<String> g =
                generator(
                        out -> {
                            while (true) {
                                out.emit(VAR.get());
                            }
                        });
        VAR.set("outer");
        print(await(createTask(ask("t1", g))), await(createTask(ask("t2", g))), await(g.next()));
        await(g.close());
    }

    static Coroutine<String> ask(String value, AsyncGenerator<String> generator) {
        return async(
                () -> {
                    VAR.set(value);
                    return await(generator.next());
                });
    }

    static Coroutine<String> setter(String value) {
        return async(
                () -> {
                    String old = VAR.get();
                    VAR.set(value);
                    return old;
                });
    }

    static void runner() {
        print("-- Runner keeps one context for all its runs");
        try (Runner runner = new Runner()) {
            print(
                    runner.run(setter("one")),
                    runner.run(setter("two")),
                    runner.run(setter("three")));
            Context context = Context.copyCurrent();
            print(
                    "with a context of its own:",
                    runner.run(setter("four"), context),
                    context.get(VAR),
                    runner.run(setter("five")));
        }
    }
}
