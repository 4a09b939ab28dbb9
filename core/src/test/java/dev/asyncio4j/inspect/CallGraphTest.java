// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.inspect.CallGraph.captureCallGraph;
import static dev.asyncio4j.inspect.CallGraph.formatCallGraph;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.testing.VirtualTime;
import elsewhere.GraphScenes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The shapes of CPython's `test_graph`, without the frames of its library.
///
/// Frames of `dev.asyncio4j` are left out of stacks, so the programs come from [GraphScenes].
class CallGraphTest {
    final EventLoop loop = new EventLoop(VirtualTime.options());

    @AfterEach
    void close() {
        assertThat(loop.allTasks()).isEmpty();
        loop.close();
    }

    private String shape(Coroutine<FutureCallGraph> scene) {
        return shape(loop.runUntilComplete(loop.createTask(scene, "main")));
    }

    /// A node as `name[frames](who awaits it)`: `a` is a coroutine's frame, `g` a generator's, `s`
    /// an ordinary one.
    private static String shape(FutureCallGraph graph) {
        List<String> frames = new ArrayList<>();
        for (FrameCallGraphEntry entry : graph.callStack()) {
            String tag =
                    switch (entry.kind()) {
                        case CALL -> "s ";
                        case ASYNC -> "a ";
                        case ASYNC_GENERATOR -> "g ";
                    };
            frames.add(tag + entry.method().replace("GraphScenes.", ""));
        }
        String name = graph.future() instanceof Task<?> task ? task.name() : "future";
        return name.replaceAll("Task-\\d+", "task")
                + frames
                + graph.awaitedBy().stream().map(CallGraphTest::shape).toList();
    }

    @Test
    void taskAwaitedBySiblings_hasThemAndTheOwner() {
        String owner = "main[a siblingsOfAGroup][]";

        assertThat(shape(GraphScenes.siblingsOfAGroup()))
                .isEqualTo(
                        "c2_root[s c4, a c3, a c2]["
                                + owner
                                + ", sub_main_1[a c1]["
                                + owner
                                + "], sub_main_2[a c1]["
                                + owner
                                + "]]");
    }

    @Test
    void gather_showsTheAwaitingTaskDirectly() {
        assertThat(shape(GraphScenes.gathered()))
                .isEqualTo("task[s look, a gathered][main[a gathered][]]");
    }

    @Test
    void shield_showsTheAwaitingTaskDirectly() {
        assertThat(shape(GraphScenes.shielded()))
                .isEqualTo("task[s look, a shielded][main[a shielded][]]");
    }

    @Test
    void timeout_showsBothItsBodyAndItsUser() {
        assertThat(shape(GraphScenes.timed()))
                .isEqualTo("task[s look, a timed][main[a timed, a timed][]]");
    }

    @Test
    void waitOn_showsTheAwaitingTaskDirectly() {
        assertThat(shape(GraphScenes.waitedFor()))
                .isEqualTo("task[s look, a waitedFor][main[a waitedFor][]]");
    }

    @Test
    void generator_goesOnWhereItWasAsked() {
        assertThat(shape(GraphScenes.generated()))
                .isEqualTo("main[s look, g graphs, s ask, a generated][]");
    }

    @Test
    void future_hasNoStack() {
        assertThat(shape(GraphScenes.ofAFuture()))
                .isEqualTo("future[][waiter[s hold, a ofAFuture][]]");
    }

    @Test
    void otherTask_isWhereItWaits() {
        assertThat(shape(GraphScenes.ofAWaitingTask(null)))
                .isEqualTo("waiter[s hold, a ofAWaitingTask][]");
        assertThat(shape(GraphScenes.ofAWaitingTask(1))).isEqualTo("waiter[s hold][]");
        assertThat(shape(GraphScenes.ofAWaitingTask(-1))).isEqualTo("waiter[a ofAWaitingTask][]");
        assertThat(shape(GraphScenes.ofAWaitingTask(0))).isEqualTo("waiter[][]");
    }

    @Test
    void circle_endsWhereItCloses() {
        assertThat(shape(GraphScenes.ofACircle()))
                .isEqualTo("t0[a ofACircle][t1[a ofACircle][t0[a ofACircle][]]]");
    }

    @Test
    void depth_leavesInnermostFramesOut() {
        assertThat(shape(GraphScenes.limited(1, null)))
                .isEqualTo("main[s inner, a deep, a limited][]");
        assertThat(shape(GraphScenes.limited(2, null))).isEqualTo("main[a deep, a limited][]");
        assertThat(shape(GraphScenes.limited(9, null))).isEqualTo("main[][]");
    }

    @Test
    void limit_positiveIsInnermost_negativeOutermost_zeroNone() {
        assertThat(shape(GraphScenes.limited(1, 2))).isEqualTo("main[s inner, a deep][]");
        assertThat(shape(GraphScenes.limited(1, -2))).isEqualTo("main[a deep, a limited][]");
        assertThat(shape(GraphScenes.limited(1, 0))).isEqualTo("main[][]");
        assertThat(shape(GraphScenes.limited(2, 1))).isEqualTo("main[a deep][]");
        assertThat(shape(GraphScenes.limited(1, 9)))
                .isEqualTo("main[s inner, a deep, a limited][]");
        assertThat(shape(GraphScenes.limited(1, Integer.MIN_VALUE)))
                .isEqualTo("main[s inner, a deep, a limited][]");
    }

