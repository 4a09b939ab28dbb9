// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Body;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.testing.VirtualTime;
import elsewhere.Scenes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallGraphTest {

    private final EventLoop loop = new EventLoop(VirtualTime.options());

    private void play(Body.OfNothing body) {
        loop.runUntilComplete(async(body));
    }

    private static String withoutIds(Object text) {
        return text.toString().replaceAll("id=0x[0-9a-f]+", "id").replaceAll("java:\\d+", "java");
    }

    @Test
    void capture_ofAFuture_namesWhoWaitsForItAndForThem() {
        play(
                () -> {
                    Future<Object> future = loop.createFuture();
                    Task<Void> inner = createTask(Scenes.waitsFor(future), "inner");
                    Task<Void> outer = createTask(Scenes.waitsFor(inner), "outer");
                    await(sleep(0));

                    CallGraph graph = CallGraph.capture(future);

                    assertThat(withoutIds(graph))
                            .isEqualTo(
                                    """
                                    * Future(id)
                                      + Awaited by:
                                        * Task(name='inner', id)
                                          + Call stack:
                                          |   at elsewhere.Scenes.waitHere(Scenes.java)
                                          |   at elsewhere.Scenes.lambda$waitsFor$0(Scenes.java)
                                          + Awaited by:
                                            * Task(name='outer', id)
                                              + Call stack:
                                              |   at elsewhere.Scenes.waitHere(Scenes.java)
                                              |   at elsewhere.Scenes.lambda$waitsFor$0(Scenes.java)""");
                    future.setResult(1);
                    await(outer);
                });
    }

    @Test
    void capture_ofACircle_goesRoundOnce() {
        play(
                () -> {
                    Task<?> first = Scenes.circle();
                    await(sleep(0));

                    CallGraph graph = CallGraph.capture(first, 0);

                    assertThat(withoutIds(graph))
                            .isEqualTo(
                                    """
                                    * Task(name='first', id)
                                      + Awaited by:
                                        * Task(name='second', id)
                                          + Awaited by:
                                            * Task(name='first', id)""");
                    first.cancel();
                    await(sleep(0));
                });
    }

    @Test
    void capture_limit_keepsTheInnermostOrTheOutermostFrames() {
        play(
                () -> {
                    Task<Void> task = createTask(Scenes.waitsFor(loop.createFuture()), "task");
                    await(sleep(0));
                    List<StackTraceElement> all = CallGraph.capture(task).callStack();

                    assertThat(all).hasSize(2);
                    assertThat(CallGraph.capture(task, 1).callStack())
                            .containsExactly(all.getFirst());
                    assertThat(CallGraph.capture(task, -1).callStack())
                            .containsExactly(all.getLast());
                    assertThat(CallGraph.capture(task, 0).callStack()).isEmpty();
                    assertThat(CallGraph.capture(task, -9).callStack()).isEqualTo(all);
                    task.cancel();
                    await(sleep(0));
                });
    }

    @Test
    void capture_ofTheTaskThatRuns_leavesOutDepth() {
        var seen = new ArrayList<CallGraph>();
        play(
                () ->
                        await(
                                elsewhere.Program.calling(
                                        () -> {
                                            seen.add(CallGraph.capture());
                                            seen.add(CallGraph.capture(2, Integer.MAX_VALUE));
                                        })));

        var whole = seen.getFirst().callStack();
        assertThat(whole.getFirst().getMethodName()).isEqualTo("call");
        assertThat(seen.getLast().callStack()).isEqualTo(whole.subList(1, whole.size()));
    }

    @Test
    void capture_inACallback_isNull() {
        var seen = new ArrayList<Object>();
        play(
                () -> {
                    loop.callSoon(
                            () -> {
                                seen.add(String.valueOf(CallGraph.capture()));
                                seen.add(CallGraph.format());
                            });
                    await(sleep(0));
                });

        assertThat(seen).containsExactly("null", "");
    }

    @Test
    void capture_outsideALoop_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(CallGraph::capture)
                .withMessage(
                        "capture_call_graph() is called outside of a running event loop and no"
                                + " *future* to introspect was provided");
    }

    @Test
    void capture_ofATaskThatIsDone_hasNoStack() {
        play(
                () -> {
                    Task<Void> task = createTask(sleep(0), "nap");
                    await(task);

                    assertThat(withoutIds(CallGraph.capture(task)))
                            .isEqualTo("* Task(name='nap', id)");
                });
    }

    @Test
    void print_printsWhatFormatGives() {
        var bytes = new ByteArrayOutputStream();
        play(
                () -> {
                    Future<Object> future = loop.createFuture();
                    CallGraph.print(future, new PrintStream(bytes, true));
                    assertThat(bytes.toString().strip()).isEqualTo(CallGraph.format(future));
                    bytes.reset();
                    CallGraph.print(new PrintStream(bytes, true));
                    assertThat(bytes.toString()).startsWith("* Task(name='Task-");
                });
    }
}
