// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.testing.InjectedFault;
import dev.asyncio4j.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/// A loop with a time of its own, the marks that the tasks of a test leave in it, and the tasks
/// themselves. A test that hangs fails; so does one with faults that nobody awaits.
final class Scene implements AutoCloseable {
    final EventLoop loop;
    final List<String> marks = new ArrayList<>();
    final List<Task<?>> tasks = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();

    Scene() {
        this.loop = new EventLoop(VirtualTime.options());
        loop.setExceptionHandler((here, fault) -> faults.add(fault));
    }

    Scene(Choices choices) {
        this.loop = new EventLoop(VirtualTime.options().withChoices(choices));
        loop.setExceptionHandler((here, fault) -> faults.add(fault));
    }

    void run(Body.OfNothing body) {
        loop.runUntilComplete(async(body));
    }

    /// Begins a task that leaves its name, or how it failed, when it ends.
    Task<?> begin(String name, Body.OfNothing body) {
        Task<?> task =
                createTask(
                        async(
                                () -> {
                                    try {
                                        body.run();
                                        marks.add(name);
                                    } catch (Throwable failure) {
                                        marks.add(name + " " + failure.getClass().getSimpleName());
                                    }
                                }),
                        name);
        tasks.add(task);
        return task;
    }

    static void turns(int count) {
        for (int i = 0; i < count; i++) {
            await(sleep(0));
        }
    }

    /// Waits until all have ended that were begun, though it is disturbed.
    void join() {
        ended(tasks);
    }

    /// Waits until all have ended, though it is disturbed.
    static void ended(List<Task<?>> all) {
        while (!all.stream().allMatch(Task::isDone)) {
            try {
                await(waitOn(all));
            } catch (CancelledError | InjectedFailure | InjectedFault disturbed) {
                continue;
            }
        }
    }

    /// Lets things come to rest, though it is disturbed.
    static void settle() {
        settleFor(20);
    }

    /// Lets this many turns pass, though it is disturbed.
    static void settleFor(int turns) {
        for (int i = 0; i < turns; i++) {
            try {
                await(sleep(0));
            } catch (CancelledError | InjectedFailure | InjectedFault disturbed) {
                continue;
            }
        }
    }

    @Override
    public void close() {
        loop.close();
        assertThat(faults).as("faults that nobody awaits").isEmpty();
    }

    /// What the oracle lets an await fail with.
    static final class InjectedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// Disturbs one await, and counts all.
    static final class Disturbing implements Choices {
        private final int at;
        private final Injection injection;
        Runnable meanwhile = () -> {};
        int awaits;

        Disturbing(int at, Injection injection) {
            this.at = at;
            this.injection = injection;
        }

        @Override
        public int choose(Kind kind, int count) {
            return 0;
        }

        @Override
        public Injection atAwait(boolean canFail) {
            if (++awaits != at) {
                return null;
            }
            meanwhile.run();
            return injection;
        }
    }
}
