// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.text.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is noted of a task while its loop is looked at: as little as will do.
///
/// Ten thousand of them live for as long as their stacks are taken, and each collection meanwhile
/// copies them, for which the loop stands still. So one object is all that a note costs: what it
/// holds is there anyway, or shared with other notes ([Notes]). The texts of a dump are made of it
/// last.
///
/// What is one thing or several is that thing, or an array of them; null is none.
final class Note {

    final Task<?> task;
    private final Task.State state;
    private final @Nullable String code;
    private final @Nullable String waitsFor;
    private final long waited; // nanoseconds
    private final @Nullable Object awaitedBy; // tasks, and texts of what is no task
    private final int notShown; // how many more await it
    private final @Nullable Object awaiters; // tasks
    private final @Nullable Object owedBy; // tasks
    private List<StackTraceElement> stack = List.of();

    Note(
            Task<?> task,
            Task.State state,
            @Nullable String code,
            @Nullable String waitsFor,
            long waited,
            @Nullable Object awaitedBy,
            int notShown,
            @Nullable Object awaiters,
            @Nullable Object owedBy) {
        this.task = task;
        this.state = state;
        this.code = code;
        this.waitsFor = waitsFor;
        this.waited = waited;
        this.awaitedBy = awaitedBy;
        this.notShown = notShown;
        this.awaiters = awaiters;
        this.owedBy = owedBy;
    }

    /// One thing or several, as a note holds them.
    static @Nullable Object held(List<?> things) {
        return switch (things.size()) {
            case 0 -> null;
            case 1 -> things.getFirst();
            default -> things.toArray();
        };
    }

    Task.State state() {
        return state;
    }

    void setStack(List<StackTraceElement> taken) {
        stack = taken;
    }

    List<StackTraceElement> stack() {
        return stack;
    }

    /// **Thread** any: what it holds of other tasks is their names, which have been asked for.
    TaskDump.Entry entry() {
        return new TaskDump.Entry(
                TaskDump.Entry.id(task),
                task.name(),
                state,
                code,
                waitsFor,
                Duration.ofNanos(waited),
                names(),
                ids(awaiters),
                ids(owedBy),
                stack);
    }

    private List<String> names() {
        if (awaitedBy == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (Object each : all(awaitedBy)) {
            names.add(each instanceof Task<?> one ? Quoted.of(one.name()) : (String) each);
        }
        if (notShown > 0) {
            names.add(String.format(Locale.ROOT, "and %,d more", notShown));
        }
        return names;
    }

    private static List<String> ids(@Nullable Object tasks) {
        if (tasks == null) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        for (Object each : all(tasks)) {
            ids.add(TaskDump.Entry.id((Future<?>) each));
        }
        return ids;
    }

    private static Object[] all(Object held) {
        return held instanceof Object[] several ? several : new Object[] {held};
    }
}
