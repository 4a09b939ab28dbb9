// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is, or was, not as it should be: a stall, a deadlock, faults that nobody awaits. The latest
/// thirty. **Thread** the board's.
final class Warnings {

    private static final int MOST = 30;
    private static final long DEADLOCK = 1_000_000_000L; // nanoseconds of silence

    /// @param kind `stall`, `deadlock` or `fault`
    /// @param text one sentence
    /// @param detail more lines; empty if there are none
    /// @param isNow whether it still is so
    record Warning(String kind, String text, String detail, boolean isNow) {}

    private final Deque<Warning> past = new ArrayDeque<>();
    private @Nullable Warning stall;
    private @Nullable Warning deadlock;
    private long silentSince = -1;

    void faults(List<String> texts) {
        texts.forEach(text -> remember(new Warning("fault", text, "", false)));
    }

    /// The loop has stood still for so long, because of `who`.
    void stands(String who, Duration time, List<StackTraceElement> stack) {
        StringBuilder lines = new StringBuilder();
        stack.stream().limit(12).forEach(frame -> lines.append("at ").append(frame).append('\n'));
        stall =
                new Warning(
                        "stall",
                        String.format(
                                Locale.ROOT,
                                "%s has kept the loop for %.1f s without an await: nobody else can"
                                        + " go on",
                                who,
                                time.toMillis() / 1e3),
                        lines.toString().strip(),
                        true);
    }

    /// The loop goes on.
    void moves() {
        Warning over = stall;
        if (over != null) {
            remember(new Warning(over.kind, over.text, over.detail, false));
            stall = null;
        }
    }

    /// Whether nothing will ever happen again, and who waits for whom.
    void silence(@Nullable String text, long now) {
        if (text == null) {
            silentSince = -1;
            deadlock = null;
        } else if (silentSince < 0) {
            silentSince = now;
        } else if (now - silentSince >= DEADLOCK) {
            int lines = text.indexOf('\n');
            deadlock =
                    new Warning(
                            "deadlock",
                            "Deadlock: everybody waits, and nothing will ever happen again",
                            lines < 0 ? text : text.substring(lines + 1).stripIndent().strip(),
                            true);
        }
    }

    boolean isStalled() {
        return stall != null;
    }

    boolean isDeadlocked() {
        return deadlock != null;
    }

    private void remember(Warning warning) {
        past.addFirst(warning);
        if (past.size() > MOST) {
            past.removeLast();
        }
    }

    /// What is so now, then what was, the latest first.
    List<Warning> all() {
        List<Warning> all = new ArrayList<>();
        if (deadlock != null) {
            all.add(deadlock);
        }
        if (stall != null) {
            all.add(stall);
        }
        all.addAll(past);
        return all;
    }
}
