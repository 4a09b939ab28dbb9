// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.LoopCore;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A future, where its code is, and who waits for it, who waits for them, and so on.
///
/// ```
/// * Task(name='writer', id=0x3f8a)
///   + Call stack:
///   |   at Pump.write(Pump.java:31)
///   |   at Pump.run(Pump.java:12)
///   + Awaited by:
///     * Task(name='Task-1', id=0x11c2)
///       + Call stack:
///       |   at Main.main(Main.java:7)
/// ```
///
/// Tasks that wait for each other in a circle are shown once round; where it closes, the task is
/// named without more. **Thread** loop, all of it; what was captured may be read on any. **Like**
/// `asyncio.FutureCallGraph`.
///
/// @param future what was looked at
/// @param callStack where its code is, innermost call first, without this library's frames; empty
///     for a future that is no task
/// @param awaitedBy those that wait for it
public record CallGraph(
        Future<?> future, List<StackTraceElement> callStack, List<CallGraph> awaitedBy) {

    /// All frames.
    private static final int ALL = Integer.MAX_VALUE;

    /// Copies the lists.
    public CallGraph {
        callStack = List.copyOf(callStack);
        awaitedBy = List.copyOf(awaitedBy);
    }

    /// The graph of the task that runs now; null in a callback. **Like**
    /// `asyncio.capture_call_graph()`.
    /// @throws IllegalStateException if no loop runs here
    public static @Nullable CallGraph capture() {
        return capture(1, ALL);
    }

    /// [#capture()] without the innermost `depth - 1` frames of the task that runs now.
    /// @param limit how many frames of each stack: the innermost ones; if negative, so many of the
    ///     outermost ones; 0 is none
    public static @Nullable CallGraph capture(int depth, int limit) {
        if (LoopCore.current() == null) {
            throw new IllegalStateException(
                    "capture_call_graph() is called outside of a running event loop and no *future*"
                            + " to introspect was provided");
        }
        Task<?> current = Task.current();
        return current == null ? null : of(current, Math.max(0, depth - 1), limit);
    }

    /// The graph of `future`. **Like** `asyncio.capture_call_graph(future)`.
    public static CallGraph capture(Future<?> future) {
        return capture(future, ALL);
    }

    /// [#capture(Future)] with a limit, as [#capture(int, int)] has it.
    public static CallGraph capture(Future<?> future, int limit) {
        return of(future, 0, limit);
    }

    /// The graph of the task that runs now, as text; empty in a callback. **Like**
    /// `asyncio.format_call_graph()`.
    /// @throws IllegalStateException if no loop runs here
    public static String format() {
        CallGraph graph = capture();
        return graph == null ? "" : graph.toString();
    }

    /// The graph of `future`, as text. **Like** `asyncio.format_call_graph(future)`.
    public static String format(Future<?> future) {
        return capture(future).toString();
    }

    /// Prints [#format()]. **Like** `asyncio.print_call_graph()`.
    /// @throws IllegalStateException if no loop runs here
    public static void print(PrintStream out) {
        out.println(format());
    }

    /// Prints [#format(Future)]. **Like** `asyncio.print_call_graph(future)`.
    public static void print(Future<?> future, PrintStream out) {
        out.println(format(future));
    }

    private static CallGraph of(Future<?> future, int skipped, int limit) {
        return of(future, skipped, limit, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static CallGraph of(Future<?> future, int skipped, int limit, Set<Future<?>> path) {
        List<CallGraph> waiting = new ArrayList<>();
        List<StackTraceElement> stack = List.of();
        if (path.add(future)) {
            stack = limited(stackOf(future), skipped, limit);
            for (Future<?> awaiter : future.awaitedBy()) {
                waiting.add(of(awaiter, 0, limit, path));
            }
            path.remove(future);
        }
        return new CallGraph(future, stack, waiting);
    }

    private static List<StackTraceElement> stackOf(Future<?> future) {
        return future instanceof Task<?> task && !task.isDone() ? task.stack() : List.of();
    }

    private static List<StackTraceElement> limited(
            List<StackTraceElement> all, int skipped, int limit) {
        List<StackTraceElement> rest = all.subList(Math.min(skipped, all.size()), all.size());
        return limit < 0
                ? rest.subList(Math.max(0, rest.size() + limit), rest.size())
                : rest.subList(0, Math.min(limit, rest.size()));
    }

    /// The lines shown above, without a line break at the end.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text, "");
        return text.substring(0, text.length() - 1);
    }

    private void write(StringBuilder text, String indent) {
        text.append(indent).append("* ").append(title()).append('\n');
        if (!callStack.isEmpty()) {
            text.append(indent).append("  + Call stack:\n");
        }
        for (StackTraceElement frame : callStack) {
            text.append(indent).append("  |   at ").append(frame).append('\n');
        }
        if (!awaitedBy.isEmpty()) {
            text.append(indent).append("  + Awaited by:\n");
        }
        for (CallGraph awaiter : awaitedBy) {
            awaiter.write(text, indent + "    ");
        }
    }

    private String title() {
        String id = "id=0x" + Integer.toHexString(System.identityHashCode(future)) + ")";
        return future instanceof Task<?> task
                ? "Task(name='" + task.name() + "', " + id
                : "Future(" + id;
    }
}
