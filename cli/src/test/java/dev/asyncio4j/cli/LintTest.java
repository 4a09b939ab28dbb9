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
                name, name, state, null, 0, 0, 0, 0, waited, waitsFor, List.of(owedBy));
    }

    private static LoopView.Row busy(String name, double share, long longestMicros) {
        long over = Math.max(0, longestMicros - 100_000);
        return new LoopView.Row(
                name, name, "ready", null, share, 1, longestMicros, over, 0, null, List.of());
    }

    private static LoopView view(long ready, List<LoopView.Row> rows, LoopView.Ran... ran) {
        return new LoopView(
                0,
                "main",
                true,
                0,
                0,
                0,
                0,
                ready,
                rows.size(),
                true,
                Map.of(),
                List.of(),
                rows,
                0,
                List.of(ran));
    }

    private static List<String> texts(LoopView view) {
        return Lint.of(view, null).stream().map(Lint::text).toList();
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
                                        + " could run",
                                1));
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
                                "each waits for the next, for ever: 'one' -> 'two' -> 'one'",
                                1));
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

    @Test
    void step_thatWasLongBeforeTheLastLook_isToldNoMore() {
        LoopView.Row calm =
                new LoopView.Row(
                        "hog", "hog", "ready", null, 0.1, 1, 250_000, 0, 0, null, List.of());

        assertThat(texts(view(0, List.of(calm)))).isEmpty();
    }

    @Test
    void callback_orTaskThatHasEnded_keepsTheLoop_too() {
        var callback = new LoopView.Ran("<Handle Shop::count>", false, 0.9, 3, 250_000, 1);
        var ended = new LoopView.Ran("report", true, 0.1, 3, 150_000, 1);

        assertThat(texts(view(0, List.of(), callback, ended)))
                .containsExactly(
                        "callback <Handle Shop::count> keeps the loop: one step has taken 250 ms and"
                                + " nothing else could run",
                        "a task of 'report' keeps the loop: one step has taken 150 ms and nothing"
                                + " else could run");
    }

    @Test
    void task_thatIsShown_isNotToldAgainByItsCode() {
        var row =
                new LoopView.Row(
                        "1", "hog", "ready", "report", 0.1, 1, 250_000, 9, 0, null, List.of());

        assertThat(
                        texts(
                                view(
                                        0,
                                        List.of(row),
                                        new LoopView.Ran("report", true, 0.1, 3, 250_000, 9))))
                .singleElement()
                .asString()
                .startsWith("'hog' never yields");
    }

    @Test
    void thousandTasks_inTheSameTrouble_areOneLine() {
        List<LoopView.Row> rows = new ArrayList<>();
        IntStream.range(0, 1000).forEach(i -> rows.add(row("w-" + i, "<Future pending>", 12_000)));
        rows.add(row("other", "<Future pending>", 11_000));

        List<Lint> told = Lint.of(view(0, rows), null);

        assertThat(told.stream().map(Lint::text))
                .containsExactly(
                        "'w-0' has waited 12.0 s for a future of which no task is known that"
                                + " completes it; 999 others likewise",
                        "'other' has waited 11.0 s for a future of which no task is known that"
                                + " completes it");
        assertThat(told.getFirst().count()).isEqualTo(1000);
    }

    @Test
    void manyNames_inTheSameTrouble_areCapped() {
        List<LoopView.Row> rows = new ArrayList<>();
        IntStream.range(0, 26)
                .forEach(
                        i ->
                                rows.add(
                                        row(
                                                Character.toString('a' + i),
                                                "<Future pending>",
                                                12_000)));

        assertThat(texts(view(0, rows))).hasSize(6).last().isEqualTo("nobody-owns: 21 more");
    }

    @Test
    void queue_grows_ifItDoesAtEachLook_andIsLong() {
        var now = Map.of("Queue 'jobs'", 1_200L, "Queue 'few'", 99L, "Queue 'calm'", 500L);
        var then = Map.of("Queue 'jobs'", 700L, "Queue 'few'", 1L, "Queue 'calm'", 500L);
        var once = Map.of("Queue 'jobs'", 800L);

        assertThat(Lint.growing(now, List.of(then, Map.of())).stream().map(Lint::text))
                .containsExactly("Queue 'jobs' grows: 1,200 items, 500 more than a moment ago");
        assertThat(Lint.growing(now, List.of(then, once))).isEmpty(); // it went down, too
        assertThat(Lint.growing(now, List.of())).isEmpty();
    }
}
