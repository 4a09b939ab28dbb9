// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// Cancelling through nested tasks and coroutines: the request goes to the innermost, comes back as
/// an exception, and any level on the way may swallow, replace or delay it.
public final class T20NestedTasks {

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T20NestedTasks().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static Coroutine<Object> longSleep() {
        return sleep(3600, (Object) null);
    }

    private Coroutine<Object> level(Object n, Awaitable<Object> inner, String what) {
        return async(
                () -> {
                    try {
                        return await(inner);
                    } catch (CancelledError e) {
                        log.add(n + " " + show(e));
                        switch (what) {
                            case "swallow" -> {
                                return n + " swallowed";
                            }
                            case "replace" -> throw new ValueError(n + " replaced");
                            case "fresh" -> throw new CancelledError(n + " fresh");
                            case "delay" -> {
                                await(sleep(0));
                                await(sleep(0));
                                log.add(n + " delayed");
                            }
                            default -> {}
                        }
                        throw e;
                    }
                });
    }

    private static String state(Task<?> t) {
        if (!t.isDone()) {
            return "pending";
        }
        if (t.isCancelled()) {
            return "cancelled";
        }
        return t.exception() != null ? show(t.exception()) : repr(t.result());
    }

    private static List<String> states(List<Task<Object>> ts) {
        return ts.stream().map(T20NestedTasks::state).toList();
    }

    private static List<Integer> requests(List<Task<Object>> ts) {
        return ts.stream().map(Task::cancelling).toList();
    }

    private static void turns(int n) {
        for (int i = 0; i < n; i++) {
            await(sleep(0));
        }
    }

    private List<Task<Object>> three(int where, String what) {
        List<Task<Object>> ts = new ArrayList<>();
        Awaitable<Object> inner = longSleep();
        for (int n = 0; n < 3; n++) {
            Task<Object> t = createTask(level(n, inner, n == where ? what : "pass"));
            ts.add(t);
            inner = t;
        }
        return ts;
    }

    private void main() {
        for (int where = 0; where < 3; where++) {
            for (String what : List.of("swallow", "replace", "fresh", "delay")) {
                print("--", what, "at level", where);
                List<Task<Object>> ts = three(where, what);
                turns(2);
                ts.getLast().cancel("top");
                await(waitOn(ts));
                flush();
                print(states(ts), requests(ts));
            }
        }

        print("-- the middle one is cancelled");
        List<Task<Object>> ts = three(-1, "pass");
        await(sleep(0));
        ts.get(1).cancel("middle");
        print(requests(ts));
        await(waitOn(ts));
        flush();
        print(states(ts), requests(ts));

        print("-- coroutines inside one task: inside out, and swallowed in the middle");
        Task<Object> t = createTask(nested(3));
        await(sleep(0));
        t.cancel("c");
        await(waitOn(List.of(t)));
        flush();
        print(state(t), t.cancelling());

        cancelledAgain();
        stubborn();
        twoOuters();

        print("-- cancelled before the inner task starts");
        Task<Object> inner = createTask(level("in", longSleep(), "pass"));
        Task<Object> outer = createTask(level("out", inner, "pass"));
        inner.cancel("early");
        await(waitOn(List.of(outer)));
        flush();
        print(state(inner), state(outer), outer.cancelling());
    }

    private Coroutine<Object> nested(int n) {
        return async(
                () -> {
                    try {
                        return n > 0 ? await(nested(n - 1)) : await(longSleep());
                    } catch (CancelledError e) {
                        log.add(n + " " + show(e));
                        if (n == 1) {
                            await(sleep(0));
                            return "from 1";
                        }
                        throw e;
                    } finally {
                        log.add(n + " finally");
                    }
                });
    }

    private void cancelledAgain() {
        print("-- the outer is cancelled again while the inner delays");
        Task<Object> inner = createTask(level("in", longSleep(), "delay"));
        Task<Object> outer = createTask(level("out", inner, "pass"));
        turns(2);
        outer.cancel("1");
        await(sleep(0));
        print(outer.cancel("2"), inner.cancelling(), outer.cancelling());
        await(waitOn(List.of(inner, outer)));
        flush();
        print(state(inner), state(outer));
    }

    private void stubborn() {
        print("-- the inner swallows, the outer goes on and is cancelled once more");
        Task<Object> inner =
                createTask(
                        async(
                                () -> {
                                    int n = 0;
                                    while (n < 2) {
                                        try {
                                            await(longSleep());
                                        } catch (CancelledError e) {
                                            n++;
                                            log.add("stubborn " + show(e));
                                        }
                                    }
                                    return "gave in";
                                }));
        Task<Object> outer = createTask(level("out", inner, "pass"));
        turns(2);
        for (String words : List.of("1", "2")) {
            outer.cancel(words);
            turns(3);
            flush();
        }
        print(state(inner), state(outer), inner.cancelling(), outer.cancelling());
    }

    private void twoOuters() {
        print("-- two outers on one inner: cancelling one cancels both");
        Task<Object> inner = createTask(level("in", longSleep(), "pass"));
        Task<Object> o1 = createTask(level("o1", inner, "pass"));
        Task<Object> o2 = createTask(level("o2", inner, "pass"));
        turns(2);
        o1.cancel("one");
        await(waitOn(List.of(o1, o2)));
        flush();
        print(state(inner), state(o1), state(o2), o1.cancelling(), o2.cancelling());
    }
}
