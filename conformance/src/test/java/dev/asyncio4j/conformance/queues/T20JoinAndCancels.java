// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.queues;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.sync.LifoQueue;
import dev.asyncio4j.sync.PriorityQueue;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.QueueEmpty;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// `join` and `taskDone`, getters and putters that are cancelled or time out, orders among many
/// waiters, shutdown with waiters of every kind.
public final class T20JoinAndCancels {

    private final List<Object> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T20JoinAndCancels().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static void settle() {
        for (int i = 0; i < 6; i++) {
            await(sleep(0));
        }
    }

    private void noting(String name, Awaitable<?> awaitable) {
        try {
            log.add(name + " " + str(await(awaitable)));
        } catch (Throwable e) {
            log.add(name + " " + show(e));
        }
    }

    private Task<Void> go(String name, Awaitable<?> awaitable) {
        return createTask(async(() -> noting(name, awaitable)));
    }

    private List<Task<Void>> getters(String names, Queue<Object> q) {
        List<Task<Void>> tasks = new ArrayList<>();
        for (String name : names.split("")) {
            tasks.add(go(name, q.get()));
        }
        return tasks;
    }

    private void main() {
        join();
        joiners();
        cancelledGetters();
        cancelledPutters();
        overtaking();
        timeouts();
        inStep();
        for (boolean immediate : List.of(false, true)) {
            shutdown(immediate);
        }
        heldUp();
        print("-- the other kinds wait and wake alike");
        kinds(new LifoQueue<>(2));
        kinds(new PriorityQueue<>(2));
        print("-- sizes");
        for (int n : new int[] {0, -1, 1}) {
            Queue<Integer> q = new Queue<>(n);
            boolean full = q.isFull();
            boolean empty = q.isEmpty();
            q.putNoWait(1);
            print(q.maxsize(), full, empty, null, q.isFull(), q);
        }
    }

    private static void takeAndDone(Queue<?> q) {
        q.getNoWait();
        q.taskDone();
    }

    private void join() {
        print("-- join");
        Queue<Object> q = new Queue<>();
        go("join empty", q.join());
        settle();
        for (int i = 0; i < 3; i++) {
            q.putNoWait(i);
        }
        go("join", q.join());
        settle();
        for (int i = 0; i < 3; i++) {
            takeAndDone(q);
            settle();
            log.add(i);
        }
        flush();
        try {
            q.taskDone();
        } catch (IllegalArgumentException e) {
            print(show(e));
        }
    }

    private void joiners() {
        print("-- join: more is put meanwhile; several joiners; one cancelled");
        Queue<Object> q = new Queue<>();
        q.putNoWait("a");
        List<Task<Void>> ts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ts.add(go("j" + i, q.join()));
        }
        settle();
        ts.get(1).cancel();
        q.putNoWait("b");
        takeAndDone(q);
        settle();
        log.add("one left");
        takeAndDone(q);
        settle();
        flush();

