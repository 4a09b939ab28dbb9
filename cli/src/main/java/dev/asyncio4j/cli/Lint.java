// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Something about a loop that is probably not meant.
///
/// @param kind `keeps-loop`, `spins`, `circle`, `nobody-owns` or `grows`
/// @param task whom it is about; null if it is the loop
/// @param text a sentence
/// @param count of how many tasks it is true; 1 if it is the loop
record Lint(String kind, @Nullable String task, String text, long count) {

    private static final int MOST = 5; // of one kind
    private static final double SPINS = 0.2; // of the loop's time
    private static final long LONG_AGO = 10_000; // milliseconds
    private static final int CROWD = 20; // tasks that wait for one thing
    private static final long LONG_QUEUE = 100; // items

    /// What is to be said of a loop.
    /// @param before the view before this one; null if there was none
    static List<Lint> of(LoopView view, @Nullable LoopView before) {
        List<Lint> found = new ArrayList<>();
        keeps(view, found);
        keepsUnseen(view, found);
        if (before != null) {
            spins(view, before, found);
            grows(view, before, found);
        }
        circles(view, found);
        nobodyOwns(view, found);
        return capped(grouped(found));
    }

    /// Queues that have grown from each look to the next, and are long.
    /// @param now how long they are, by name
    /// @param before how long they were at the looks before this one, the latest first
    static List<Lint> growing(Map<String, Long> now, List<Map<String, Long>> before) {
        List<Lint> found = new ArrayList<>();
        now.forEach(
                (name, items) -> {
                    long later = items;
                    boolean grows = items >= LONG_QUEUE && !before.isEmpty();
                    for (Map<String, Long> look : before) {
                        long earlier = look.getOrDefault(name, 0L);
                        grows &= earlier < later;
                        later = earlier;
                    }
                    if (grows) {
                        found.add(
                                new Lint(
                                        "grows",
                                        null,
                                        String.format(
                                                Locale.ROOT,
                                                "%s grows: %,d items, %,d more than a moment ago",
                                                name,
                                                items,
                                                items - before.getFirst().getOrDefault(name, 0L))));
                    }
                });
        return capped(found);
    }

    private Lint(String kind, @Nullable String task, String text) {
        this(kind, task, text, 1);
    }

    /// A thousand workers in the same trouble are one line: those whose names differ by a number.
    private static List<Lint> grouped(List<Lint> found) {
        Map<String, List<Lint>> groups = new LinkedHashMap<>();
        for (Lint lint : found) {
            String name = lint.task == null ? lint.text : lint.task.replaceAll("\\d+", "0");
            groups.computeIfAbsent(lint.kind + " " + name, fresh -> new ArrayList<>()).add(lint);
        }
        return groups.values().stream().map(Lint::asOne).toList();
    }

