// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who awaits whom, and where: `import static dev.asyncio4j.inspect.CallGraph.*;`
///
/// ```java
/// printCallGraph();         // the current task, and who awaits it, and who awaits those
/// ```
///
/// Of many tasks that await one future the first hundred are shown and the others counted; a graph
/// has a thousand nodes at most.
///
/// **Suspends** never, all of it. **Thread** loop; of a task of another loop it sees what that one
/// has left behind. **Like** `asyncio.capture_call_graph` and its sisters.
public final class CallGraph {

    private static final int WIDEST = 100; // who await one future
    private static final int MOST = 1_000; // nodes: a look must not keep the loop

    private CallGraph() {}

    /// The call graph of the current task; null if none runs, as in a callback.
    /// @throws IllegalStateException if no loop runs here
    public static @Nullable FutureCallGraph captureCallGraph() {
        return capture(null, CallGraphOptions.defaults());
    }

    /// The call graph of `future`.
    /// @param future null is the current task
    /// @throws IllegalStateException if it is null and no loop runs here
    public static @Nullable FutureCallGraph captureCallGraph(@Nullable Future<?> future) {
        return capture(future, CallGraphOptions.defaults());
    }

    /// [#captureCallGraph(Future)] with options.
    public static @Nullable FutureCallGraph captureCallGraph(
            @Nullable Future<?> future, CallGraphOptions options) {
        return capture(future, options);
    }

    /// [#captureCallGraph()] as text; empty if there is no current task.
    public static String formatCallGraph() {
        return format(capture(null, CallGraphOptions.defaults()));
    }

    /// [#captureCallGraph(Future)] as text; empty if there is no current task.
    public static String formatCallGraph(@Nullable Future<?> future) {
        return format(capture(future, CallGraphOptions.defaults()));
    }

    /// [#formatCallGraph(Future)] with options.
    public static String formatCallGraph(@Nullable Future<?> future, CallGraphOptions options) {
        return format(capture(future, options));
    }

    /// Prints [#formatCallGraph()] to the standard output.
    public static void printCallGraph() {
        System.out.println(format(capture(null, CallGraphOptions.defaults())));
    }

    /// Prints [#formatCallGraph(Future)] to the standard output.
    public static void printCallGraph(@Nullable Future<?> future) {
        System.out.println(format(capture(future, CallGraphOptions.defaults())));
    }

    /// Prints [#formatCallGraph(Future, CallGraphOptions)].
    public static void printCallGraph(
            @Nullable Future<?> future, CallGraphOptions options, PrintStream out) {
        out.println(format(capture(future, options)));
    }

    private static String format(@Nullable FutureCallGraph graph) {
        return graph == null ? "" : graph.toString();
    }

    private static @Nullable FutureCallGraph capture(
            @Nullable Future<?> given, CallGraphOptions options) {
        Task<?> current = Task.current();
        Future<?> future = given == null ? current : given;
        if (future == null) {
            if (given == null) {
                ensureLoop();
            }
            return null;
        }
        Integer limit = options.limit();
        if (future != current) {
            return graph(future, stackOf(future, limit), limit);
        }
        List<FrameCallGraphEntry> stack =
                limit != null && limit == 0
                        ? List.of()
                        : limited(Stacks.ofThisThread(options.depth() - 1), limit);
        return graph(future, stack, limit);
    }

    private static void ensureLoop() {
        if (EventLoop.current() == null) {
            throw new IllegalStateException(
                    "capture_call_graph() is called outside of a running event loop and no *future*"
                            + " to introspect was provided");
        }
    }

    private static List<FrameCallGraphEntry> stackOf(Future<?> future, @Nullable Integer limit) {
        return limit != null && limit == 0 ? List.of() : limited(Stacks.of(future), limit);
    }

    private static List<FrameCallGraphEntry> limited(
            List<FrameCallGraphEntry> stack, @Nullable Integer limit) {
        int size = stack.size();
        if (limit == null || Math.abs((long) limit) >= size) {
            return List.copyOf(stack);
        }
        return List.copyOf(
                limit >= 0 ? stack.subList(0, limit) : stack.subList(size + limit, size));
    }

    /// A node in the making, and where it belongs.
    private static final class Visit {
        final Future<?> future;
        final List<FrameCallGraphEntry> stack;
        final @Nullable Visit below; // which this one awaits
        final List<FutureCallGraph> awaitedBy = new ArrayList<>();
        int more;
        boolean told; // whose waiters are

        Visit(Future<?> future, List<FrameCallGraphEntry> stack, @Nullable Visit below) {
            this.future = future;
            this.stack = stack;
            this.below = below;
        }

        FutureCallGraph node() {
            return new FutureCallGraph(
                    future, stack, Collections.unmodifiableList(awaitedBy), more);
        }
    }

    /// Follows who awaits whom outwards, depth first. A loop and not a recursion, for chains of
    /// tasks may be long; `path` is where it came along, for they may be circles. It ends where a
    /// reader would have given up: who awaits by many ways would be told by each of them.
    private static FutureCallGraph graph(
            Future<?> first, List<FrameCallGraphEntry> stack, @Nullable Integer limit) {
        Set<Future<?>> path = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Visit> todo = new ArrayDeque<>();
        Visit root = new Visit(first, stack, null);
        todo.push(root);
        for (int left = MOST; !todo.isEmpty(); ) {
            Visit visit = todo.peek();
            if (visit.told) {
                todo.pop();
                path.remove(visit.future);
                if (visit.below != null) {
                    visit.below.awaitedBy.add(visit.node());
                }
                continue;
            }
            visit.told = true;
            if (!path.add(visit.future)) { // the circle closes here
                todo.pop();
                Objects.requireNonNull(visit.below).awaitedBy.add(visit.node());
                continue;
            }
            int shown = Math.min(WIDEST, left);
            Set<Future<?>> waiters = visit.future.awaitedBy(shown);
            if (waiters.size() == shown) {
                visit.more = Math.max(0, visit.future.awaiterCount() - shown);
            }
            left -= waiters.size();
            for (Future<?> waiter : List.copyOf(waiters).reversed()) {
                todo.push(new Visit(waiter, stackOf(waiter, limit), visit));
            }
        }
        return root.node();
    }
}
