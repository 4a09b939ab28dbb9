// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.testing.Explorer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks for the schedule that shows a mistake. What goes in and out are texts and numbers, so that
/// it can be asked in another world; see [MutantLoader].
final class Search {

    private static final int SEEDS = 1000;

    private Search() {}

    /// What was found.
    ///
    /// @param number which of the schedules it was, from 1; 1 is first in, first out
    /// @param repeats whether it failed in the same way, step by step, when it was run again
    /// @param line what is printed
    record Found(int number, boolean repeats, String line) {}

    /// Looks for a mistake; null if 1,000 schedules do not show it.
    static @Nullable Found find(Planted planted) {
        return switch (planted) {
            case Planted.Program program -> found(explore(program.wrong()));
            case Planted.Line line -> found(inItsOwnWorld(line));
        };
    }

    private static Object[] inItsOwnWorld(Planted.Line line) {
        try {
            Class<?> search = new MutantLoader(Mutation.of(line)).loadClass(Search.class.getName());
            var method = search.getDeclaredMethod("findHere", String.class);
            method.setAccessible(true);
            return (Object[]) method.invoke(null, line.name());
        } catch (ReflectiveOperationException failure) {
            throw new AssertionError(line.name(), failure);
        }
    }

    /// Called in that world.
    static Object[] findHere(String name) {
        for (Planted each : Families.all()) {
            if (each.name().equals(name)) {
                return explore(each.law().program());
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static Object[] explore(Supplier<? extends Coroutine<?>> program) {
        Explorer.Finding found = Explorer.defaults().withSchedules(SEEDS).find(program);
        return found == null
                ? new Object[0]
                : new Object[] {found.number(), found.repeats(), found.toString()};
    }

    private static @Nullable Found found(Object[] parts) {
        return parts.length == 0
                ? null
                : new Found((Integer) parts[0], (Boolean) parts[1], (String) parts[2]);
    }

    /// The laws of these mistakes, each once.
    static List<Law> laws(List<Planted> bugs) {
        return bugs.stream().map(Planted::law).distinct().toList();
    }
}
