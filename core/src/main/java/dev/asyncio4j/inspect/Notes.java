// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Notes of many tasks, which share what is the same: tasks that wait for the same thing its text,
/// those at the same place the stack.
///
/// **Thread** one after the other: the loop's, then that of who asked.
final class Notes {

    private static final int SHOWN = 10; // who await one task, by name
    private static final int MOST = 100; // tasks that wait for one, or owe it something

    private final boolean isOutside;
    private final List<Note> notes = new ArrayList<>();
    private final Map<Object, Object> known = new HashMap<>();

    // of the last task, for the next mostly waits for the same
    private @Nullable Object lastPoint;
    private @Nullable String lastText;
    private @Nullable Object lastOwing;

    /// @param isOutside whether they are taken by another thread than the loop's
    Notes(boolean isOutside) {
        this.isOutside = isOutside;
    }

    List<Note> all() {
        return notes;
    }

    /// Things may have changed since the last note.
    void lookAfresh() {
        lastPoint = null;
    }

    /// Takes note of a task.
    Note add(Task<?> task) {
        Coroutine<?> code = task.coroutine();
        Future<?> awaited = task.waitingOn();
        Task.State state = task.state();
        String text = null;
        Object owing = null;
        if (awaited != null && awaited.isDone()) { // its result is nobody else's business
            text = "something that is done";
        } else if (awaited != null) {
            look(awaited);
            text = lastText;
            owing = lastOwing;
        }
        task.name(); // which it is given when first asked, on its own thread if possible
        Set<Future<?>> waiting = task.awaitedBy(SHOWN);
        int notShown = waiting.size() < SHOWN ? 0 : task.awaiterCount() - waiting.size();
        Note note =
                new Note(
                        task,
                        state,
                        code == null ? null : shared(code.name()),
                        text,
                        task.waited().toNanos(),
                        named(waiting),
                        notShown,
                        awaiters(task, waiting),
                        owing);
        notes.add(note);
        return note;
    }

    /// The note of a task that could not be read, because it changed meanwhile.
    Note addUnreadable(Task<?> task, RuntimeException why) {
        String code = "unreadable: " + why.getClass().getName();
        Note note = new Note(task, Task.State.READY, code, null, 0, null, 0, null, null);
        notes.add(note);
        return note;
    }

    /// Adds the stack, which is taken now.
    void addStack(Note note) {
        note.setStack(shared(List.copyOf(note.task.stack())));
    }

    /// All as a dump has them.
    List<TaskDump.Entry> entries() {
        List<TaskDump.Entry> entries = new ArrayList<>(notes.size());
        notes.forEach(note -> entries.add(note.entry()));
        return entries;
    }

    /// What `awaited` stands for, and whose move it is.
    private void look(Future<?> awaited) {
        WaitPoint point = awaited instanceof Task ? null : awaited.waitPoint();
        Object key = point == null ? awaited : point;
        if (key == lastPoint) {
            return;
        }
        lastPoint = key;
        lastText = shared(isOutside ? WaitText.fromOutside(awaited) : WaitText.of(awaited));
        if (point == null) {
            lastOwing = awaited instanceof Task ? awaited : null;
        } else {
            List<Future<?>> owing =
                    isOutside ? WaitText.owingFromOutside(point) : WaitText.owing(point);
            lastOwing =
                    Note.held(owing.stream().filter(Task.class::isInstance).limit(MOST).toList());
        }
    }

    private @Nullable Object named(Set<Future<?>> waiting) {
        List<Object> names = new ArrayList<>(waiting.size());
        for (Future<?> each : waiting) {
            if (each instanceof Task<?> task) {
                task.name();
                names.add(task);
            } else {
                names.add(shared(isOutside ? "<Future pending>" : each.toString()));
            }
        }
        return Note.held(names);
    }

    /// The tasks that wait for `task`, be it by futures between them.
    private static @Nullable Object awaiters(Task<?> task, Set<Future<?>> direct) {
        if (direct.isEmpty()) {
            return null;
        }
        Set<Future<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Future<?>> todo = new ArrayDeque<>(List.of(task));
        List<Future<?>> found = new ArrayList<>();
        while (!todo.isEmpty()) {
            for (Future<?> waiter : todo.removeLast().awaitedBy(MOST)) {
                if (seen.size() == MOST) {
                    return Note.held(found);
                }
                if (seen.add(waiter)) {
                    (waiter instanceof Task ? found : todo).add(waiter);
                }
            }
        }
        return Note.held(found);
    }

    @SuppressWarnings("unchecked") // what is equal is of the same kind
    private <T> T shared(T one) {
        Object same = known.putIfAbsent(one, one);
        return same == null ? one : (T) same;
    }
}
