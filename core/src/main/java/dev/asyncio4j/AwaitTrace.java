// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Frames;
import dev.asyncio4j.text.Quoted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets a failure's stack trace go on where the awaiting task's stack begins.
///
/// A task has a stack of its own, so the trace of what it failed with ends at the task's first
/// frame. When another task awaits that failure, its frames are appended behind a line that names
/// it. The throwable stays the same object, as asyncio promises.
final class AwaitTrace {

    private static final int LONGEST =
            200; // frames; a failure that passes many tasks must not grow for ever

    private AwaitTrace() {}

    static void append(Throwable failure, Task<?> awaiter) {
        StackTraceElement[] own = failure.getStackTrace();
        if (own.length == 0 || own.length >= LONGEST) {
            return; // stackless on purpose, or long enough
        }
        List<StackTraceElement> frames = new ArrayList<>(List.of(own));
        frames.add(
                new StackTraceElement("awaited by " + Quoted.plain(awaiter.name()), "", null, -1));
        StackWalker.getInstance()
                .forEach(
                        frame -> {
                            if (!Frames.isOurs(frame.getClassName()) && frames.size() < LONGEST) {
                                frames.add(frame.toStackTraceElement());
                            }
                        });
        failure.setStackTrace(frames.toArray(new @Nullable StackTraceElement[0]));
    }
}
