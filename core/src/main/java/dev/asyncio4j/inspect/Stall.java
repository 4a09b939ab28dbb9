// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.carrier.Frames;
import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.carrier.Strand;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.Ready;
import dev.asyncio4j.text.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One step keeps a loop: who, for how long so far, and where it is right now.
///
/// @param who the task or callback
/// @param awaiters who awaits the task, who awaits that one, and so on
/// @param time how long the loop has stood still, at least
/// @param stack where the culprit is, innermost call first, with the frames of the JDK
/// @param others how many stalls of this loop went unreported before
record Stall(
        String who,
        List<String> awaiters,
        Duration time,
        List<StackTraceElement> stack,
        int others) {

    private static final int LONGEST = 10; // awaiters
    private static final int DEEPEST = 100; // frames

    /// Looks at the loop while it stands still. **Thread** any.
    /// @return null if the loop has gone on meanwhile
    static @Nullable Stall of(LoopCore loop, Ready step, Duration time, int others) {
        Strand strand = step instanceof Passenger passenger ? passenger.strand() : null;
        Thread culprit = strand == null ? loop.thread() : strand.thread();
        if (culprit == null) {
            return null;
        }
        List<StackTraceElement> stack = new ArrayList<>(List.of(culprit.getStackTrace()));
        if (strand != null && stack.stream().anyMatch(Stall::isDetour)) {
            stack.addAll(0, errandOf(loop));
        }
        List<String> awaiters = step instanceof Task<?> task ? awaiters(task) : List.of();
        if (loop.runningStep() != step) {
            return null;
        }
        String who = step instanceof Task<?> task ? nameOf(task) : step.describeFromOutside();
        return new Stall(
                who,
                awaiters,
                time,
                stack.stream().filter(Stall::isShown).limit(DEEPEST).toList(),
                others);
    }

    /// Whether the strand waits there until the loop's own thread has run an errand for it.
    private static boolean isDetour(StackTraceElement frame) {
        return frame.getClassName().equals(Strand.class.getName())
                && frame.getMethodName().equals("detour");
    }

    private static List<StackTraceElement> errandOf(LoopCore loop) {
        Thread thread = loop.thread();
        StackTraceElement[] stack =
                thread == null ? new StackTraceElement[0] : thread.getStackTrace();
        return Stream.of(stack)
                .takeWhile(frame -> !frame.getClassName().equals(Strand.class.getName()))
                .toList();
    }

    private static boolean isShown(StackTraceElement frame) {
        String type = frame.getClassName();
        return !Frames.isOurs(type)
                || (type.startsWith("java.") && !type.startsWith("java.lang.invoke."));
    }

    private static String nameOf(Task<?> task) {
        return "task " + Quoted.of(task.name());
    }

    private static List<String> awaiters(Task<?> task) {
        List<String> names = new ArrayList<>();
        try {
            Future<?> at = task;
            while (names.size() < LONGEST) {
                Set<Future<?>> waiting = at.awaitedBy(1);
                if (waiting.isEmpty()) {
                    break;
                }
                int others = at.awaiterCount() - 1;
                at = waiting.iterator().next();
                String more = others > 0 ? " and " + others + " more" : "";
                names.add((at instanceof Task<?> next ? nameOf(next) : "a future") + more);
            }
        } catch (ConcurrentModificationException busy) { // the culprit is at it: then without
            names.add("others, which change just now");
        }
        return names;
    }

    /// The report, for the log.
    String text() {
        StringBuilder text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "The loop has stood still for %.1f s: %s does not come back",
                                time.toNanos() / 1e9,
                                who));
        awaiters.forEach(each -> text.append(", awaited by ").append(each));
        if (others > 0) {
            text.append(" (").append(others).append(" stalls before were not reported)");
        }
        text.append("; it is here:");
        stack.forEach(frame -> text.append("\n    at ").append(frame));
        return text.toString();
    }
}
