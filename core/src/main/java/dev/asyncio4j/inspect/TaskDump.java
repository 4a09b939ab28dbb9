// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.text.Quoted;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All tasks of a loop that are not done: their states, what each waits for, who waits for it, and
/// where in the code it is.
///
/// ```
/// 2 tasks in <EventLoop running=true closed=false debug=false ready=0 timers=1>
/// 'Task-1' waiting, Main, for task 'writer'
///     at Main.main(Main.java:7)
/// 'writer' waiting, Pump, for <Future pending>, awaited by 'Task-1'
///     at Pump.write(Pump.java:31)
/// ```
///
/// A loop that stands still, because a step blocks or computes, cannot tell; then it is looked at
/// from outside, and the dump begins with the stack of the culprit. Such a look is a guess where
/// the loop goes on meanwhile.
///
/// @param loop the loop, as text
/// @param tasks those that are not done, in order of creation
/// @param blocked where the code is that keeps the loop from answering; empty if it answered, or is
///     held
/// @param held whether it was not asked, because it is held: by the whiteboard, say, for somebody
///     to look at it
public record TaskDump(
        String loop, List<Entry> tasks, List<StackTraceElement> blocked, boolean held) {

    /// Copies the lists.
    public TaskDump {
        tasks = List.copyOf(tasks);
        blocked = List.copyOf(blocked);
    }

    /// A dump of a loop that is not held.
    public TaskDump(String loop, List<Entry> tasks, List<StackTraceElement> blocked) {
        this(loop, tasks, blocked, false);
    }

    /// One task.
    ///
    /// @param id the same in all dumps, as the call graph has it; that two tasks share one is
    /// possible
    ///     and unlikely
    /// @param name its name
    /// @param state where it is in its life
    /// @param code whose code it runs; null if that has gone
    /// @param waitsFor what it waits for, as text; null if it does not wait
    /// @param waited for how long; zero if it does not wait
    /// @param awaitedBy who waits for it: the names of tasks in quotes, the texts of futures; of
    ///     many the first ten, and then `and 9,990 more`
    /// @param awaiters the ids of the tasks that wait for it, be it by a future between them, as
    ///     `gather` makes one; a hundred at most
    /// @param owedBy the ids of the tasks whose move it is: the one it waits for, or that holds the
    ///     lock
    /// @param stack where it is, innermost call first
    public record Entry(
            String id,
            String name,
            Task.State state,
            @Nullable String code,
            @Nullable String waitsFor,
            Duration waited,
            List<String> awaitedBy,
            List<String> awaiters,
            List<String> owedBy,
            List<StackTraceElement> stack) {

        /// Copies the lists.
        public Entry {
            awaitedBy = List.copyOf(awaitedBy);
            awaiters = List.copyOf(awaiters);
            owedBy = List.copyOf(owedBy);
            stack = List.copyOf(stack);
        }

        static String id(Future<?> future) {
            return Integer.toHexString(System.identityHashCode(future));
        }

        /// This with another stack.
        Entry with(List<StackTraceElement> newStack) {
            return new Entry(
                    id, name, state, code, waitsFor, waited, awaitedBy, awaiters, owedBy, newStack);
        }

        /// What stands in the dump, without a line break at the end.
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(Quoted.of(name)).append(' ');
            text.append(state.name().toLowerCase(Locale.ROOT));
            text.append(code == null ? "" : ", " + Quoted.plain(code));
            text.append(waitsFor == null ? "" : ", for " + waitsFor);
            text.append(awaitedBy.isEmpty() ? "" : ", awaited by " + String.join(", ", awaitedBy));
            stack.forEach(frame -> text.append("\n    at ").append(frame));
            return text.toString();
        }
    }

    /// The dump of `loop`. **Thread** loop, or its owner's while it does not run.
    public static TaskDump of(EventLoop loop) {
        Notes notes = new Notes(false);
        for (Task<?> task : loop.allTasks()) { // no stream, which would stand in this task's stack
            notes.addStack(notes.add(task));
        }
        return new TaskDump(loop.toString(), notes.entries(), List.of(), false);
    }

    /// The dump of `loop`, which is asked to make it; if it does not answer in time, of what can be
    /// seen from outside. **Thread** any; blocks it.
    /// @param patience how long to wait for the answer
    /// @throws InterruptedException if this thread is interrupted meanwhile
    public static TaskDump of(EventLoop loop, Duration patience) throws InterruptedException {
        if (LoopCore.current() == loop || !loop.isRunning()) {
            return of(loop);
        }
        TaskDump dump = Census.take(loop, patience, Integer.MAX_VALUE, true);
        return dump == null ? fromOutside(loop, Integer.MAX_VALUE) : dump;
    }

    static TaskDump fromOutside(EventLoop loop, int limit) {
        Notes notes = new Notes(true);
        List<StackTraceElement> blocked = callback(loop.thread());
        for (Task<?> task : loop.allTasks(limit)) {
            Note note = read(task, notes);
            if (note.state() == Task.State.RUNNING) {
                blocked = note.stack();
            }
        }
        boolean held = loop.beat().isHeld();
        return new TaskDump(loop.toString(), notes.entries(), held ? List.of() : blocked, held);
    }

    private static Note read(Task<?> task, Notes notes) {
        try {
            Note note = notes.add(task);
            notes.addStack(note);
            return note;
        } catch (RuntimeException changedMeanwhile) {
            return notes.addUnreadable(task, changedMeanwhile);
        }
    }

    /// Where the loop's thread is, down to the loop itself.
    private static List<StackTraceElement> callback(@Nullable Thread thread) {
        String ours = LoopCore.class.getPackageName();
        return thread == null
                ? List.of()
                : Arrays.stream(thread.getStackTrace())
                        .takeWhile(frame -> !frame.getClassName().startsWith(ours))
                        .toList();
    }

    /// The same without the frames for which `unwanted` holds.
    public TaskDump without(Predicate<StackTraceElement> unwanted) {
        List<Entry> fewer =
                tasks.stream()
                        .map(
                                each ->
                                        each.with(
                                                each.stack.stream()
                                                        .filter(unwanted.negate())
                                                        .toList()))
                        .toList();
        return new TaskDump(loop, fewer, blocked.stream().filter(unwanted.negate()).toList(), held);
    }

    /// The lines shown above, without a line break at the end.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (held) {
            text.append("The loop is held, for somebody to look at it\n");
        }
        if (!blocked.isEmpty()) {
            text.append("The loop does not answer; it is");
            blocked.forEach(frame -> text.append("\n    at ").append(frame));
            text.append('\n');
        }
        text.append(tasks.size()).append(tasks.size() == 1 ? " task in " : " tasks in ");
        text.append(loop);
        tasks.forEach(task -> text.append('\n').append(task));
        return text.toString();
    }
}
