// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.queues;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.LifoQueue;
import dev.asyncio4j.sync.PriorityQueue;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.QueueEmpty;
import dev.asyncio4j.sync.QueueFull;
import java.util.List;
import java.util.concurrent.Callable;

/// `putNoWait` and `getNoWait`: QueueFull / QueueEmpty (without text); they serve waiting tasks;
/// what
/// a full or empty queue holds afterwards; the text form of a queue.
public final class T02NowaitErrors {

    public static void main(String[] args) {
        run(main());
    }

    static void attempt(String label, Callable<?> call) {
        try {
            print(label, "->", call.call());
        } catch (Exception e) {
            print(label, "raised", name(e), e.getMessage() == null ? List.of() : List.of(text(e)));
        }
    }

    static Callable<Void> putting(Queue<Object> queue, Object item) {
        return () -> {
            queue.putNoWait(item);
            return null;
        };
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Queue<Object> queue = new Queue<>(1);
                    attempt("get empty", queue::getNoWait);
                    attempt("put", putting(queue, "a"));
                    attempt("put full", putting(queue, "b"));
                    attempt("get", queue::getNoWait);
                    attempt("get empty", queue::getNoWait);
                    print("bases:", base(QueueEmpty.class), base(QueueFull.class));

                    print("-- None is an item like any other");
                    await(queue.put(null));
                    print("empty", queue.isEmpty(), "got", await(queue.get()));

                    letsAPutterIn(queue);
                    texts();
                });
    }

    static String base(Class<?> type) {
        return type.getSuperclass() == RuntimeException.class ? "Exception" : type.getName();
    }

    static void letsAPutterIn(Queue<Object> queue) {
        print("-- get_nowait lets a waiting putter in, later");
        await(queue.put(1));
        Task<Void> task = createTask(queue.put(2));
        await(sleep(0));
        print("putter waits:", !task.isDone());
        print("got", queue.getNoWait(), "| size now", queue.qsize());
        attempt("another put_nowait may overtake it", putting(queue, "overtakes"));
        await(sleep(0));
        print("putter still waits:", !task.isDone());
        print("got", queue.getNoWait());
        await(task);
        print("got", queue.getNoWait());
    }

    static void texts() {
        print("-- reprs");
        Queue<Object> queue = new Queue<>(2);
        print(queue);
        Task<Object> getter = createTask(queue.get());
        await(sleep(0));
        print(queue);
        getter.cancel();
        await(waitOn(List.of(getter)));
        queue.putNoWait("x");
        queue.putNoWait("y");
        Task<Void> putter = createTask(queue.put("z"));
        await(sleep(0));
        print(queue);
        print(new PriorityQueue<Object>(), "|", new LifoQueue<Object>(3));
        queue.getNoWait();
        await(putter);
        queue.taskDone();
        print(queue);
    }
}
