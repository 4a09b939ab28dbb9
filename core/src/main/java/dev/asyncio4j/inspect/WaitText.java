// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.text.Quoted;
import java.util.List;

/// What a task waits for, as reports have it.
///
/// A [WaitPoint] may be a user's: its code runs on the loop alone, where it may fail, and a look
/// from outside makes do with the name of its class.
final class WaitText {

    private static final String OURS = "dev.asyncio4j.";

    private WaitText() {}

    /// **Thread** loop.
    static String of(Future<?> awaited) {
        if (awaited instanceof Task<?> task) {
            return named(task);
        }
        WaitPoint point = awaited.waitPoint();
        return point == null ? awaited.toString() : what(point);
    }

    /// The same while the loop stands still, or goes on. **Thread** any.
    static String fromOutside(Future<?> awaited) {
        if (awaited instanceof Task<?> task) {
            return named(task);
        }
        WaitPoint point = awaited.waitPoint();
        if (point == null) {
            return "<Future pending>"; // it may be done in a moment, and its result is a user's
        }
        return isOurs(point) ? what(point) : "a " + point.getClass().getName();
    }

    /// Whose move it is. **Thread** loop.
    static List<Future<?>> owing(WaitPoint point) {
        try {
            return point.owedBy();
        } catch (RuntimeException | Error theirs) {
            return List.of();
        }
    }

    /// The same from any thread.
    static List<Future<?>> owingFromOutside(WaitPoint point) {
        return isOurs(point) ? owing(point) : List.of();
    }

    private static boolean isOurs(WaitPoint point) {
        return point.getClass().getName().startsWith(OURS);
    }

    /// A look at a program must not fail, nor end the loop, because one text in it cannot be made.
    private static String what(WaitPoint point) {
        try {
            return Quoted.plain(point.what());
        } catch (RuntimeException | Error theirs) {
            return "a "
                    + point.getClass().getName()
                    + ", which cannot say what it is: "
                    + theirs.getClass().getName();
        }
    }

    private static String named(Task<?> task) {
        return "task " + Quoted.of(task.name());
    }
}
