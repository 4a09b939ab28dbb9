// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.testing.VirtualTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// Cancels representative programs at each of their awaits in turn. Whatever the place: the program
/// ends, no task and no timer is left, nothing is reported, and whatever was begun was ended, once.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CancelEverywhereTest {

    /// Cancels the task that comes to the n-th await; counts all.
    private static final class CancelAt implements Choices {
        final int at;
        int seen;

        CancelAt(int at) {
            this.at = at;
        }

        @Override
        public int choose(Kind kind, int count) {
            return 0;
        }

        @Override
        public @Nullable Injection atAwait(boolean canFail) {
            return seen++ == at ? new Injection.Cancel("at await " + at) : null;
        }
    }

    /// What a program opens and closes.
    private static final class Ledger {
        final Map<String, Integer> opened = new TreeMap<>();
        final Map<String, Integer> closed = new TreeMap<>();

        /// Works for so many seconds between its begin and its `finally`, which waits as well.
        Coroutine<String> work(String name, double seconds) {
            return async(
                    name,
                    () -> {
                        opened.merge(name, 1, Integer::sum);
                        try {
                            await(sleep(seconds));
                            await(sleep(0));
                            return name;
                        } finally {
                            closed.merge(name, 1, Integer::sum);
                        }
                    });
        }
    }

    private static final Map<String, Function<Ledger, Coroutine<?>>> PROGRAMS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("gather", CancelEverywhereTest::gathering),
                            Map.entry("gather, nested", CancelEverywhereTest::gatheringNested),
                            Map.entry("task groups", CancelEverywhereTest::groups),
                            Map.entry(
                                    "task group that cancels itself", CancelEverywhereTest::ended),
                            Map.entry("shield", CancelEverywhereTest::shielding),
                            Map.entry("waitFor", CancelEverywhereTest::waitingFor),
                            Map.entry("waitOn", CancelEverywhereTest::waitingOn),
                            Map.entry("asCompleted", CancelEverywhereTest::completing),
                            Map.entry("map", CancelEverywhereTest::mapping),
                            Map.entry("stop", CancelEverywhereTest::stopping),
                            Map.entry("eager tasks", CancelEverywhereTest::eager)));

    private static Coroutine<?> gathering(Ledger ledger) {
        return async(
                () -> {
                    await(gather(ledger.work("a", 1), ledger.work("b", 2), ledger.work("c", 0)));
                    await(gatherReturningExceptions(ledger.work("d", 1), ledger.work("e", 1)));
                });
    }

    private static Coroutine<?> gatheringNested(Ledger ledger) {
        Coroutine<List<String>> inner =
                async(() -> await(gather(ledger.work("a", 1), ledger.work("b", 2))));
        return async(() -> await(gather(inner, async(() -> await(ledger.work("c", 3))))));
    }

    private static Coroutine<?> groups(Ledger ledger) {
        Coroutine<Void> inner =
                taskGroup(
                        group -> {
                            group.createTask(ledger.work("inner", 3));
                            await(ledger.work("inner body", 1));
                        });
        return async(
                () -> {
                    try {
                        await(
                                timeout(
                                        2,
                                        () ->
                                                await(
                                                        taskGroup(
                                                                group -> {
                                                                    group.createTask(
                                                                            ledger.work("a", 9));
                                                                    group.createTask(
                                                                            ledger.work("b", 1));
                                                                    await(inner);
                                                                }))));
                    } catch (TimeoutError expected) {
                        await(ledger.work("after", 1));
                    }
                });
    }

    private static Coroutine<?> ended(Ledger ledger) {
        return async(
                () -> {
                    await(
                            taskGroup(
                                    group -> {
                                        group.createTask(ledger.work("a", 9));
                                        await(ledger.work("body", 1));
                                        group.cancel();
                                        await(ledger.work("rest", 1));
                                    }));
                    await(ledger.work("after", 1));
                });
    }

    private static Coroutine<?> shielding(Ledger ledger) {
        return async(
                () -> {
                    Task<String> inner = createTask(ledger.work("inner", 2));
                    try {
                        await(shield(inner));
                    } finally {
                        if (!inner.isDone()) {
                            await(waitOn(List.of(inner)));
                        }
                    }
                });
    }

    private static Coroutine<?> waitingFor(Ledger ledger) {
        return async(
                () -> {
                    await(waitFor(ledger.work("in time", 1), 2));
                    await(waitFor(createTask(ledger.work("a task", 1)), 2));
                    try {
                        await(waitFor(createTask(ledger.work("too late", 3)), 2));
                    } catch (TimeoutError expected) {
                        await(ledger.work("after", 1));
                    }
                    try {
                        await(waitFor(ledger.work("never", 1), 0));
                    } catch (TimeoutError expected) {
                        await(sleep(0));
                    }
                });
    }

    private static Coroutine<?> waitingOn(Ledger ledger) {
        return async(
                () -> {
                    List<Task<String>> tasks =
                            List.of(
                                    createTask(ledger.work("a", 1)),
                                    createTask(ledger.work("b", 5)));
                    try {
                        await(waitOn(tasks, ReturnWhen.FIRST_COMPLETED));
                        await(waitOn(tasks, Duration.ofSeconds(1), ReturnWhen.ALL_COMPLETED));
                    } finally {
                        tasks.forEach(Task::cancel);
                        await(gatherReturningExceptions(tasks));
                    }
                });
    }

    private static Coroutine<?> completing(Ledger ledger) {
        return async(
                () -> {
                    List<Task<String>> tasks =
                            List.of(
                                    createTask(ledger.work("a", 2)),
                                    createTask(ledger.work("b", 1)));
                    try {
                        for (Coroutine<String> next : asCompleted(tasks, Duration.ofSeconds(9))) {
                            await(next);
                        }
                        AsCompleted<String> again = asCompleted(tasks);
                        await(again.next());
                        await(again.next());
                    } finally {
                        tasks.forEach(Task::cancel);
                        await(gatherReturningExceptions(tasks));
                        await(sleep(9)); // for the iterator's own timer
                    }
                });
    }

    private static Coroutine<?> mapping(Ledger ledger) {
        return async(
                () -> {
                    await(map(2, List.of(1, 2, 3, 4, 5), i -> ledger.work("map " + i, i)));
                    await(
                            gather(
                                    2,
                                    List.of(
                                            ledger.work("g1", 1),
                                            ledger.work("g2", 1),
                                            ledger.work("g3", 1))));
                });
    }

    private static Coroutine<?> stopping(Ledger ledger) {
        return async(
                () -> {
                    Task<Void> server =
                            createTask(
                                    async(
                                            () -> {
                                                await(ledger.work("request", 1));
                                                await(stoppable(ledger.work("accept", 99)));
                                            }));
                    try {
                        await(sleep(3));
                    } finally {
                        server.stop(Duration.ofSeconds(1));
                        await(waitOn(List.of(server)));
                    }
                });
    }

    private static Coroutine<?> eager(Ledger ledger) {
        return async(
                () ->
                        await(
                                taskGroup(
                                        group -> {
                                            group.createTask(
                                                    ledger.work("a", 1), EagerTaskTest.EAGER);
                                            group.createTask(
                                                    async(
                                                            () ->
                                                                    await(
                                                                            createTask(
                                                                                    ledger.work(
                                                                                            "b", 1),
                                                                                    EagerTaskTest
                                                                                            .EAGER))),
                                                    EagerTaskTest.EAGER);
                                        })));
    }

    @TestFactory
    Stream<DynamicTest> everyAwait_ofEveryProgram() {
        return PROGRAMS.entrySet().stream()
                .map(
                        program ->
                                dynamicTest(
                                        program.getKey(),
                                        () -> {
                                            int awaits = cancelAtEach(program.getValue());
                                            assertThat(awaits).isGreaterThan(2);
                                        }));
    }

    /// Plays the program once undisturbed, to count its awaits, and then once for each.
    private static int cancelAtEach(Function<Ledger, Coroutine<?>> program) {
        int awaits = play(program, new CancelAt(-1), VirtualTime.options());
        for (int at = 0; at < awaits; at++) {
            play(program, new CancelAt(at), VirtualTime.options());
        }
        return awaits;
    }

    private static int play(
            Function<Ledger, Coroutine<?>> program, CancelAt cancelAt, LoopOptions options) {
        String where = "cancelled at await " + cancelAt.at;
        Stage stage = new Stage(options.withChoices(cancelAt));
        Ledger ledger = new Ledger();
        try {
            stage.loop.runUntilComplete(program.apply(ledger));
        } catch (CancelledError expected) {
            assertThat(cancelAt.at).as(where).isNotNegative();
        }
        if (!stage.loop.allTasks().isEmpty()) {
            // The cancelled one was the program itself, and gather left its children: as in
            // asyncio, they end by themselves.
            stage.loop.runUntilComplete(async(() -> awaitOthers()));
        }
        assertThat(stage.loop.allTasks()).as(where).isEmpty();
        assertThat(stage.loop.toString()).as(where).contains("timers=0");
        assertThat(ledger.closed).as(where).isEqualTo(ledger.opened);
        assertThat(ledger.opened.values()).as(where).allMatch(times -> times == 1);
        stage.loop.close();
        assertThat(stage.faults).as(where).isEmpty();
        return cancelAt.seen;
    }

    private static void awaitOthers() {
        List<Task<?>> others =
                allTasks().stream()
                        .filter(task -> task != currentTask())
                        .<Task<?>>map(t -> t)
                        .toList();
        if (!others.isEmpty()) {
            await(gatherReturningExceptions(others));
        }
    }

    @Test
    void everyAwait_withThreads() {
        Function<Ledger, Coroutine<?>> program =
                ledger ->
                        async(
                                () -> {
                                    await(toThread(() -> "called"));
                                    await(
                                            taskGroup(
                                                    group -> {
                                                        group.createTask(toThread(() -> 1));
                                                        group.createTask(toCpu(() -> 2));
                                                        await(ledger.work("body", 0.001));
                                                    }));
                                });
        int awaits = play(program, new CancelAt(-1), LoopOptions.defaults());
        for (int at = 0; at < awaits; at++) {
            play(program, new CancelAt(at), LoopOptions.defaults());
        }
        assertThat(awaits).isGreaterThan(4);
    }

    @Test
    void broken_program_isCaught() {
        Function<Ledger, Coroutine<?>> leaky =
                ledger ->
                        async(
                                () -> {
                                    ledger.opened.merge("leak", 1, Integer::sum);
                                    await(sleep(0));
                                    ledger.closed.merge("leak", 1, Integer::sum); // no finally
                                });

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> cancelAtEach(leaky)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("cancelled at await 0");
    }
}
