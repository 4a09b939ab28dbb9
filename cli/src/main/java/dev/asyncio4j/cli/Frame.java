// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One picture of the live view: a program with its loops, what is odd about them, and their tasks.
///
/// @param upMillis for how long the program has run
record Frame(
        long pid,
        String program,
        long upMillis,
        @Nullable String java,
        @Nullable String strands,
        List<Loop> loops) {

    /// A loop, and what is odd about it.
    record Loop(LoopView view, List<Lint> lints) {}

    /// The lines of the picture, at most so many, none longer than that.
    List<String> lines(int width, int height) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Process %d, %s, up %s, Java %s, %s strands"
                        .formatted(pid, program, Times.ofLife(upMillis), java, strands));
        int room = loops.isEmpty() ? 0 : Math.max(3, (height - 1) / loops.size());
        for (Loop loop : loops) {
            lines.addAll(loop(loop, room));
        }
        if (loops.isEmpty()) {
            lines.add("No loop runs.");
        }
        return lines.stream()
                .limit(height)
                .map(line -> Table.cut(Harmless.text(line), width))
                .toList();
    }

    private static List<String> loop(Loop loop, int room) {
        LoopView view = loop.view;
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Loop %d in %s: busy %.0f %%, lag %s (at most %s), %,.0f turns/s, %,d ready",
                        view.loop(),
                        view.thread(),
                        100 * view.busyShare(),
                        Times.ofMicros(view.lagMedianMicros()),
                        Times.ofMicros(view.lagMaxMicros()),
                        view.turnsPerSecond(),
                        view.ready()));
        List<String> states = new ArrayList<>();
        view.states().forEach((state, count) -> states.add(count + " " + state));
        String some = view.isWhole() ? "" : " of the " + view.rows().size() + " oldest";
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%,d task%s:%s %s%s",
                        view.total(),
                        view.total() == 1 ? "" : "s",
                        some,
                        String.join(", ", states),
                        view.startedPerSecond() < 1
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "; %,.0f started/s",
                                        view.startedPerSecond())));
        if (!view.answered() && !view.blocked().isEmpty()) {
            lines.add("The loop stands still at " + view.blocked().getFirst());
        }
        loop.lints.forEach(lint -> lines.add("! " + lint.text()));
        lines.add("");
        Table table =
                new Table("BUSY", "STEP", "STATE", "SINCE", "TASK", "CODE", "WAITS FOR")
                        .rightAligned(0, 1, 3);
        List<String> ran = ran(view, Math.max(3, room / 4));
        view.rows().stream()
                .limit(Math.max(0, room - lines.size() - 1 - ran.size()))
                .forEach(row -> add(row, table));
        lines.addAll(table.lines());
        lines.addAll(ran);
        return lines;
    }

    /// What ran, by its kinds: it also tells of tasks that are too short to be among the rows.
    private static List<String> ran(LoopView view, int room) {
        Table table = new Table("BUSY", "STEPS/S", "STEP", "RAN").rightAligned(0, 1, 2);
        view.ran().stream()
                .limit(room)
                .forEach(
                        kind ->
                                table.row(
                                        percent(kind.busyShare()),
                                        String.format(Locale.ROOT, "%,.0f", kind.stepsPerSecond()),
                                        longest(kind.longestMicros()),
                                        kind.name()));
        List<String> lines = new ArrayList<>();
        if (!view.ran().isEmpty()) {
            lines.add("");
            lines.addAll(table.lines());
        }
        return lines;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String longest(long micros) {
        return micros == 0 ? "" : Times.ofMicros(micros);
    }

    private static void add(LoopView.Row row, Table table) {
        boolean waits = row.waitsFor() != null;
        table.row(
                percent(row.busyShare()),
                longest(row.longestMicros()),
                row.state(),
                waits ? Times.span(row.waitedMillis()) : "",
                row.name(),
                row.code() == null ? "" : row.code(),
                waits ? String.valueOf(row.waitsFor()) : "");
    }
}
