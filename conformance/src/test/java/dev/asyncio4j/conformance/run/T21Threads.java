// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.run;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Threads and the loop: `toThread`, `runInExecutor`, `runCoroutineThreadsafe`, `wrapFuture`;
/// results, errors, cancels from either side, and the order in which completions arrive.
public final class T21Threads {

    private final EventLoop loop = getRunningLoop();
    private final Thread mainThread;
    private final List<Object> log = new ArrayList<>();

    private T21Threads(Thread mainThread) {
        this.mainThread = mainThread;
    }

    public static void main(String[] args) {
        Thread mainThread = Thread.currentThread();
        run(async(() -> new T21Threads(mainThread).main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static Callable<Object> work(Object x) {
        return () -> {
            if (x instanceof Exception failure) {
                throw failure;
            }
            if (x instanceof Error failure) {
                throw failure;
            }
            return x;
        };
    }

    private void main() throws Exception {
        results();
        beginnings();
        cancelled();
        queued();
        timeouts();
        threadsafe();
        wrapping();
        wrappedOrder();
        print("-- the default executor is shut down");
        await(loop.shutdownDefaultExecutor());
        try {
            await(toThread(work(1)));
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    private void results() {
        print("-- results and errors");
        print(await(toThread(work(1))), await(loop.runInExecutor(null, work(2))));
        List<Supplier<Awaitable<Object>>> calls =
                List.of(
                        () -> toThread(work(new ValueError("t"))),
                        () -> loop.runInExecutor(null, work(new ValueError("e"))));
        for (Supplier<Awaitable<Object>> call : calls) {
            try {
                await(call.get());
            } catch (ValueError e) {
                print(show(e));
            }
        }
        List<Coroutine<Object>> five = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            five.add(toThread(work(i)));
        }
        print(await(gather(five)));
        print(await(toThread(() -> Thread.currentThread() == mainThread)));
        print(
                await(
                        toThread(
                                () -> {
                                    try {
                                        return getRunningLoop();
                                    } catch (IllegalStateException e) {
                                        return show(e);
                                    }
                                })));
    }

    private void beginnings() throws InterruptedException {
        print("-- to_thread is a coroutine: nothing happens before it is awaited");
        Coroutine<Boolean> c = toThread(() -> log.add("called"));
        await(sleep(0.02));
        flush();
        await(c);
        flush();

        print("-- run_in_executor begins at once");
        CountDownLatch began = new CountDownLatch(1);
        Future<Object> f =
                loop.runInExecutor(
                        null,
                        () -> {
                            began.countDown();
                            return null;
                        });
        print(began.await(5, TimeUnit.SECONDS), f.isDone());
        await(f);
    }

    private Callable<String> slow(CountDownLatch go, CountDownLatch ended) {
        return () -> {
            inTime(go.await(5, TimeUnit.SECONDS));
            log.add("slow ends");
            ended.countDown();
            return "dropped";
        };
    }

    /// A wait that must not time out.
    private static void inTime(boolean inTime) {
        if (!inTime) {
            print("too late");
        }
    }

    private void cancelled() throws InterruptedException {
        print("-- cancelled while it runs: the call goes on, the result is dropped");
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Task<String> t = createTask(toThread(slow(go, ended)));
        await(sleep(0.02));
        t.cancel("c");
        try {
            await(t);
        } catch (CancelledError e) {
            print(show(e), t.isCancelled());
        }
        go.countDown();
        inTime(ended.await(5, TimeUnit.SECONDS));
        await(sleep(0.02));
        flush();
    }

    private void queued() {
        print("-- a queued call is taken back");
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            Future<String> first = loop.runInExecutor(pool, slow(go, new CountDownLatch(1)));
            Future<Boolean> second = loop.runInExecutor(pool, () -> log.add("second"));
            await(sleep(0.02));
            print(second.cancel());
            await(sleep(0));
            await(sleep(0));
            go.countDown();
            print(await(first));
            print(await(loop.runInExecutor(pool, work("third"))), second.isCancelled());
        }
        flush();
    }

    private static void timeouts() {
        print("-- a timeout around a call");
        CountDownLatch go = new CountDownLatch(1);
        try {
            await(timeout(0.05, () -> await(toThread(() -> go.await(5, TimeUnit.SECONDS)))));
        } catch (TimeoutError e) {
            print(show(e));
        }
        go.countDown();
    }

    private static Coroutine<Object> co(Object x) {
        return async(
                () -> {
                    await(sleep(0));
                    return work(x).call();
                });
    }

    private List<String> outside() throws Exception {
        List<String> out = new ArrayList<>();
        out.add(str(runCoroutineThreadsafe(co("r"), loop).get()));
        for (Object x : List.of(new ValueError("e"), new CancelledError("own"))) {
            CompletableFuture<Object> f = runCoroutineThreadsafe(co(x), loop);
            try {
                f.get();
            } catch (ExecutionException e) {
                out.add(show(e.getCause()));
            } catch (CancellationException e) {
                out.add("cancelled " + repr(f.isCancelled()));
            }
        }
        return out;
    }

    private Pair cancels() throws Exception {
        CompletableFuture<Void> f =
                runCoroutineThreadsafe(
                        async(
                                () -> {
                                    try {
                                        await(sleep(10));
                                    } catch (CancelledError e) {
                                        log.add("endless cancelled");
                                        throw e;
                                    }
                                }),
                        loop);
        try {
            f.get(50, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.add("not done yet");
        }
        return new Pair(f.cancel(false), f.isCancelled());
    }

    private record Pair(boolean first, boolean second) {
        @Override
        public String toString() {
            return "(" + repr(first) + ", " + repr(second) + ")";
        }
    }

    private void threadsafe() {
        print("-- run_coroutine_threadsafe: result, error, cancel");
        print(await(toThread(this::outside)));
        print(await(toThread(this::cancels)));
        await(sleep(0.02));
        flush();
    }

    private void wrapping() {
        print("-- wrap_future");
        for (String how : List.of("result", "error", "cancel")) {
            CompletableFuture<Object> cf = new CompletableFuture<>();
            Future<Object> f = wrapFuture(cf);
            f.addDoneCallback(done -> log.add("told"));
            switch (how) {
                case "result" -> cf.complete("w");
                case "error" -> cf.completeExceptionally(new ValueError("w"));
                default -> cf.cancel(false);
            }
            log.add(f.isDone());
            try {
                print(await(f));
            } catch (ValueError | CancelledError e) {
                print(show(e));
            }
            await(sleep(0));
            flush();
        }
        CompletableFuture<Object> cf = new CompletableFuture<>();
        Future<Object> f = wrapFuture(cf);
        f.cancel();
        await(sleep(0));
        print(cf.isCancelled());
        print(await(wrapFuture(CompletableFuture.completedFuture("before"))));
    }

    private void wrappedOrder() throws InterruptedException {
        print("-- completions arrive in their order");
        List<CompletableFuture<Integer>> cfs = new ArrayList<>();
        List<Future<Integer>> fs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            cfs.add(new CompletableFuture<>());
            fs.add(wrapFuture(cfs.get(i)));
            fs.get(i).addDoneCallback(done -> log.add(done.result()));
        }
        Thread t =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i : List.of(2, 0, 1)) {
                                        cfs.get(i).complete(i);
                                    }
                                });
        t.join();
        await(gather(fs));
        await(sleep(0));
        flush();
    }
}
