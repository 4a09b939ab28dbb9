// SPDX-License-Identifier: Apache-2.0
package elsewhere;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.inspect.CallGraph.captureCallGraph;
import static dev.asyncio4j.inspect.CallGraph.formatCallGraph;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.inspect.CallGraphOptions;
import dev.asyncio4j.inspect.FutureCallGraph;
import java.util.ArrayList;
import java.util.List;

/// A user's programs, outside the library's package, whose call graphs a test looks at. Each ends
/// with what it captured.
public final class GraphScenes {

    private GraphScenes() {}

    // ---- the current task, deep in calls

    public static Coroutine<FutureCallGraph> siblingsOfAGroup() {
        return async(
                () -> {
                    List<FutureCallGraph> seen = new ArrayList<>();
                    await(
                            taskGroup(
                                    group -> {
                                        var task = group.createTask(c2(seen), "c2_root");
                                        group.createTask(c1(task), "sub_main_1");
                                        group.createTask(c1(task), "sub_main_2");
                                    }));
                    return seen.getFirst();
                });
    }

    private static Coroutine<Void> c1(Task<Void> task) {
        return async(() -> await(task));
    }

    private static Coroutine<Void> c2(List<FutureCallGraph> seen) {
        return async(
                () -> {
                    await(sleep(0)); // so that the others await it by now
                    await(sleep(0));
                    await(c3(seen));
                });
    }

    private static Coroutine<Void> c3(List<FutureCallGraph> seen) {
        return async(() -> c4(seen));
    }

    private static void c4(List<FutureCallGraph> seen) {
        seen.add(captureCallGraph());
    }

    public static Coroutine<FutureCallGraph> limited(int depth, Integer limit) {
        return async(
                () -> await(deep(CallGraphOptions.defaults().withDepth(depth).withLimit(limit))));
    }

    private static Coroutine<FutureCallGraph> deep(CallGraphOptions options) {
        return async(() -> inner(options));
    }

    private static FutureCallGraph inner(CallGraphOptions options) {
        return captureCallGraph(null, options);
    }

    // ---- by other ways to wait

    public static Coroutine<FutureCallGraph> gathered() {
        return async(() -> await(gather(async(() -> look()), async(() -> nap()))).getFirst());
    }

    public static Coroutine<FutureCallGraph> shielded() {
        return async(() -> await(shield(async(() -> look()))));
    }

    public static Coroutine<FutureCallGraph> timed() {
        return async(() -> await(timeout(5, () -> await(createTask(async(() -> look()))))));
    }

    public static Coroutine<FutureCallGraph> waitedFor() {
        return async(
                () -> {
                    var task = createTask(async(() -> look()));
                    await(waitOn(List.of(task)));
                    return task.result();
                });
    }

    private static FutureCallGraph look() {
        return captureCallGraph();
    }

    private static FutureCallGraph nap() {
        await(sleep(1));
        return captureCallGraph();
    }

    // ---- through a generator

    public static Coroutine<FutureCallGraph> generated() {
        return async(() -> ask());
    }

    private static FutureCallGraph ask() {
        return await(graphs().next());
    }

    private static AsyncGenerator<FutureCallGraph> graphs() {
        return generator(out -> out.emit(look()));
    }

    // ---- others

    public static Coroutine<FutureCallGraph> ofAFuture() {
        return async(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    var waiter = createTask(async(() -> hold(future)), "waiter");
                    await(sleep(0));
                    var graph = captureCallGraph(future);
                    future.setResult("done");
                    await(waiter);
                    return graph;
                });
    }

    public static Coroutine<FutureCallGraph> ofAWaitingTask(Integer limit) {
        return async(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    var waiter = createTask(async(() -> hold(future)), "waiter");
                    await(sleep(0));
                    var graph =
                            captureCallGraph(waiter, CallGraphOptions.defaults().withLimit(limit));
                    future.setResult("done");
                    await(waiter);
                    return graph;
                });
    }

    public static Coroutine<Object> holding(Future<Object> future) {
        return async(() -> hold(future));
    }

    private static Object hold(Future<?> future) {
        return await(future);
    }

    public static Coroutine<FutureCallGraph> ofACircle() {
        return async(
                () -> {
                    List<Task<Object>> tasks = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        int other = 1 - i;
                        tasks.add(createTask(async(() -> await(tasks.get(other))), "t" + i));
                    }
                    await(sleep(0));
                    var graph = captureCallGraph(tasks.getFirst());
                    tasks.getFirst().cancel();
                    await(waitOn(tasks));
                    return graph;
                });
    }

    public static Coroutine<Object> stuck() {
        return async(() -> wedge());
    }

    private static Object wedge() {
        return await(getRunningLoop().createFuture());
    }

    public static Coroutine<String> formatted() {
        return async(
                () -> {
                    var task = createTask(async(() -> formatCallGraph()), "it's");
                    return await(task);
                });
    }
}
