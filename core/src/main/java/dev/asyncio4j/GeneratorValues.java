// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.ThreadValues;
import org.jspecify.annotations.Nullable;

/// A generator's share of [ThreadValues]: its stack is a thread of its own, which gets the values
/// of the task that asks it first, and anew those of each other task that asks.
final class GeneratorValues {

    // set once
    private final ThreadValues values;

    // the asker's strand, then the generator's
    private @Nullable Object brought;
    private ThreadValues.@Nullable Stay stay;

    private GeneratorValues(ThreadValues values) {
        this.values = values;
    }

    /// In the asker's strand: brings its values.
    /// @return null if there is nothing to bring
    static @Nullable GeneratorValues bring(@Nullable GeneratorValues known) {
        ThreadValues values = ThreadValues.carried();
        if (values == null) {
            return null;
        }
        GeneratorValues mine = known == null ? new GeneratorValues(values) : known;
        mine.brought = values.capture();
        return mine;
    }

    /// In the generator's strand: takes what was brought, if anything was.
    static void unpack(@Nullable GeneratorValues mine) {
        if (mine != null && mine.brought != null) {
            leave(mine);
            mine.stay = mine.values.enter(mine.brought);
            mine.brought = null;
        }
    }

    /// In the generator's strand, when it ends.
    static void leave(@Nullable GeneratorValues mine) {
        ThreadValues.Stay last = mine == null ? null : mine.stay;
        if (mine != null && last != null) {
            mine.stay = null;
            last.close();
        }
    }
}