    private static Lint asOne(List<Lint> group) {
        Lint first = group.getFirst();
        int others = group.size() - 1;
        String likewise =
                others == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "; %,d other%s likewise",
                                others,
                                others == 1 ? "" : "s");
        return new Lint(first.kind, first.task, first.text + likewise, group.size());
    }

    /// The first of each kind, and how many more there are.
    private static List<Lint> capped(List<Lint> groups) {
        Map<String, List<Lint>> kinds = new LinkedHashMap<>();
        groups.forEach(
                lint -> kinds.computeIfAbsent(lint.kind, fresh -> new ArrayList<>()).add(lint));
        List<Lint> told = new ArrayList<>();
        kinds.forEach(
                (kind, all) -> {
                    told.addAll(all.subList(0, Math.min(MOST, all.size())));
                    long more = all.stream().skip(MOST).mapToLong(Lint::count).sum();
                    if (more > 0) {
                        told.add(
                                new Lint(
                                        kind,
                                        null,
                                        String.format(Locale.ROOT, "%s: %,d more", kind, more),
                                        more));
                    }
                });
        return told;
    }

    /// Whose step lasted too long since the last look: what was long before that is told no more.
    private static void keeps(LoopView view, List<Lint> found) {
        for (LoopView.Row row : view.rows()) {
            if (row.overMicros() > 0) {
                found.add(
                        new Lint(
                                "keeps-loop",
                                row.name(),
                                "'%s' never yields: one step has taken %s and nothing else could run"
                                        .formatted(
                                                row.name(), Times.ofMicros(row.longestMicros()))));
            }
        }
    }

    /// The same of callbacks, and of tasks that have ended meanwhile.
    private static void keepsUnseen(LoopView view, List<Lint> found) {
        Set<String> told = new LinkedHashSet<>();
        view.rows().stream()
                .filter(row -> row.overMicros() > 0)
                .forEach(row -> told.add(String.valueOf(row.code())));
        for (LoopView.Ran kind : view.ran()) {
            if (kind.overMicros() > 0 && !(kind.isTask() && told.contains(kind.name()))) {
                found.add(
                        new Lint(
                                "keeps-loop",
                                kind.name(),
                                "%s keeps the loop: one step has taken %s and nothing else could run"
                                        .formatted(
                                                kind.isTask()
                                                        ? "a task of '" + kind.name() + "'"
                                                        : "callback " + kind.name(),
                                                Times.ofMicros(kind.longestMicros()))));
            }
        }
    }

    /// Who uses much of the loop's time, and is ready again whenever one looks.
    private static void spins(LoopView view, LoopView before, List<Lint> found) {
        Map<String, LoopView.Row> then = new HashMap<>();
        before.rows().forEach(row -> then.put(row.id(), row));
        for (LoopView.Row row : view.rows()) {
            LoopView.Row past = then.get(row.id());
            boolean isReady = row.waitsFor() == null && past != null && past.waitsFor() == null;
            if (isReady && row.busyShare() >= SPINS && row.overMicros() == 0) {
                found.add(
                        new Lint(
                                "spins",
                                row.name(),
                                "'%s' spins: it is ready again at once, and takes %.0f %% of the loop"
                                        .formatted(row.name(), 100 * row.busyShare())));
            }
        }
    }

    /// Tasks each of which can only go on when the next one has: for a task that waits for one of
    /// several, that is not sure.
    private static void circles(LoopView view, List<Lint> found) {
        Map<String, LoopView.Row> rows = new HashMap<>();
        view.rows().forEach(row -> rows.put(row.id(), row));
        Set<String> told = new LinkedHashSet<>();
        for (LoopView.Row first : view.rows()) {
            Map<String, String> path = new LinkedHashMap<>(); // ids and names
            LoopView.Row at = first;
            while (at != null && at.owedBy().size() == 1 && !path.containsKey(at.id())) {
                path.put(at.id(), at.name());
                at = rows.get(at.owedBy().getFirst());
            }
            if (at != null && path.containsKey(at.id()) && told.add(at.id())) {
                List<String> ids = new ArrayList<>(path.keySet());
                List<String> circle = ids.subList(ids.indexOf(at.id()), ids.size());
                told.addAll(circle);
                StringBuilder names = new StringBuilder();
                circle.forEach(id -> names.append("'").append(path.get(id)).append("' -> "));
                names.append("'").append(at.name()).append("'");
                found.add(
                        new Lint(
                                "circle",
                                at.name(),
                                "each waits for the next, for ever: " + names));
            }
        }
    }

    private static void nobodyOwns(LoopView view, List<Lint> found) {
        Set<String> known = new LinkedHashSet<>();
        view.rows().forEach(row -> known.add(row.id()));
        for (LoopView.Row row : view.rows()) {
            String what = row.waitsFor();
            if (what == null) {
                continue;
            }
            String name = row.name();
            String since = Times.span(row.waitedMillis());
            boolean isGone = view.isWhole() && row.owedBy().stream().noneMatch(known::contains);
            if (!row.owedBy().isEmpty() && isGone) {
                found.add(
                        new Lint(
                                "nobody-owns",
                                name,
                                "'%s' has waited %s for %s, but that task has ended"
                                        .formatted(name, since, what)));
            } else if (what.startsWith("<Future pending") && row.waitedMillis() >= LONG_AGO) {
                found.add(
                        new Lint(
                                "nobody-owns",
                                name,
                                "'%s' has waited %s for a future of which no task is known that completes it"
                                        .formatted(name, since)));
            }
        }
    }

    private static void grows(LoopView view, LoopView before, List<Lint> found) {
        if (view.ready() >= 1000 && view.ready() > before.ready()) {
            found.add(
                    new Lint(
                            "grows",
                            null,
                            "the ready queue grows: %d items".formatted(view.ready())));
        }
        Map<String, Integer> then = crowds(before);
        crowds(view)
                .forEach(
                        (what, count) -> {
                            if (count >= CROWD && count > then.getOrDefault(what, 0)) {
                                found.add(
                                        new Lint(
                                                "grows",
                                                null,
                                                "more and more wait for %s: %d tasks"
                                                        .formatted(what, count)));
                            }
                        });
        if (view.total() >= 1000 && view.total() > before.total() * 1.05) {
            found.add(
                    new Lint(
                            "grows",
                            null,
                            "more and more tasks: %d, %d more than a moment ago"
                                    .formatted(view.total(), view.total() - before.total())));
        }
    }

    /// How many wait for the same thing, but for their time and each other.
    private static Map<String, Integer> crowds(LoopView view) {
        Map<String, Integer> crowds = new TreeMap<>();
        for (LoopView.Row row : view.rows()) {
            String what = row.waitsFor();
            if (what != null
                    && !what.equals("its time")
                    && !what.startsWith("task ")
                    && !what.startsWith("<")) {
                crowds.merge(what.replaceFirst(", held by .*", ""), 1, Integer::sum);
            }
        }
        return crowds;
    }
}
