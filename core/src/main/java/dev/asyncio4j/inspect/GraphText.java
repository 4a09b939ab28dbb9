// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.text.Quoted;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A call graph as text, to the letter as CPython 3.14 formats it. A loop and not a recursion, for
/// chains of tasks may be long.
final class GraphText {

    private static final String INDENT = "    ";

    /// A node, or how many more there were beside those before it.
    private record Level(@Nullable FutureCallGraph graph, int more, int depth) {}

    private GraphText() {}

    static String of(FutureCallGraph graph) {
        StringBuilder text = new StringBuilder();
        Deque<Level> todo = new ArrayDeque<>();
        todo.push(new Level(graph, 0, 0));
        while (!todo.isEmpty()) {
            Level level = todo.pop();
            FutureCallGraph node = level.graph();
            if (node == null) {
                line(text, level, String.format(Locale.ROOT, "* and %,d more", level.more()));
                continue;
            }
            line(text, level, "* " + nameOf(node.future()));
            if (!node.callStack().isEmpty()) {
                line(text, level, "  + Call stack:");
                for (FrameCallGraphEntry entry : node.callStack()) {
                    line(text, level, "  |   " + entry);
                }
            }
            if (!node.awaitedBy().isEmpty() || node.more() > 0) {
                line(text, level, "  + Awaited by:");
                if (node.more() > 0) {
                    todo.push(new Level(null, node.more(), level.depth() + 1));
                }
                for (FutureCallGraph waiter : node.awaitedBy().reversed()) {
                    todo.push(new Level(waiter, 0, level.depth() + 1));
                }
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Level level, String line) {
        text.append(text.isEmpty() ? "" : "\n").append(INDENT.repeat(level.depth())).append(line);
    }

    private static String nameOf(Future<?> future) {
        String id = "id=0x" + Integer.toHexString(System.identityHashCode(future));
        return future instanceof Task<?> task
                ? "Task(name=" + Quoted.of(task.name()) + ", " + id + ")"
                : "Future(" + id + ")";
    }
}
