// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.new313;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskGroup;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.sync.Condition;
import dev.asyncio4j.sync.Held;
import dev.asyncio4j.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;

/// Small changes since 3.11: a task's context, `run` with a loop factory, `sleep(NaN)`, a task
/// group
/// that closes refused coroutines, lock state after odd cancels.
public final class T07SmallChanges {

    static final List<EventLoop> MADE = new ArrayList<>();

    public static void main(String[] args) {
        MADE.clear();
        print(
                "run with a factory:",
                run(which(), RunnerOptions.defaults().withLoopFactory(T07SmallChanges::factory)),
                "closed:",
                MADE.getFirst().isClosed());
        run(main());
    }

    static EventLoop factory() {
        MADE.add(new EventLoop());
        return MADE.getLast();
    }

    static Coroutine<Boolean> which() {
        return async(() -> getRunningLoop() == MADE.getLast());
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Context context = Context.copyCurrent();
                    Task<Void> first =
                            createTask(sleep(0), TaskOptions.defaults().withContext(context));
                    print("get_context:", first.context() == context);
                    Task<Void> second = createTask(sleep(0));
                    print("always there:", second.context() instanceof Context);
                    await(gather(first, second));
                    try {
                        await(sleep(Double.NaN));
                    } catch (IllegalArgumentException e) {
                        print(show(e));
                    }
                    refusedByAGroup();
                    semaphore();
                    print("-- wait_for runs the coroutine in the same task");
                    Task<?> me = currentTask();
                    print(
                            await(waitFor(async(() -> currentTask() == me), 5)),
                            await(
                                    waitFor(
                                            async(() -> currentTask() == me),
                                            Double.POSITIVE_INFINITY)));
                    condition();
                });
    }

    static void refusedByAGroup() {
        print("-- a coroutine refused by a TaskGroup is closed");
        TaskGroup group = new TaskGroup();
        Coroutine<Void> job = async(() -> {});
        try {
            group.createTask(job);
        } catch (IllegalStateException e) {
            // it has not been entered
        }
        try {
            await(job);
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    static void semaphore() {
        print("-- Semaphore: a newcomer does not overtake; locked() is about waiters as well");
        Semaphore semaphore = new Semaphore(2);
        await(semaphore.acquire());
        await(semaphore.acquire());
        Task<Held> task = createTask(semaphore.acquire());
        await(sleep(0));
        semaphore.release();
        semaphore.release();
        print("locked while a woken waiter has not run:", semaphore.isLocked());
        await(task);
        print("and after it ran:", semaphore.isLocked());
    }

    static void condition() {
        print("-- Condition.wait re-raises the same CancelledError");
        Condition condition = new Condition();
        Task<Boolean> task = createTask(condition.use(() -> await(condition.waitOn())));
        await(sleep(0));
        task.cancel("with text");
        try {
            await(task);
        } catch (CancelledError e) {
            print(show(e));
        }
    }
}
