// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.text.Quoted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Who waits for whom when nothing will ever happen again, as text: a line for each task, each
/// followed by the task whose move it is, and the circles.
///
/// ```
///   task 'A' waits for Lock 'till', held by task 'B' at app.Shop.pay(Shop.java:12)
///   task 'B' waits for an item of Queue 'orders', into which nobody puts at
/// app.Shop.pack(Shop.java:30)
/// ```
///
/// **Thread** loop.
final class WaitGraph {

    private static final int LONGEST = 100; // tasks; a report must be readable

    private final StringBuilder text = new StringBuilder();
    private final Set<Future<?>> told = Collections.newSetFromMap(new IdentityHashMap<>());

    private WaitGraph() {}

    static String of(EventLoop loop) {
        WaitGraph graph = new WaitGraph();
        List<Task<?>> tasks = loop.allTasks();
        for (Task<?> task : tasks) {
            graph.tell(task);
        }
        int left = tasks.size() - graph.told.size();
        return "the loop would wait for ever: nothing is ready, no timer is set"
                + (tasks.isEmpty() ? "" : "; who waits:")
                + graph.text
                + (left > 0 ? "\n  and " + left + " more" : "");
    }

    /// Tells of a task, then of the one it waits for, and so on, until that is told already.
    private void tell(Future<?> first) {
        List<Future<?>> chain = new ArrayList<>();
        Future<?> task = first;
        while (task != null && told.size() < LONGEST && told.add(task)) {
            chain.add(task);
            text.append("\n  ").append(named(task)).append(" ").append(wait(task));
            if (task instanceof Task<?> waiting) {
                for (StackTraceElement frame : waiting.stack(1)) {
                    text.append(" at ").append(frame);
                }
            }
            task = next(task);
        }
        if (task != null && chain.contains(task)) {
            int begin = chain.indexOf(task);
            text.append("\n  in a circle: ");
            chain.subList(begin, chain.size())
                    .forEach(each -> text.append(named(each)).append(", "));
            text.append("and again ").append(named(task));
        }
    }

    /// The task whose move it is, if there is one.
    private static @Nullable Future<?> next(Future<?> task) {
        Future<?> awaited = awaitedBy(task);
        if (awaited == null || awaited instanceof Task) {
            return awaited;
        }
        WaitPoint point = awaited.waitPoint();
        List<Future<?>> owing = point == null ? List.of() : owing(point);
        for (Future<?> each : owing) {
            if (each instanceof Task && !each.isDone()) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Future<?> awaitedBy(Future<?> task) {
        return task instanceof Task<?> waiting ? waiting.waitingOn() : null;
    }

    private static String wait(Future<?> task) {
        Future<?> awaited = awaitedBy(task);
        return awaited == null ? "does not wait" : "waits for " + inVain(awaited);
    }

    private static String inVain(Future<?> awaited) {
        if (awaited instanceof Task) {
            return named(awaited);
        }
        WaitPoint point = awaited.waitPoint();
        return point == null
                ? awaited.describedAlone() + ", which nobody completes"
                : told(point, WaitPoint::inVain);
    }

    /// A point may be a user's, and the report is of more than that one.
    private static String told(WaitPoint point, Function<WaitPoint, String> what) {
        try {
            return Quoted.plain(what.apply(point));
        } catch (RuntimeException | Error theirs) {
            return "a "
                    + point.getClass().getName()
                    + ", which cannot say what it is: "
                    + theirs.getClass().getName();
        }
    }

    private static List<Future<?>> owing(WaitPoint point) {
        try {
            return point.owedBy();
        } catch (RuntimeException | Error theirs) {
            return List.of();
        }
    }

    /// Who or what is waited for: a task, or what a future stands for.
    static String named(Future<?> future) {
        if (future instanceof Task<?> task) {
            return "task " + Quoted.of(task.name());
        }
        WaitPoint point = future.isDone() ? null : future.waitPoint();
        return point == null ? future.toString() : told(point, WaitPoint::what);
    }

    /// Several tasks as the end of a sentence, the first few by name.
    static String named(List<? extends Future<?>> futures) {
        int shown = Math.min(3, futures.size());
        List<String> names = new ArrayList<>();
        futures.subList(0, shown).forEach(each -> names.add(named(each)));
        int more = futures.size() - shown;
        return String.join(", ", names) + (more > 0 ? " and " + more + " more" : "");
    }
}
