// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Strand;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a task is: its strand's stack, or where it failed. **Thread** loop.
final class TaskStack {

    private TaskStack() {}

    static List<StackTraceElement> of(Task<?> task, @Nullable Strand strand, int limit) {
        StackTraceElement[] frames = new StackTraceElement[0];
        Unretrieved failure = task.failure();
        if (strand != null) {
            frames = strand.thread().getStackTrace();
        } else if (failure != null) {
            frames = failure.failure.getStackTrace();
        }
        return Stream.of(frames)
                .skip(machinery(frames))
                .filter(frame -> !AwaitTrace.isOurs(frame.getClassName()))
                .filter(frame -> !frame.getClassName().equals("java.lang.Thread"))
                .limit(limit < 0 ? Long.MAX_VALUE : limit)
                .toList();
    }

    /// How many of the innermost frames are how the strand suspends: the JDK's, down to the door.
    private static int machinery(StackTraceElement[] frames) {
        for (int i = 0; i < frames.length; i++) {
            if (frames[i].getMethodName().equals("suspend")
                    && frames[i].getClassName().startsWith(Strand.class.getPackageName())) {
                return i + 1;
            }
        }
        return 0;
    }
}
