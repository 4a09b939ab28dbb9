// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.combine;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.ReturnWhen;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.WaitResult;
import dev.asyncio4j.conformance.py.ValueError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// `waitOn` in its modes, with time limits, done and cancelled futures in it; the order in which
/// its
/// waiter goes on among others; what its own cancel leaves; `asCompleted` with limits and cancels.
public final class T20WaitModes {

    private final EventLoop loop = getRunningLoop();
    private final List<Object> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T20WaitModes().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static void settle() {
        for (int i = 0; i < 5; i++) {
            await(sleep(0));
        }
    }

    private List<Future<Object>> futures(int n) {
        List<Future<Object>> fs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            fs.add(loop.createFuture());
        }
        return fs;
    }

    private static List<Integer> name(List<Future<Object>> fs, Collection<?> those) {
        List<Integer> names = new ArrayList<>();
        for (int i = 0; i < fs.size(); i++) {
            if (those.contains(fs.get(i))) {
                names.add(i);
            }
        }
        return names;
    }

    private void main() {
        modes();
        doneAlready();
        limits();
        amongOthers();
        ownCancel();
        asCompletedLimits();
        asCompletedOrders();
    }

    private void modes() {
        Map<String, Consumer<Future<Object>>> events = new LinkedHashMap<>();
        events.put("value", f -> f.setResult(1));
        events.put("error", f -> f.setException(new ValueError("v")));
        events.put("cancel", f -> f.cancel());
        events.put("cancelled error", f -> f.setException(new CancelledError()));
        for (ReturnWhen mode : ReturnWhen.values()) {
            events.forEach((what, event) -> once(mode, what, event));
        }
    }

    private void once(ReturnWhen mode, String what, Consumer<Future<Object>> event) {
        List<Future<Object>> fs = futures(3);
        Task<WaitResult<Object>> t = createTask(waitOn(fs, mode));
        settle();
        event.accept(fs.get(1));
        settle();
        if (t.isDone()) {
            print(
                    mode,
                    "|",
                    what,
                    "-> done",
                    name(fs, t.result().done()),
                    "pending",
                    name(fs, t.result().pending()));
        } else {
            print(mode, "|", what, "-> waits");
            t.cancel();
            settle();
        }
        if (what.equals("error") || what.equals("cancelled error")) {
            fs.get(1).exception();
        }
    }

    private void doneAlready() {
        print("-- done already: still one round trip");
        for (ReturnWhen mode : ReturnWhen.values()) {
            List<Future<Object>> fs = futures(2);
            fs.forEach(f -> f.setResult(1));
            Task<WaitResult<Object>> t = createTask(waitOn(fs, mode));
            int turns = 0;
            while (!t.isDone()) {
                turns++;
                await(sleep(0));
            }
            print(mode, turns, t.result().done().size());
        }

        print("-- done already, one pending, the first mode");
        List<Future<Object>> fs = futures(2);
        fs.getFirst().setResult(1);
        WaitResult<Object> result = await(waitOn(fs, ReturnWhen.FIRST_COMPLETED));
        print(name(fs, result.done()), name(fs, result.pending()));
    }

    private void limits() {
        print("-- limits");
        Map<String, Duration> limits = new LinkedHashMap<>();
        limits.put("0", Duration.ZERO);
        limits.put("-1", Duration.ofSeconds(-1));
        limits.put("0.01", Duration.ofMillis(10));
        limits.forEach(
                (shown, limit) -> {
                    List<Future<Object>> fs = futures(2);
                    fs.getFirst().setResult(1);
                    WaitResult<Object> result = await(waitOn(fs, limit, ReturnWhen.ALL_COMPLETED));
                    print(
                            shown,
                            name(fs, result.done()),
                            name(fs, result.pending()),
                            fs.get(1).isCancelled());
                });
        List<Future<Object>> fs = futures(1);
        loop.callLater(0.01, () -> fs.getFirst().setResult(1));
        WaitResult<Object> result =
                await(waitOn(fs, Duration.ofSeconds(60), ReturnWhen.ALL_COMPLETED));
        print(name(fs, result.done()), name(fs, result.pending()));

        print("-- the same future twice is one");
        Future<Object> f = loop.createFuture();
        f.setResult(1);
        result = await(waitOn(List.of(f, f, f)));
        print(result.done().size(), result.pending().size());
    }

    private void amongOthers() {
        print("-- the waiter among others that wait for the same");
        Future<Object> f = loop.createFuture();
        createTask(noting("by_wait", waitOn(List.of(f))));
        createTask(async(() -> noted("by_gather", gather(f))));
        createTask(async(() -> noted("by_shield", shield(f))));
        createTask(
                async(
                        () -> {
                            for (Coroutine<Object> x : asCompleted(List.of(f))) {
                                await(x);
                            }
                            log.add("by_as_completed");
                        }));
        createTask(noting("by_wait_for", waitFor(f, 60)));
        createTask(noting("plain", f));
        settle();
        f.addDoneCallback(done -> log.add("callback"));
        f.setResult(1);
        for (int i = 0; i < 4; i++) {
            await(sleep(0));
            log.add(i);
        }
        flush();
    }

    private Coroutine<Void> noting(String n, Awaitable<?> awaitable) {
        return async(() -> noted(n, awaitable));
    }

    private void noted(String n, Awaitable<?> awaitable) {
        await(awaitable);
        log.add(n);
    }

    private void ownCancel() {
        print("-- its own cancel leaves the futures, and no callbacks");
        Future<Object> f = loop.createFuture();
        Task<WaitResult<Object>> t = createTask(waitOn(List.of(f)));
        settle();
        t.cancel("w");
        settle();
        print(t.isCancelled(), f.isDone());
        f.setResult(1);
        settle();

        print("-- tasks that fail are not raised, and stay to be asked");
        Task<Void> t1 =
                createTask(
                        async(
                                () -> {
                                    throw new ValueError("f");
                                }));
        Task<Void> t2 = createTask(sleep(0));
        WaitResult<Void> result = await(waitOn(List.of(t1, t2)));
        print(result.done().size(), show(t1.exception()), t2.result());
    }

    private void asCompletedLimits() {
        print("-- as_completed: a limit, then each of the rest fails");
        List<Future<Object>> fs = futures(3);
        fs.get(1).setResult("one");
        each(asCompleted(fs, Duration.ofMillis(10)));
        print(fs.stream().map(Future::isCancelled).toList());

        print("-- as_completed: limit zero");
        List<Future<Object>> two = futures(2);
        two.getFirst().setResult("done");
        each(asCompleted(two, Duration.ZERO));
    }

    private static void each(Iterable<Coroutine<Object>> all) {
        for (Coroutine<Object> x : all) {
            try {
                print(await(x));
            } catch (TimeoutError | ValueError | CancelledError e) {
                print(show(e));
            }
        }
    }

    private void asCompletedOrders() {
        print("-- as_completed: errors and cancels at their turn");
        List<Future<Object>> fs = futures(4);
        Iterable<Coroutine<Object>> it = asCompleted(fs);
        fs.get(3).setException(new ValueError("3"));
        fs.get(0).cancel("0");
        fs.get(2).setResult("2");
        fs.get(1).setException(new CancelledError("1"));
        each(it);

        print("-- as_completed: awaited in another order than given out");
        List<Future<Object>> three = futures(3);
        List<Coroutine<Object>> xs = new ArrayList<>();
        asCompleted(three).forEach(x -> xs.addFirst(x));
        List<Task<Object>> ts = xs.stream().map(x -> createTask(waitFor(x, 60))).toList();
        settle();
        three.get(2).setResult("c");
        three.get(0).setResult("a");
        three.get(1).setResult("b");
        print(ts.stream().map(t -> await(t)).toList());

        print("-- as_completed: one awaiter is cancelled, the next gets the item");
        List<Future<Object>> two = futures(2);
        List<Coroutine<Object>> ab = new ArrayList<>();
        asCompleted(two).forEach(ab::add);
        Task<Void> ta = createTask(outcome("a", ab.get(0)));
        createTask(outcome("b", ab.get(1)));
        settle();
        two.getFirst().setResult("x");
        await(sleep(0));
        ta.cancel();
        settle();
        flush();
    }

    private Coroutine<Void> outcome(String n, Coroutine<Object> x) {
        return async(
                () -> {
                    try {
                        log.add(n + " " + await(x));
                    } catch (Throwable e) {
                        log.add(n + " " + show(e));
                    }
                });
    }
}
