// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import com.google.gson.annotations.SerializedName;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The program that a command is to look at; or the list of those there are.
final class Target {

    private static final Duration MOMENT = Duration.ofSeconds(2);

    private final Programs programs;

    @Parameters(
            paramLabel = "PID",
            arity = "0..1",
            description = "The process. Without it: lists what can be looked at.")
    private @Nullable Long pid;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    Target(Programs programs) {
        this.programs = programs;
    }

    /// The program; null if none was named.
    @Nullable Program program() throws Failure {
        return pid == null ? null : programs.of(pid);
    }

    /// One line of the list, and of its JSON.
    ///
    /// @param answers whether the program answered; if not, the rest is empty
    record Line(
            long pid,
            String program,
            boolean answers,
            @SerializedName("upMillis") long up,
            @Nullable String java,
            @Nullable String strands,
            List<Told.Loop> loops) {}

    /// What the list is in JSON.
    record Listing(List<Line> programs) {}

    /// Lists the programs that can be looked at.
    int list(boolean asJson) throws Failure {
        PrintWriter out = AsyncioCommand.out(spec);
        List<Line> lines = new ArrayList<>();
        for (Program each :
                programs.all(
                        refused -> spec.commandLine().getErr().println("asyncio: " + refused))) {
            lines.add(line(each));
        }
        if (asJson) {
            out.println(Told.json(new Listing(lines)));
        } else if (lines.isEmpty()) {
            out.println("No program of this user can be looked at: none has a loop that runs.");
        } else {
            Table table =
                    new Table("PID", "UP", "LOOPS", "TASKS", "PROGRAM").rightAligned(0, 1, 2, 3);
            for (Line each : lines) {
                table.row(
                        Long.toString(each.pid),
                        Times.ofLife(each.up),
                        each.answers ? Integer.toString(each.loops.size()) : "?",
                        each.answers
                                ? Long.toString(
                                        each.loops.stream().mapToLong(Told.Loop::tasks).sum())
                                : "?",
                        each.program + (each.answers ? "" : " (does not answer)"));
            }
            table.print(out);
        }
        out.flush();
        return 0;
    }

    private static Line line(Program program) {
        long up = Math.max(0, System.currentTimeMillis() - program.started());
        try {
            Told.About about = program.about(MOMENT);
            return new Line(
                    program.pid(),
                    program.name(),
                    true,
                    up,
                    about.java(),
                    about.strands(),
                    about.loops());
        } catch (Failure silent) {
            return new Line(program.pid(), program.name(), false, up, null, null, List.of());
        }
    }
}
