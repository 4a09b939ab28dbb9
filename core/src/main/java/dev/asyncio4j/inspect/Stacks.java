// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Future;
import dev.asyncio4j.carrier.Frames;
import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.carrier.Strand;
import dev.asyncio4j.inspect.FrameCallGraphEntry.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stacks of tasks as their authors know them: without the frames of the machinery, innermost
/// call first, and through the generators that run in them. **Thread** any; what a running task
/// does meanwhile may be missed.
final class Stacks {

    private static final String GENERATOR = "dev.asyncio4j.GeneratorFrame";
    private static final StackWalker WALKER = StackWalker.getInstance();

    private Stacks() {}

    /// The stack of a task that does not run on this thread; empty if it has none, or is no task.
    static List<FrameCallGraphEntry> of(Future<?> future) {
        List<FrameCallGraphEntry> entries = new ArrayList<>();
        if (future instanceof Passenger passenger) {
            addStrands(passenger.strand(), entries);
        }
        return entries;
    }

    /// The stack of this thread, which is a task's, and what waits below it.
    /// @param skipped how many of the innermost frames are left out
    static List<FrameCallGraphEntry> ofThisThread(int skipped) {
        List<FrameCallGraphEntry> entries = new ArrayList<>();
        add(
                WALKER.walk(
                        all ->
                                all.map(StackWalker.StackFrame::toStackTraceElement)
                                        .toArray(StackTraceElement[]::new)),
                0,
                entries);
        Passenger here = Passenger.current();
        if (here != null) {
            addStrands(here.below(), entries);
        }
        return entries.subList(Math.min(skipped, entries.size()), entries.size());
    }

    /// The stack of any thread.
    static List<FrameCallGraphEntry> of(Thread thread) {
        List<FrameCallGraphEntry> entries = new ArrayList<>();
        StackTraceElement[] stack = thread.getStackTrace();
        add(stack, Frames.machinery(stack), entries);
        return entries;
    }

    private static void addStrands(@Nullable Strand top, List<FrameCallGraphEntry> entries) {
        for (Strand each = top; each != null; each = each.passenger().below()) {
            StackTraceElement[] stack = each.thread().getStackTrace();
            add(stack, Frames.machinery(stack), entries);
        }
    }

    private static void add(
            StackTraceElement[] stack, int from, List<FrameCallGraphEntry> entries) {
        for (int i = from; i < stack.length; i++) {
            if (!Frames.isOurs(stack[i].getClassName())) {
                entries.add(new FrameCallGraphEntry(stack[i], kind(stack, i)));
            }
        }
    }

    /// A frame that the library called is code that may await, for that is what the library calls.
    private static Kind kind(StackTraceElement[] stack, int index) {
        if (index + 1 == stack.length) {
            return Kind.CALL;
        }
        String caller = stack[index + 1].getClassName();
        if (caller.equals(GENERATOR)) {
            return Kind.ASYNC_GENERATOR;
        }
        return Frames.isOurs(caller) ? Kind.ASYNC : Kind.CALL;
    }
}
