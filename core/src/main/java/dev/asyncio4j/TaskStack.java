// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Frames;
import dev.asyncio4j.carrier.Strand;
import dev.asyncio4j.loop.Beat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a task is: its strand's stack, below those of the generators that run in it; or where it
/// failed. **Thread** loop; on others a guess.
final class TaskStack {

    private TaskStack() {}

    static List<StackTraceElement> of(Task<?> task, @Nullable Strand strand, int limit) {
        List<StackTraceElement> frames = new ArrayList<>();
        Unretrieved failure = task.failure();
        if (strand == null && failure != null) {
            addUsers(failure.failure.getStackTrace(), frames);
        }
        for (Strand each = strand; each != null; each = below(each)) {
            addUsers(each.thread().getStackTrace(), frames);
        }
        return limit < 0 || limit > frames.size() ? frames : frames.subList(0, limit);
    }

    static Duration waited(LoopTask<?> task) {
        return Duration.ofNanos(
                task.waitingOn == null ? 0 : Beat.nanosSince(task.since, task.loop.nanos()));
    }

    static Task.State stateOf(LoopTask<?> task) {
        Strand strand = task.strand;
        Future<?> awaited = task.waitingOn;
        if (task.isDone()) {
            return Task.State.DONE;
        } else if (awaited != null) {
            return awaited.isDone() ? Task.State.READY : Task.State.WAITING;
        } else if (strand == null) {
            return task.sleepsWithoutStrand ? Task.State.READY : Task.State.CREATED;
        }
        StackTraceElement[] stack = strand.thread().getStackTrace();
        return stack.length > 0 && Frames.machinery(stack) == 0
                ? Task.State.RUNNING
                : Task.State.READY;
    }

    private static @Nullable Strand below(Strand strand) {
        return strand.passenger() instanceof GeneratorFrame<?> frame ? frame.below() : null;
    }

    private static void addUsers(StackTraceElement[] stack, List<StackTraceElement> frames) {
        for (int i = Frames.machinery(stack); i < stack.length; i++) { // of ten thousand: no stream
            StackTraceElement frame = stack[i];
            if (!Frames.isOurs(frame.getClassName())
                    && !frame.getMethodName().equals("getStackTrace")) {
                frames.add(frame);
            }
        }
    }
}
