// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What the live view warns of, and what it does not.
class LintTest {

    private static LoopView.Row row(String name, String waitsFor, long waited, String... owedBy) {
        String state = waitsFor == null ? "ready" : "waiting";
        return new LoopView.Row(
                name, name, state, null, 0, 0, 0, waited, waitsFor, List.of(owedBy));
    }

    private static LoopView.Row busy(String name, double share, long longestMicros) {
        return new LoopView.Row(
                name, name, "ready", null, share, 1, longestMicros, 0, null, List.of());
    }

    private static LoopView view(long ready, List<LoopView.Row> rows) {
        return new LoopView(
                0, "main", true, 0, 0, 0, 0, ready, rows.size(), true, Map.of(), List.of(), rows);
    }

    private static List<String> kinds(LoopView view, LoopView before) {
        return Lint.of(view, before).stream().map(Lint::kind).toList();
    }

    @Test
    void program_thatIsWell_hasNone() {
        LoopView view =
                view(
                        3,
                        List.of(
                                busy("worker", 0.1, 5_000),
                                row("a", "task 'b'", 60_000, "b"),
                                row("b", "its time", 60_000),
                                row("c", "Lock 'till', held by task 'b'", 60_000, "b"),
                                row("new", "<Future pending>", 500)));

        assertThat(Lint.of(view, view)).isEmpty();
    }

    @Test
    void longStep_keepsTheLoop() {
        assertThat(Lint.of(view(0, List.of(busy("hog", 0.9, 250_000))), null))
                .containsExactly(
                        new Lint(
                                "keeps-loop",
                                "hog",
                                "'hog' never yields: one step has taken 250 ms and nothing else"
                                        + " could run"));
    }

    @Test
    void task_spins_onlyIfReadyTwice() {
        LoopView now = view(0, List.of(busy("hot", 0.5, 1_000)));

        assertThat(kinds(now, now)).containsExactly("spins");
        assertThat(kinds(now, view(0, List.of(row("hot", "its time", 1))))).isEmpty();
        assertThat(kinds(now, null)).isEmpty();
    }

    @Test
    void circle_isToldOnce_alsoToThoseWhoLeadIntoIt() {
        LoopView view =
                view(
                        0,
                        List.of(
                                row("lead", "task 'one'", 9, "one"),
                                row("one", "Lock 'l', held by task 'two'", 9, "two"),
                                row("two", "Lock 'r', held by task 'one'", 9, "one")));

        assertThat(Lint.of(view, null))
                .containsExactly(
                        new Lint(
                                "circle",
                                "one",
                                "each waits for the next, for ever: 'one' -> 'two' -> 'one'"));
    }

    @Test
    void wait_forOneThatHasGone_orForABareFuture_isNobodys() {
        LoopView view =
                view(
                        0,
                        List.of(
                                row("a", "Lock 'till', held by task 'gone'", 2_000, "gone"),
                                row("b", "<Future pending>", 12_000)));

        assertThat(Lint.of(view, null).stream().map(Lint::text))
                .containsExactly(
                        "'a' has waited 2.0 s for Lock 'till', held by task 'gone', but that task has"
                                + " ended",
                        "'b' has waited 12.0 s for a future of which no task is known that"
                                + " completes it");
    }

    @Test
    void crowds_ready_andTasks_grow() {
        List<LoopView.Row> many = new ArrayList<>();
        IntStream.range(0, 30).forEach(i -> many.add(row("w" + i, "room in Queue 'jobs'", 100)));
        LoopView before = view(1000, many.subList(0, 21));

        assertThat(Lint.of(view(2000, many), before).stream().map(Lint::text))
                .containsExactly(
                        "the ready queue grows: 2000 items",
                        "more and more wait for room in Queue 'jobs': 30 tasks");
        assertThat(kinds(before, view(2000, many))).isEmpty();
    }
}
