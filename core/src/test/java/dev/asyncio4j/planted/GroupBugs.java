// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.taskGroup;
import static dev.asyncio4j.planted.Steps.cancelling;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in the task group. One of the children fails if it comes before another: so only some
/// schedules let the group fail at all.
final class GroupBugs {

    private static final String FILE = "TaskGroup.java";
    private static final Law CHILDREN =
            new Law("no child outlives its group, however that ends", GroupBugs::cancelledGroup);
    private static final Law FAILURE =
            new Law(
                    "a group that fails ends at once, and takes its requests back",
                    GroupBugs::failingGroup);
    private static final Law FOREIGN =
            new Law(
                    "a failing group swallows no cancellation of others",
                    GroupBugs::failingAndCancelled);

    private GroupBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "group: forgets its children when it is cancelled while it waits",
                        CHILDREN,
                        FILE,
                        "while (!tasks.isEmpty()) {",
                        "if (!tasks.isEmpty()) {"),
                new Planted.Line(
                        "group: does not wait for children if its body was cancelled",
                        CHILDREN,
                        FILE,
                        "CancelledError absorbed = null;",
                        "if (failure instanceof CancelledError) return failure;\n"
                                + "        CancelledError absorbed = null;"),
                new Planted.Line(
                        "group: does not cancel the siblings of a child that failed",
                        FAILURE,
                        FILE,
                        "task.cancel(reason);",
                        ";"),
                new Planted.Line(
                        "group: does not take back its own request (missed uncancel)",
                        FAILURE,
                        FILE,
                        "if (mine.uncancel() == 0) {",
                        "if (mine.cancelling() == 1) {"),
                new Planted.Line(
                        "group: swallows a cancellation by others when a child has failed",
                        FOREIGN,
                        FILE,
                        "mine.uncancel();\n            mine.cancel();",
                        "mine.uncancel();"));
    }

    private static Coroutine<?> cancelledGroup() {
        List<Task<?>> children = new ArrayList<>();
        return async(
                () -> {
                    Task<?> owner =
                            createTask(
                                    async(
                                            () -> {
                                                try {
                                                    await(
                                                            taskGroup(
                                                                    group -> {
                                                                        children.add(
                                                                                group.createTask(
                                                                                        cleaning()));
                                                                        children.add(
                                                                                group.createTask(
                                                                                        cleaning()));
                                                                        turns(2);
                                                                    }));
                                                } finally {
                                                    check(
                                                            children.stream()
                                                                    .allMatch(Task::isDone),
                                                            "still there: " + children);
                                                }
                                            }));
                    await(cancelling(owner, 9));
                });
    }

    private static Coroutine<@Nullable Void> cleaning() {
        return async(
                () -> {
                    try {
                        turns(3);
                    } finally {
                        turns(1);
                    }
                });
    }

    private static Coroutine<?> failingGroup() {
        boolean[] ready = {false};
        return async(
                () -> {
                    try {
                        await(
                                taskGroup(
                                        group -> {
                                            group.createTask(async(() -> ready[0] = true));
                                            group.createTask(failingUnless(ready));
                                            group.createTask(sleepingUnless(ready));
                                        }));
                    } catch (ExceptionGroup expected) {
                        check(getRunningLoop().time() < 3600, "waited for a sibling");
                    }
                    check(currentTask().cancelling() == 0, "still cancelling");
                    turns(1);
                });
    }

    private static Coroutine<?> failingAndCancelled() {
        boolean[] ready = {false};
        return async(
                () -> {
                    Task<?> owner =
                            createTask(
                                    async(
                                            () -> {
                                                try {
                                                    await(
                                                            taskGroup(
                                                                    group -> {
                                                                        group.createTask(
                                                                                async(
                                                                                        () ->
                                                                                                ready[
                                                                                                                0] =
                                                                                                        true));
                                                                        group.createTask(
                                                                                failingUnless(
                                                                                        ready));
                                                                        group.createTask(
                                                                                cleaning());
                                                                    }));
                                                } catch (ExceptionGroup expected) {
                                                    turns(1);
                                                }
                                                turns(1);
                                            }));
                    await(cancelling(owner, 12));
                });
    }

    private static Coroutine<@Nullable Void> failingUnless(boolean[] ready) {
        return async(
                () -> {
                    if (!ready[0]) {
                        throw new IllegalStateException("not ready");
                    }
                });
    }

    private static Coroutine<@Nullable Void> sleepingUnless(boolean[] ready) {
        return async(() -> await(sleep(ready[0] ? 1 : 3600)));
    }
}
