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
/// @param startedPerSecond how many tasks were made since the last look
/// @param ran what ran since the last look, also tasks that have ended; the busiest first
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
        List<Row> rows,
        double startedPerSecond,
        List<Ran> ran) {

    /// All tasks of one coroutine, or all calls of one callback.
    ///
    /// @param busyShare of the time since the last look, 0 to 1
    /// @param stepsPerSecond since the last look
    /// @param longestMicros what one step took at most, since somebody watches
    /// @param overMicros since the last look, in steps that had lasted for a tenth of a second
    record Ran(
            String name,
            boolean isTask,
            double busyShare,
            double stepsPerSecond,
            long longestMicros,
            long overMicros) {}

    /// One task.
    ///
    /// @param overMicros since the last look, in steps that had lasted for a tenth of a second
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
            long overMicros,
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
        double started = watch.started() - (past == null ? 0 : past.started());
        Told.Lag lag = watch.lag() == null ? new Told.Lag(0, 0, 0, 0) : watch.lag();
        Map<String, Integer> states = new TreeMap<>();
        tasks.tasks().forEach(task -> states.merge(task.state(), 1, Integer::sum));
        return new LoopView(
                number,
                brief.thread(),
                tasks.answered(),
                share(busy, watched),
                perSecond(turns, watched),
                Math.max(lag.medianMicros(), lag.letters() == 0 ? lag.openMicros() : 0),
                Math.max(lag.maxMicros(), lag.openMicros()),
                brief.ready(),
                tasks.total(),
                tasks.tasks().size() >= tasks.total(),
                states,
                tasks.blocked(),
                rows(tasks, watch, past, watched),
                perSecond(started, watched),
                ran(watch, past, watched));
    }

    private static List<Ran> ran(Told.Watch watch, Told.@Nullable Watch past, long watched) {
        Map<String, Told.Ran> then = new HashMap<>();
        if (past != null) {
            past.ran().forEach(each -> then.put(each.task() + each.name(), each));
        }
        List<Ran> all = new ArrayList<>();
        for (Told.Ran now : watch.ran()) {
            Told.Ran before = then.get(now.task() + now.name());
            long busy = now.busyMicros() - (before == null ? 0 : before.busyMicros());
            long steps = now.steps() - (before == null ? 0 : before.steps());
            long over = now.overMicros() - (before == null ? 0 : before.overMicros());
            if (busy > 0 || steps > 0) {
                all.add(
                        new Ran(
                                now.name(),
                                now.task(),
                                share((double) busy, watched),
                                perSecond((double) steps, watched),
                                now.longestMicros(),
                                over));
            }
        }
        all.sort(
                Comparator.comparingDouble((Ran each) -> -each.busyShare)
                        .thenComparingDouble(each -> -each.stepsPerSecond));
        return all;
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
            long over = steps == null ? 0 : steps.overMicros();
            rows.add(
                    new Row(
                            task.id(),
                            task.name(),
                            task.state(),
                            task.code(),
                            share((double) (busy - gone), watched),
                            busy,
                            steps == null ? 0 : steps.longestMicros(),
                            over - (before == null ? 0 : before.overMicros()),
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

    private static double perSecond(double count, long micros) {
        return micros == 0 ? 0 : count * 1e6 / micros;
    }

    private static double share(double part, long whole) {
        return whole <= 0 ? 0 : Math.clamp(part / whole, 0, 1);
    }
}
