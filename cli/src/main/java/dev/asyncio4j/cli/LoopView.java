// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the live view shows of one loop: what its tasks are and what they took since the last look.
///
/// @param loop its number
/// @param answered whether the loop told itself; if not, it stands still
/// @param busyShare how much of the time since the last look it was busy, 0 to 1
/// @param turnsPerSecond since the last look
/// @param ready how many items are ready
/// @param total how many tasks there are
/// @param isWhole whether all of them are in the rows
/// @param states how many tasks are in which state, of those in the rows
/// @param rows the busiest first, then who has waited longest
record LoopView(
        int loop,
        @Nullable String thread,
        boolean answered,
        double busyShare,
        double turnsPerSecond,
        long lagMedianMicros,
        long lagMaxMicros,
        long ready,
        long total,
        boolean isWhole,
        Map<String, Integer> states,
        List<String> blocked,
        List<Row> rows) {

    /// One task.
    ///
    /// @param busyShare of the time since the last look, 0 to 1
    /// @param busyMicros since somebody watches
    /// @param longestMicros what one step took at most, since somebody watches
    record Row(
            String id,
            String name,
            String state,
            @Nullable String code,
            double busyShare,
            long busyMicros,
            long longestMicros,
            long waitedMillis,
            @Nullable String waitsFor,
            List<String> owedBy) {}

    /// Makes the view of a loop.
    /// @param before what was seen of it at the last look; null if there was none
    static LoopView of(
            int number,
            Told.Loop brief,
            Told.Tasks tasks,
            Told.Watch watch,
            Told.@Nullable Watch before) {
        boolean goesOn = before != null && before.watchedMicros() <= watch.watchedMicros();
        Told.Watch past = goesOn ? before : null;
        long watched = watch.watchedMicros() - (past == null ? 0 : past.watchedMicros());
        double busy = watch.busyMicros() - (past == null ? 0 : past.busyMicros());
        double turns = watch.turns() - (past == null ? 0 : past.turns());
        Told.Lag lag = watch.lag() == null ? new Told.Lag(0, 0, 0, 0) : watch.lag();
        Map<String, Integer> states = new TreeMap<>();
        tasks.tasks().forEach(task -> states.merge(task.state(), 1, Integer::sum));
        return new LoopView(
                number,
                brief.thread(),
                tasks.answered(),
                share(busy, watched),
                watched == 0 ? 0 : turns * 1e6 / watched,
                Math.max(lag.medianMicros(), lag.letters() == 0 ? lag.openMicros() : 0),
                Math.max(lag.maxMicros(), lag.openMicros()),
                brief.ready(),
                tasks.total(),
                tasks.tasks().size() >= tasks.total(),
                states,
                tasks.blocked(),
                rows(tasks, watch, past, watched));
    }

    private static List<Row> rows(
            Told.Tasks tasks, Told.Watch watch, Told.@Nullable Watch past, long watched) {
        Map<String, Told.Steps> now = steps(watch);
        Map<String, Told.Steps> then = past == null ? Map.of() : steps(past);
        List<Row> rows = new ArrayList<>();
        for (Told.Task task : tasks.tasks()) {
            Told.Steps steps = now.get(task.id());
            Told.Steps before = then.get(task.id());
            long busy = steps == null ? 0 : steps.busyMicros();
            long gone = before == null ? 0 : before.busyMicros();
            rows.add(
                    new Row(
                            task.id(),
                            task.name(),
                            task.state(),
                            task.code(),
                            share((double) (busy - gone), watched),
                            busy,
                            steps == null ? 0 : steps.longestMicros(),
                            task.waitedMillis(),
                            task.waitsFor(),
                            task.owedBy()));
        }
        rows.sort(
                Comparator.comparingDouble((Row row) -> -row.busyShare)
                        .thenComparingLong(row -> -row.busyMicros)
                        .thenComparingLong(row -> -row.waitedMillis));
        return rows;
    }

    private static Map<String, Told.Steps> steps(Told.Watch watch) {
        Map<String, Told.Steps> steps = new HashMap<>();
        for (Told.Steps each : watch.steps()) {
            if (each.id() != null) {
                steps.put(each.id(), each);
            }
        }
        return steps;
    }

    private static double share(double part, long whole) {
        return whole <= 0 ? 0 : Math.clamp(part / whole, 0, 1);
    }
}
