// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// How long the queues are that have a name, for who looks at this program from outside: nobody
/// need wait at one that grows, so no task tells of it.
///
/// They are known weakly: a name keeps no queue alive. Not for programs. **Thread** any.
public final class Lengths {

    private static final Set<Reference<Named>> KNOWN = ConcurrentHashMap.newKeySet();
    private static final ReferenceQueue<Named> GONE = new ReferenceQueue<>();

    /// A name, as long as who has it holds this.
    public static final class Named {

        private final IntSupplier length;
        private String name; // written by its loop; who looks may see the one before

        private Named(String name, IntSupplier length) {
            this.name = name;
            this.length = length;
        }
    }

    /// One of them.
    ///
    /// @param name the given one, and what it is
    /// @param items how many it held; a hint, for its loop may be changing it
    public record Length(String name, int items) {}

    private Lengths() {}

    /// From now on it is told, as long as somebody holds what this gives.
    /// @param before what this gave before, to be called so from now on; null: nothing was given
    public static Named tell(@Nullable Named before, String name, IntSupplier length) {
        if (before != null) {
            before.name = name;
            return before;
        }
        for (var gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            KNOWN.remove(gone);
        }
        Named fresh = new Named(name, length);
        KNOWN.add(new WeakReference<>(fresh, GONE));
        return fresh;
    }

    /// The longest, at most so many.
    public static List<Length> longest(int most) {
        List<Length> all = new ArrayList<>();
        for (Reference<Named> each : KNOWN) {
            Named named = each.get();
            if (named != null) {
                all.add(new Length(named.name, named.length.getAsInt()));
            }
        }
        return all.stream()
                .sorted(Comparator.comparingInt((Length each) -> -each.items))
                .limit(most)
                .toList();
    }
}