        print("-- join: done and put again in one step still wakes");
        q.putNoWait("a");
        go("join", q.join());
        settle();
        takeAndDone(q);
        q.putNoWait("b");
        settle();
        flush();
    }

    private void cancelledGetters() {
        print("-- getters in order, some cancelled, some after they were woken");
        Queue<Object> q = new Queue<>();
        List<Task<Void>> ts = getters("abcdef", q);
        settle();
        ts.get(1).cancel();
        q.putNoWait(1);
        q.putNoWait(2);
        q.putNoWait(3);
        ts.get(2).cancel();
        print(q);
        settle();
        print(q);
        flush();
        ts.forEach(Task::cancel);
        settle();
        flush();
        print(q);
    }

    private void cancelledPutters() {
        print("-- putters in order, some cancelled, some after they were woken");
        Queue<Object> q = new Queue<>(1);
        q.putNoWait(0);
        List<Task<Void>> ts = new ArrayList<>();
        for (String n : "abcd".split("")) {
            ts.add(go(n, q.put(n)));
        }
        settle();
        ts.get(0).cancel();
        log.add(q.getNoWait());
        ts.get(1).cancel();
        settle();
        log.add(q.getNoWait());
        settle();
        log.add(q.getNoWait());
        settle();
        print(q.qsize(), q.isEmpty());
        flush();
    }

    private void overtaking() {
        print("-- overtaking: who is woken finds nothing, and waits again behind the others");
        Queue<Object> q = new Queue<>();
        getters("ab", q);
        settle();
        q.putNoWait(1);
        log.add("taken " + q.getNoWait());
        settle();
        q.putNoWait(2);
        settle();
        q.putNoWait(3);
        settle();
        flush();
    }

    private void timeouts() {
        print("-- timeouts lose nothing");
        Queue<Object> q = new Queue<>();
        for (int i = 0; i < 2; i++) {
            try {
                await(waitFor(q.get(), 0.01));
            } catch (TimeoutError e) {
                log.add(show(e));
            }
        }
        q.putNoWait("kept");
        log.add(await(waitFor(q.get(), 1)));
        Queue<Object> full = new Queue<>(1);
        full.putNoWait(1);
        try {
            await(waitFor(full.put(2), 0.01));
        } catch (TimeoutError e) {
            log.add(show(e));
        }
        log.add(List.of(full.getNoWait(), full.qsize()));
        flush();
    }

    private Coroutine<Void> produce(String n, Queue<String> q) {
        return async(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        await(q.put(n + i));
                        log.add("put " + n + i);
                    }
                });
    }

    private Coroutine<Void> consume(String n, Queue<String> q) {
        return async(
                () -> {
                    while (true) {
                        String x = await(q.get());
                        log.add(n + " got " + x);
                        await(sleep(0));
                        q.taskDone();
                    }
                });
    }

    private void inStep() {
        print("-- producers and consumers in step");
        Queue<String> q = new Queue<>(2);
        List<Task<Void>> cs = List.of(createTask(consume("x", q)), createTask(consume("y", q)));
        await(gather(produce("a", q), produce("b", q)));
        await(q.join());
        log.add("joined");
        flush();
        cs.forEach(Task::cancel);
        settle();
    }

    private void shutdown(boolean immediate) {
        if (!immediate) {
            print("-- shutdown with getters, putters and joiners");
        }
        Queue<Object> empty = new Queue<>(2);
        go("g1", empty.get());
        settle();
        go("g2", empty.get());
        settle();
        empty.shutdown(immediate);
        settle();
        flush();
        Queue<Object> q = new Queue<>(1);
        q.putNoWait(7);
        go("p1", q.put(1));
        go("p2", q.put(2));
        go("j", q.join());
        settle();
        q.shutdown(immediate);
        settle();
        log.add(q.toString());
        noting("get", q.get());
        noting("get again", q.get());
        noting("put", q.put(3));
        List<Callable<Object>> all =
                List.of(
                        q::getNoWait,
                        Executors.callable(() -> q.putNoWait(4)),
                        Executors.callable(q::taskDone),
                        Executors.callable(() -> q.shutdown()));
        for (Callable<Object> what : all) {
            try {
                log.add(what.call());
            } catch (Exception e) {
                log.add(show(e));
            }
        }
        settle();
        flush();
    }

    private void heldUp() {
        print("-- shutdown: an item taken and not done holds join up");
        Queue<Object> q = new Queue<>();
        q.putNoWait(1);
        q.putNoWait(2);
        await(q.get());
        go("j", q.join());
        settle();
        q.shutdown(true);
        settle();
        log.add("still waiting");
        q.taskDone();
        settle();
        flush();
    }

    private void kinds(Queue<Object> q) {
        getters("ab", q);
        settle();
        q.putNoWait(5);
        q.putNoWait(3);
        settle();
        go("p", q.put(9));
        q.putNoWait(1);
        settle();
        log.add(List.of(q.qsize(), q.isFull(), q.getNoWait(), q.getNoWait()));
        try {
            q.getNoWait();
        } catch (QueueEmpty e) {
            log.add(show(e));
        }
        flush();
    }
}
