// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.new313;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.LifoQueue;
import dev.asyncio4j.sync.PriorityQueue;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.QueueShutDown;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// `Queue.shutdown` (3.13): put raises at once, get gives what is left and then raises
/// QueueShutDown; an immediate one drops the items, counts them as done for join, and wakes all
/// waiting getters and putters.
public final class T03QueueShutdown {

    public static void main(String[] args) {
        run(main());
    }

    static void attempt(String label, Awaitable<?> awaitable) {
        attemptNow(label, () -> await(awaitable));
    }

    static void attemptNow(String label, Callable<?> call) {
        try {
            print(label, "->", call.call());
        } catch (Throwable e) {
            print(label, "->", show(e));
        }
    }

    static Callable<Void> returningNone(Runnable call) {
        return () -> {
            call.run();
            return null;
        };
    }

    static void settle() {
        for (int i = 0; i < 4; i++) {
            await(sleep(0));
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    of("Queue", new Queue<>());
                    of("LifoQueue", new LifoQueue<>());
                    of("PriorityQueue", new PriorityQueue<>());
                    immediate();
                    waiting();
                });
    }

    static void of(String type, Queue<Integer> queue) {
        print("--", type);
        queue.putNoWait(1);
        queue.putNoWait(2);
        queue.shutdown();
        queue.shutdown();
        attempt("put", queue.put(3));
        attemptNow("put_nowait", returningNone(() -> queue.putNoWait(3)));
        attempt("get", queue.get());
        attemptNow("get_nowait", queue::getNoWait);
        attempt("get when empty", queue.get());
        attemptNow("get_nowait when empty", queue::getNoWait);
        Task<Void> join = createTask(queue.join());
        settle();
        print("join waits:", !join.isDone());
        queue.taskDone();
        queue.taskDone();
        attempt("join", join);
    }

    static void immediate() {
        print("-- immediate");
        Queue<Integer> queue = new Queue<>();
        for (int i = 0; i < 3; i++) {
            queue.putNoWait(i);
        }
        await(queue.get());
        Task<Void> join = createTask(queue.join());
        settle();
        queue.shutdown(true);
        attempt("get", queue.get());
        print(
                "size",
                queue.qsize(),
                "| join done:",
                join.isDone(),
                "(one item is still unfinished)");
        queue.taskDone();
        attempt("join", join);
        attemptNow("task_done again", returningNone(queue::taskDone));
    }

    static void waiting() {
        print("-- waiting getters and putters");
        Queue<String> queue = new Queue<>();
        List<Task<String>> getters = List.of(createTask(queue.get()), createTask(queue.get()));
        settle();
        queue.shutdown();
        for (Task<String> getter : getters) {
            attempt("getter", getter);
        }
        for (boolean immediate : new boolean[] {false, true}) {
            queue = new Queue<>(1);
            queue.putNoWait("in");
            List<Task<Void>> putters = new ArrayList<>();
            putters.add(createTask(queue.put("a")));
            putters.add(createTask(queue.put("b")));
            settle();
            queue.shutdown(immediate);
            for (Task<Void> putter : putters) {
                attempt("putter", putter);
            }
            attempt("get (immediate " + str(immediate) + ")", queue.get());
        }
        print(
                "repr says so:",
                queue.toString().contains("shutdown"),
                "| base:",
                QueueShutDown.class.getSuperclass() == RuntimeException.class ? "Exception" : "?");
    }
}
