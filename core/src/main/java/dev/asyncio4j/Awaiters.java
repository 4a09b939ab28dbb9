// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who waits for a future: read off its callbacks, and off what those do not tell. **Thread** loop.
///
/// @param callbacks the future's: null, one [Callback], or a list of them
/// @param others who awaits it besides
record Awaiters(@Nullable Object callbacks, Set<Future<?>> others) {

    /// The first of them, at most so many, in a set of the caller's.
    Set<Future<?>> first(int limit) {
        Set<Future<?>> waiting = new LinkedHashSet<>();
        for (Callback each : all()) {
            if (waiting.size() >= limit) {
                return waiting;
            }
            Future<?> awaiter = each.awaiter();
            if (awaiter != null) {
                waiting.add(awaiter);
            }
        }
        for (Future<?> each : others) {
            if (waiting.size() >= limit) {
                return waiting;
            }
            waiting.add(each);
        }
        return waiting;
    }

    int count() {
        int count = others.size();
        for (Callback each : all()) {
            count += each.awaiter() == null ? 0 : 1;
        }
        return count;
    }

    private List<Callback> all() {
        if (callbacks == null) {
            return List.of();
        }
        return callbacks instanceof Callback one ? Collections.singletonList(one) : many(callbacks);
    }

    @SuppressWarnings("unchecked") // see `callbacks`
    private static List<Callback> many(Object callbacks) {
        return (List<Callback>) callbacks;
    }
}
