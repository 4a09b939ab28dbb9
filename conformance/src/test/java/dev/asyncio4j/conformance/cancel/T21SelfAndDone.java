// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import java.util.ArrayList;
import java.util.List;

/// A task that cancels itself; awaits of done things, which are no points of cancellation; uncancel
/// before delivery; what is left at the end.
public final class T21SelfAndDone {

    private final EventLoop loop = getRunningLoop();

    public static void main(String[] args) {
        run(async(() -> new T21SelfAndDone().main()));
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

    private static Coroutine<Object> ends(String how) {
        return async(
                () -> {
                    Task<?> me = currentTask();
                    me.cancel("self");
                    return switch (how) {
                        case "return" -> "value";
                        case "raise" -> throw new ValueError("v");
                        case "own" -> throw new CancelledError("own");
                        case "uncancel" -> me.uncancel();
                        case "sleep" -> caught(me);
                        case "twice" -> {
                            me.cancel("again");
                            yield caught(me)
                                    + " "
                                    + me.uncancel()
                                    + " "
                                    + me.uncancel()
                                    + " "
                                    + me.uncancel();
                        }
                        case "uncancel, sleep" -> {
                            me.uncancel();
                            await(sleep(0));
                            yield "slept " + me.cancelling();
                        }
                        default -> {
                            me.cancel("again");
                            me.uncancel();
                            yield caught(me);
                        }
                    };
                });
    }

    private static String caught(Task<?> me) {
        try {
            await(sleep(0));
            return "not cancelled";
        } catch (CancelledError e) {
            return "caught " + show(e) + " " + me.cancelling();
        }
    }

    private void main() {
        print("-- cancels itself, then ends in each way");
        for (String how :
                List.of(
                        "return",
                        "raise",
                        "own",
                        "uncancel",
                        "sleep",
                        "twice",
                        "uncancel, sleep",
                        "twice, uncancel once")) {
            Task<Object> t = createTask(ends(how));
            await(waitOn(List.of(t)));
            String words = "";
            try {
                t.result();
            } catch (Throwable e) {
                words = show(e);
            }
            print(how + ": " + state(t) + " " + t.cancelling() + " " + words);
        }
        doneThings();
        pendingThings();
        uncancels();
        lastSteps();
    }

    private void doneThings() {
        print("-- done things in between are passed");
        Future<String> done = loop.createFuture();
        done.setResult("d");
        Task<String> ended = createTask(sleep(0, "e"));
        await(ended);
        Coroutine<String> passes =
                async(
                        () -> {
                            currentTask().cancel("pending");
                            List<Object> seen = new ArrayList<>();
                            seen.add(await(done));
                            seen.add(await(ended));
                            seen.add(await(async(() -> await(done))));
                            seen.add(await(gather()));
                            await(new Lock().acquire());
                            Queue<Integer> q = new Queue<>();
                            await(q.put(1));
                            seen.add(await(q.get()));
                            Event ev = new Event();
                            ev.set();
                            seen.add(await(ev.waitOn()));
                            seen.add(await(timeout(5, () -> await(shield(done)))));
                            seen.add(await(waitFor(done, 1)));
                            await(taskGroup(g -> {}));
                            print(seen.toArray());
                            try {
                                await(sleep(0));
                                return null;
                            } catch (CancelledError e) {
                                return "here: " + show(e);
                            }
                        });
        print(await(createTask(passes)));
    }

    private void pendingThings() {
        print("-- a pending future is cancelled at once by the await");
        print(
                await(
                        createTask(
                                async(
                                        () -> {
                                            Future<Void> f = loop.createFuture();
                                            currentTask().cancel("p");
                                            try {
                                                return await(f);
                                            } catch (CancelledError e) {
                                                return show(e) + " future " + repr(f.isCancelled());
                                            }
                                        }))));

        print("-- a shield does not keep it off");
        print(
                await(
                        createTask(
                                async(
                                        () -> {
                                            Future<Void> f = loop.createFuture();
                                            currentTask().cancel("s");
                                            try {
                                                return await(shield(f));
                                            } catch (CancelledError e) {
                                                return show(e) + " future " + repr(f.isCancelled());
                                            }
                                        }))));
    }

    private static Coroutine<String> plain() {
        return async(
                () -> {
                    await(sleep(0));
                    return "ran";
                });
    }

    private void uncancels() {
        print("-- uncancel after delivery does not undo it");
        Task<Void> t =
                createTask(
                        async(
                                () -> {
                                    currentTask().cancel("l");
                                    try {
                                        await(sleep(0));
                                    } catch (CancelledError e) {
                                        print("left", currentTask().uncancel());
                                        throw e;
                                    }
                                }));
        await(waitOn(List.of(t)));
        print(state(t), t.cancelling());

        print("-- uncancel from outside, before the task runs");
        Task<String> p = createTask(plain());
        p.cancel();
        print(p.uncancel());
        await(waitOn(List.of(p)));
        print(state(p));

        print("-- uncancel from outside of a waiting task: too late, it was passed on");
        Task<Void> s = createTask(sleep(3600));
        await(sleep(0));
        s.cancel();
        print(s.uncancel());
        await(waitOn(List.of(s)));
        print(state(s), s.cancelling());

        print("-- uncancel without a cancel");
        Task<String> u = createTask(plain());
        print(u.uncancel(), u.cancelling(), await(u));
    }

    private static Coroutine<String> twoSteps() {
        return async(
                () -> {
                    await(sleep(0));
                    return "end";
                });
    }

    private void lastSteps() {
        print("-- a cancel in the last step before the end, from a callback of the same turn");
        Task<String> t = createTask(twoSteps());
        loop.callSoon(() -> print("cancel", t.cancel("last")));
        await(waitOn(List.of(t)));
        print(state(t));

        print("-- a cancel after the last step, before the awaiter runs");
        Task<String> inner = createTask(twoSteps());
        Task<String> outer =
                createTask(
                        async(
                                () -> {
                                    try {
                                        return "got " + await(inner);
                                    } catch (CancelledError e) {
                                        return "lost: " + show(e);
                                    }
                                }));
        await(sleep(0));
        await(sleep(0));
        print(state(inner), "|", inner.cancel("x"), outer.cancel("y"));
        print(await(outer), "|", state(inner));
    }
}
