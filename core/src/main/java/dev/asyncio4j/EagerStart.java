// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Runs a task's first step before `createTask` returns.
///
/// A callback runs on the loop's thread already, and steps the task there and then. A coroutine
/// runs on its strand, and a strand cannot run another: it stops at its door, lets the loop's
/// thread step the new task, and goes on. Where it cannot stop, the new task has ended before it
/// began.
final class EagerStart {

    private EagerStart() {}

    static void of(LoopTask<?> task) {
        LoopTask<?> creator = LoopTask.currentOrNull();
        if (creator == null) {
            step(task);
            return;
        }
        Outcome outcome = new Outcome();
        try {
            creator.loop.detour(
                    () -> {
                        outcome.begun = true;
                        try {
                            step(task);
                        } catch (Throwable exit) { // must reach the creator, not the loop
                            outcome.exit = exit;
                        }
                    });
        } catch (Throwable refused) {
            if (!outcome.begun) { // the creator never gets the task, and nobody would step it
                task.endBeforeBeginning(refused);
                task.markRetrieved();
            }
            throw refused;
        }
        if (outcome.exit != null) {
            throw Sneaky.<RuntimeException>as(outcome.exit);
        }
    }

    /// Runs the coroutine up to its first suspension. On the loop's thread.
    private static void step(LoopTask<?> task) {
        EventLoop loop = task.loop;
        boolean outer = loop.stepsEagerly;
        loop.stepsEagerly = true;
        try {
            task.step();
        } finally {
            loop.stepsEagerly = outer;
        }
        if (task.isDone()) {
            task.coroutine = null;
        }
    }

    private static final class Outcome {
        boolean begun;
        @Nullable Throwable exit;
    }
}
