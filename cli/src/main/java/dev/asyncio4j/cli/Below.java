// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The tasks that stand below one: those that it awaits, those that these await, and so on. The one
/// itself is among them.
final class Below {

    private Below() {}

    /// The task of that id or name.
    /// @throws Failure if there is none, or several have the name
    static Told.Task root(Look look, String wanted) throws Failure {
        List<Told.Task> named = new ArrayList<>();
        for (Told.Task task : tasks(look)) {
            if (task.id().equals(wanted)) {
                return task;
            }
            if (task.name().equals(wanted)) {
                named.add(task);
            }
        }
        if (named.size() == 1) {
            return named.getFirst();
        }
        throw new Failure(
                named.isEmpty()
                        ? "process %d has no task '%s' (asyncio ps %d lists them)"
                                .formatted(look.pid(), Harmless.text(wanted), look.pid())
                        : "process %d has %d tasks '%s' (expected: the id of one, as asyncio ps %d has it)"
                                .formatted(
                                        look.pid(),
                                        named.size(),
                                        Harmless.text(wanted),
                                        look.pid()));
    }

    /// The ids of those below the one with the id `root`.
    static Set<String> ids(Look look, String root) {
        List<Told.Task> all = tasks(look);
        Set<String> below = new HashSet<>(Set.of(root));
        boolean grew = true;
        while (grew) { // a tree is seldom deep
            grew = false;
            for (Told.Task task : all) {
                grew |= task.awaitedBy().stream().anyMatch(below::contains) && below.add(task.id());
            }
        }
        return below;
    }

    private static List<Told.Task> tasks(Look look) {
        return look.loops().stream().flatMap(loop -> loop.tasks().stream()).toList();
    }
}
