// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.new313;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskFactory;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import java.util.List;

/// Eager tasks: `createTask` runs the coroutine at once up to its first suspension; one that never
/// suspends is done when `createTask` returns; errors, currentTask, allTasks, contexts, names and
/// cancels during the eager step.
public final class T01EagerTasks {

    private static final ContextVar<String> VAR = ContextVar.withDefault("var", "outer");

    public static void main(String[] args) {
        run(async(() -> main()));
        notRunning();
    }

    static Coroutine<Integer> noWait(int x, Task<?> me) {
        return async(
                () -> {
                    print("  ran", x, "| current is me:", currentTask() == me);
                    return x;
                });
    }

    static Coroutine<Integer> waits(int x) {
        return async(
                () -> {
                    print("  before the wait", x);
                    await(sleep(0));
                    print("  after the wait", x);
                    return x;
                });
    }

    static void main() {
        EventLoop loop = getRunningLoop();
        loop.setTaskFactory(TaskFactory.eager());
        Task<?> me = currentTask();
        doneAtOnce(me);
        print("-- awaiting a done eager task does not yield");
        loop.callSoon(() -> print("  callback"));
        print(await(createTask(noWait(3, me))));
        await(sleep(0));
        contexts();
        print("-- nested eager tasks run depth first");
        createTask(nest(2));
        cancels(me);
    }

    static void doneAtOnce(Task<?> me) {
        Task<Integer> t = createTask(noWait(1, me), "n");
        print(
                "done at once:",
                t.isDone(),
                t.result(),
                t.name(),
                "| current again:",
                currentTask() == me);
        t.addDoneCallback(done -> print("  done callback, scheduled"));
        print("callback added");
        await(sleep(0));
        t = createTask(waits(2));
        print("create_task returned, done:", t.isDone(), "| in all_tasks:", allTasks().contains(t));
        print(await(t));
        Task<Void> failed =
                createTask(
                        async(
                                () -> {
                                    throw new ValueError("eager failure");
                                }));
        print("an error is kept in the task:", failed.isDone(), show(failed.exception()));
        print("finished eager tasks in all_tasks:", allTasks().size());
    }

    static void contexts() {
        print("-- contexts: a copy, as usual");
        VAR.set("main");
        createTask(setter());
        print("main still", VAR.get());
        Context context = Context.copyCurrent();
        createTask(setter(), TaskOptions.defaults().withContext(context));
        print("given context changed:", context.get(VAR));
    }

    static Coroutine<Void> setter() {
        return async(
                () -> {
                    print("  sees", VAR.get());
                    VAR.set("inner");
                });
    }

    static Coroutine<Void> nest(int n) {
        return async(
                () -> {
                    print("  in", n);
                    if (n > 0) {
                        createTask(nest(n - 1));
                    }
                    print("  out", n);
                });
    }

    static void cancels(Task<?> me) {
        print("-- cancel");
        Task<?> t = createTask(waits(4));
        print("cancel after the eager step:", t.cancel());
        await(waitOn(List.of(t)));
        print("cancelled", t.isCancelled());
        t = createTask(noWait(5, me));
        print("cancel of a finished one:", t.cancel());
        t =
                createTask(
                        async(
                                () -> {
                                    currentTask().cancel();
                                    return "value lost";
                                }));
        print("self cancel in the eager step:", t.isDone(), t.isCancelled());
        print(
                "gather of eager ones is done at once:",
                gather(noWait(6, me), noWait(7, me)).isDone());
    }

    static void notRunning() {
        EventLoop loop = newEventLoop();
        loop.setTaskFactory(TaskFactory.eager());
        print("-- loop not running: not eager");
        Task<Void> t = loop.createTask(async(() -> print("started by run_until_complete")));
        print("done:", t.isDone());
        loop.runUntilComplete(t);
        loop.close();
    }
}