    /// Nor is its text as long as the square of its length, for each line stands further in.
    @Test
    void longChain_isNotARecursion_andEndsAfterAThousand() {
        int length = 20_000;
        List<Task<Object>> chain = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            int next = i - 1;
            chain.add(
                    loop.createTask(
                            async(() -> next < 0 ? await(sleep(1)) : await(chain.get(next)))));
        }
        int[] lines = new int[1];

        loop.runUntilComplete(
                async(
                        () -> {
                            await(sleep(0));
                            String text =
                                    CallGraph.formatCallGraph(
                                            chain.getFirst(),
                                            CallGraphOptions.defaults().withLimit(0));
                            lines[0] = (int) text.chars().filter(c -> c == '\n').count() + 1;
                            await(chain.getLast());
                        }));

        assertThat(lines[0]).isEqualTo(2 * 1_001 + 1); // two for each, and how many more
    }

    @Test
    void text_isAsCPythonFormatsIt() {
        String text = loop.runUntilComplete(loop.createTask(GraphScenes.formatted(), "main"));

        assertThat(text.replaceAll("0x[0-9a-f]+", "ID").replaceAll("line \\d+", "line N"))
                .isEqualTo(
                        """
                        * Task(name="it's", id=ID)
                          + Call stack:
                          |   File 'GraphScenes.java', line N, in async GraphScenes.formatted()
                          + Awaited by:
                            * Task(name='main', id=ID)
                              + Call stack:
                              |   File 'GraphScenes.java', line N, in async GraphScenes.formatted()\
                        """);
    }

    @Test
    void text_ofAFuture() {
        Future<String> future = loop.createFuture();

        assertThat(CallGraph.formatCallGraph(future)).matches("\\* Future\\(id=0x[0-9a-f]+\\)");
    }

    @Test
    void print_writesTheText() {
        Future<String> future = loop.createFuture();
        var bytes = new ByteArrayOutputStream();

        CallGraph.printCallGraph(future, CallGraphOptions.defaults(), new PrintStream(bytes, true));

        assertThat(bytes).hasToString(CallGraph.formatCallGraph(future) + System.lineSeparator());
    }

    @Test
    void withoutACurrentTask_isNull_andTheTextEmpty() {
        List<Object> seen = new ArrayList<>();
        loop.callSoon(
                () -> {
                    seen.add(String.valueOf(CallGraph.captureCallGraph()));
                    seen.add(CallGraph.formatCallGraph());
                });

        loop.runUntilComplete(sleep(0));

        assertThat(seen).containsExactly("null", "");
    }

    @Test
    void withoutALoop_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(CallGraph::captureCallGraph)
                .withMessage(
                        "capture_call_graph() is called outside of a running event loop and no"
                                + " *future* to introspect was provided");
    }

    @Test
    void depthBelowOne_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallGraphOptions.defaults().withDepth(0))
                .withMessage("depth: 0 (expected: >= 1)");
    }

    @Test
    void aRunningTask_ofAnotherThread_isNoCurrentTask() {
        Task<Void> task = loop.createTask(async(() -> {}), "not begun");

        FutureCallGraph graph = CallGraph.captureCallGraph(task);
        loop.runUntilComplete(task);

        assertThat(shape(graph)).isEqualTo("not begun[][]");
    }

    @Test
    void futureThatManyAwait_showsTheFirst_andCountsTheOthers() {
        Future<Object> future = loop.createFuture();
        String[] told = {""};
        FutureCallGraph[] graph = new FutureCallGraph[1];
        loop.runUntilComplete(
                async(
                        () -> {
                            for (int i = 0; i < 10_000; i++) {
                                loop.createTask(async(() -> await(future)), "w" + i);
                            }
                            await(sleep(0));
                            graph[0] = captureCallGraph(future);
                            told[0] = formatCallGraph(future);
                            future.setResult(1);
                            await(sleep(0));
                        }));

        assertThat(graph[0].awaitedBy()).hasSize(100);
        assertThat(graph[0].more()).isEqualTo(9_900);
        assertThat(told[0]).contains("Task(name='w99'").endsWith("\n    * and 9,900 more");
    }

    /// Each of 20 layers awaits both of the one below: by two to the twentieth ways.
    @Test
    void tasksThatAwaitByManyWays_makeASmallGraph() {
        Future<Object> future = loop.createFuture();
        FutureCallGraph[] graph = new FutureCallGraph[1];
        loop.runUntilComplete(
                async(
                        () -> {
                            List<Future<?>> layer = List.of(future);
                            for (int i = 0; i < 20; i++) {
                                List<Future<?>> below = layer;
                                layer =
                                        List.of(
                                                loop.createTask(async(() -> await(gather(below)))),
                                                loop.createTask(async(() -> await(gather(below)))));
                            }
                            for (int i = 0; i < 25; i++) {
                                await(sleep(0));
                            }
                            graph[0] = captureCallGraph(future);
                            future.setResult(1);
                            await(gather(layer));
                        }));

        assertThat(nodes(graph[0])).isBetween(500, 1_001);
    }

    private static int nodes(FutureCallGraph graph) {
        return 1 + graph.awaitedBy().stream().mapToInt(CallGraphTest::nodes).sum();
    }
}
