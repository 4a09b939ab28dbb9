// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the tasks are in their code. A stack takes microseconds, so it is only taken anew when a
/// task waits for something else than before. **Thread** the board's.
final class Stacks {

    private static final int FRAMES = 8;
    private static final int FRESH = 120; // stacks a picture

    private record Seen(@Nullable Future<?> awaited, List<StackTraceElement> stack) {}

    private final Map<Integer, Seen> seen = new HashMap<>();
    private int left = FRESH;

    /// A new picture of these tasks begins.
    void begin(List<Snapshot.Card> cards) {
        left = FRESH;
        Set<Integer> shown = new HashSet<>();
        cards.forEach(card -> shown.add(card.number()));
        seen.keySet().retainAll(shown);
    }

    /// The innermost frames of a task; empty if it has not begun.
    List<StackTraceElement> of(Snapshot.Card card) {
        Seen before = seen.get(card.number());
        boolean same =
                before != null
                        && (card.awaited() == null
                                ? !before.stack.isEmpty()
                                : card.awaited() == before.awaited);
        if (before != null && (same || left <= 0)) {
            return before.stack;
        }
        if (left-- <= 0) {
            return List.of();
        }
        List<StackTraceElement> stack = now(card.task());
        seen.put(card.number(), new Seen(card.awaited(), stack));
        return stack;
    }

    static List<StackTraceElement> now(Task<?> task) {
        try {
            return new ArrayList<>(task.stack(FRAMES));
        } catch (RuntimeException changedMeanwhile) { // a look from outside: the next one will do
            return List.of();
        }
    }
}
