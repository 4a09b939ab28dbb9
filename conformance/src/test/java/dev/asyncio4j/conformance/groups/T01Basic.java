// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskGroup;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import java.util.ArrayList;
import java.util.List;

/// TaskGroup: the block ends when all children have ended, children start after the body yields, in
/// order of creation; children may create more children; tasks keep their results; an empty group
/// costs nothing; name and context options.
public final class T01Basic {

    private static final ContextVar<String> VAR = ContextVar.withDefault("var", "unset");

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<String> job(String name, int steps) {
        return async(
                () -> {
                    print("  start", name);
                    for (int i = 0; i < steps; i++) {
                        await(sleep(0));
                    }
                    print("  end", name);
                    return name;
                });
    }

    static Coroutine<Void> spreads(TaskGroup group, String name, int depth) {
        return async(
                () -> {
                    print("  start", name);
                    if (depth > 0) {
                        for (int i = 1; i <= 2; i++) {
                            group.createTask(spreads(group, name + "." + i, depth - 1));
                        }
                    }
                    await(sleep(0));
                    print("  end", name);
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    twoChildren();
                    print("-- children of children");
                    await(
                            taskGroup(
                                    group -> {
                                        group.createTask(spreads(group, "s", 2));
                                    }));
                    print("-- empty");
                    await(taskGroup(group -> {}));
                    bodyLongerThanTheChildren();
                    print("-- a child that was awaited in the body");
                    await(
                            taskGroup(
                                    group -> {
                                        print(await(group.createTask(job("awaited", 1))));
                                    }));
                    nameAndContext();
                    print("-- a return inside the block waits for the children too");
                    print(await(returns()));
                });
    }

    static void twoChildren() {
        List<Task<String>> tasks = new ArrayList<>();
        await(
                taskGroup(
                        group -> {
                            tasks.add(group.createTask(job("a", 3)));
                            tasks.add(group.createTask(job("b", 1)));
                            print("body before yielding");
                            await(sleep(0));
                            print("body after yielding");
                        }));
        print("after the block:", tasks.get(0).result(), tasks.get(1).result());
    }

    static void bodyLongerThanTheChildren() {
        print("-- body longer than the children");
        await(
                taskGroup(
                        group -> {
                            Task<String> task = group.createTask(job("short", 0));
                            await(sleep(0.02));
                            print("body: child done", task.isDone());
                        }));
    }

    static Coroutine<Tuple> read() {
        return async(() -> Tuple.of(currentTask().name(), VAR.get()));
    }

    static void nameAndContext() {
        print("-- name and context");
        Context context = Context.copyCurrent();
        context.run(() -> VAR.set("from ctx"));
        List<Task<Tuple>> tasks = new ArrayList<>();
        await(
                taskGroup(
                        group -> {
                            TaskOptions options = TaskOptions.named("named").withContext(context);
                            tasks.add(group.createTask(read(), options));
                            tasks.add(group.createTask(read(), "plain"));
                        }));
        print(tasks.get(0).result(), tasks.get(1).result());
    }

    static Coroutine<String> returns() {
        return new TaskGroup()
                .call(
                        group -> {
                            group.createTask(job("r", 2));
                            return "returned";
                        });
    }
}
