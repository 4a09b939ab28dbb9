// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// The numbers by which the page tells tasks, and places where they wait, apart: no two share one,
/// as hash codes may. **Thread** loop.
final class Numbers {

    private static final int SPARE = 1_000; // of the dead, before they are swept out

    /// A number, and when its task's last step ended, as far as that was noted.
    private static final class Known {
        final int number;
        long since = -1;

        Known(int number) {
            this.number = number;
        }
    }

    private final IdentityHashMap<Object, Known> known = new IdentityHashMap<>();
    private int last;

    int of(Object thing) {
        return entry(thing).number;
    }

    private Known entry(Object thing) {
        Known found = known.get(thing);
        if (found == null) {
            found = new Known(++last);
            known.put(thing, found);
        }
        return found;
    }

    /// A step of it has ended.
    void note(Object task, long now) {
        entry(task).since = now;
    }

    /// When its last step ended; negative if that was not noted.
    long since(Object task) {
        return entry(task).since;
    }

    void forget(Object thing) {
        known.remove(thing);
    }

    /// Forgets the dead, if there may be many: the steps of a busy loop are not all seen.
    void sweep(Collection<?> living) {
        if (known.size() > 2 * living.size() + SPARE) {
            Set<Object> alive = Collections.newSetFromMap(new IdentityHashMap<>());
            alive.addAll(living);
            known.keySet().retainAll(alive);
        }
    }
}
