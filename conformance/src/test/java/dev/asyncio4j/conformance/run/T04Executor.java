// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.run;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// `runInExecutor` and `toThread`: results and errors come back, the loop goes on meanwhile,
/// cancelling the future does not stop a call that has begun, a queued one is dropped; the default
/// executor cannot be used after its shutdown.
public final class T04Executor {

    private final List<String> done = Collections.synchronizedList(new ArrayList<>());

    public static void main(String[] args) {
        run(new T04Executor().main());
    }

    /// A call that blocks.
    static Object work(Object x) throws Exception {
        Thread.sleep(30);
        if (x instanceof Exception failure) {
            throw failure;
        }
        return x;
    }

    private Object blockThenNote(String what) throws InterruptedException {
        Thread.sleep(50);
        return done.add(what);
    }

    private Coroutine<Void> main() {
        return async(
                () -> {
                    resultsAndErrors();
                    cancelledWhileRunningAndWhileQueued();
                    awaitingTaskCancelled();
                    afterTheShutdown();
                });
    }

    private static void resultsAndErrors() {
        List<Integer> ticks = new ArrayList<>();
        Coroutine<Void> ticker =
                async(
                        () -> {
                            while (true) {
                                ticks.add(1);
                                await(sleep(0.005));
                            }
                        });
        Task<Void> task = createTask(ticker);
        print(await(runInExecutor(null, () -> work("result"))));
        print("the loop went on meanwhile:", ticks.size() > 1);
        task.cancel();
        failsWith(runInExecutor(null, () -> work(new ValueError("in thread"))));
        failsWith(toThread(() -> work(new KeyError("in to_thread"))));
        Thread ours = Thread.currentThread();
        print("other thread:", await(toThread(() -> Thread.currentThread() != ours)));
        List<Coroutine<Object>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int x = i;
            calls.add(toThread(() -> work(x)));
        }
        print("concurrent:", await(gather(calls)));
    }

    private static void failsWith(Awaitable<Object> call) {
        try {
            await(call);
        } catch (ValueError | KeyError e) {
            print(show(e));
        }
    }

    private void cancelledWhileRunningAndWhileQueued() {
        print("-- cancel while it runs, and while it is queued");
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            Future<Object> running =
                    runInExecutor(pool, () -> blockThenNote("first ran to its end"));
            Future<Object> queued = runInExecutor(pool, () -> done.add("second (must not run)"));
            await(sleep(0.02));
            print("cancel:", running.cancel(), queued.cancel());
            await(sleep(0)); // the cancel reaches the pool one turn later
            for (Future<Object> future : List.of(running, queued)) {
                try {
                    await(future);
                } catch (CancelledError e) {
                    print(show(e));
                }
            }
            print("not ended yet:", done);
        }
        print("after the pool's end:", done);
    }

    private void awaitingTaskCancelled() {
        print("-- awaiting task cancelled: same");
        done.clear();
        Task<Object> task = createTask(toThread(() -> blockThenNote("ended")));
        await(sleep(0.02));
        task.cancel();
        await(waitOn(List.of(task)));
        print("task cancelled", task.isCancelled(), "function ended", !done.isEmpty());
    }

    private void afterTheShutdown() {
        await(getRunningLoop().shutdownDefaultExecutor());
        print("shutdown waits for it:", done);
        try {
            await(runInExecutor(null, () -> work(1)));
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }
}
