// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A look at a whole program: what it says of itself, and the tasks of all its loops.
///
/// @param program what it is called
record Look(long pid, String program, List<Loop> loops) {

    /// One loop.
    ///
    /// @param loop its number
    /// @param answered whether it told itself; if not, it stands still
    /// @param held whether it is held, for somebody to look at it
    /// @param total how many tasks it has, be they listed or not
    /// @param blocked where the code is that keeps it, innermost call first
    record Loop(
            int loop,
            @Nullable String thread,
            boolean answered,
            boolean held,
            long total,
            List<String> blocked,
            List<Told.Task> tasks) {}

    /// Looks.
    /// @param limit how many tasks of each loop at most
    static Look at(Program program, int limit, boolean stacks) throws Failure {
        Told.About about = program.about();
        List<Loop> loops = new ArrayList<>();
        for (int i = 0; i < about.loops().size(); i++) {
            Told.Tasks all = program.tasks(i, limit, stacks);
            loops.add(
                    new Loop(
                            i,
                            about.loops().get(i).thread(),
                            all.answered(),
                            all.held(),
                            all.total(),
                            all.blocked(),
                            all.tasks()));
        }
        return new Look(program.pid(), program.name(), loops);
    }

    /// What stands above the tasks of a loop: which it is, and where it is stuck if it is.
    List<String> heading(Loop loop) {
        List<String> lines = new ArrayList<>();
        long total = loop.total();
        String number = loops.size() == 1 ? "" : ", loop " + loop.loop();
        String shown = loop.tasks().size() < total ? ", " + loop.tasks().size() + " shown" : "";
        lines.add(
                "Process %d, %s%s: %d task%s%s"
                        .formatted(pid, program, number, total, total == 1 ? "" : "s", shown));
        if (loop.held()) {
            lines.add("The loop is held, for somebody to look at it: by the whiteboard, say.");
        } else if (!loop.answered()) {
            lines.add(
                    loop.blocked().isEmpty()
                            ? "The loop does not answer; what follows is a guess."
                            : "The loop stands still. It is here:");
            loop.blocked().forEach(frame -> lines.add("    at " + Harmless.text(frame)));
        }
        return lines;
    }

    /// How the tasks of a loop are called, by their ids.
    static Map<String, String> names(List<Told.Task> tasks) {
        Map<String, String> names = new HashMap<>();
        tasks.forEach(task -> names.put(task.id(), task.name()));
        return names;
    }
}
