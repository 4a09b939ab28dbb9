// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.queues;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Queue;
import java.util.ArrayList;
import java.util.List;

/// Queue: first in first out; get on an empty and put on a full queue wait; who is woken when, one
/// per item or slot, in order of arrival; puts and gets that need not wait do not yield to the
/// loop.
public final class T01FifoAndBlocking {

    static List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        log.clear();
        run(main());
    }

    static Coroutine<Void> producer(Queue<Object> queue, String name, int n) {
        return async(
                () -> {
                    for (int i = 0; i < n; i++) {
                        await(queue.put(name + i));
                        log.add("put " + name + i);
                    }
                });
    }

    static Coroutine<Void> consumer(Queue<Object> queue, String name, int n) {
        return async(
                () -> {
                    for (int i = 0; i < n; i++) {
                        log.add(name + " got " + str(await(queue.get())));
                    }
                });
    }

    static void printLog() {
        printSep(", ", log.toArray());
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    print("-- unbounded: the producer never waits");
                    Queue<Object> queue = new Queue<>();
                    await(gather(consumer(queue, "c", 3), producer(queue, "p", 3)));
                    printLog();

                    print("-- maxsize 1: they take turns");
                    log.clear();
                    queue = new Queue<>(1);
                    await(gather(producer(queue, "p", 4), consumer(queue, "c", 4)));
                    printLog();

                    print("-- maxsize 2, two producers");
                    log.clear();
                    queue = new Queue<>(2);
                    await(
                            gather(
                                    producer(queue, "a", 3),
                                    producer(queue, "b", 3),
                                    consumer(queue, "c", 6)));
                    printLog();

                    queue = new Queue<>();
                    severalConsumers(queue);
                    getInTheSameStep(queue);
                    sizes();
                });
    }

    static void severalConsumers(Queue<Object> queue) {
        print("-- several consumers wait; served in order of arrival");
        log.clear();
        List<Task<Void>> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            consumers.add(createTask(consumer(queue, "c" + i, 1)));
        }
        await(sleep(0));
        for (int i = 0; i < 3; i++) {
            queue.putNoWait(i);
        }
        print("items put, nobody ran:", log, "size", queue.qsize());
        await(waitOn(consumers));
        printLog();
    }

    static void getInTheSameStep(Queue<Object> queue) {
        print("-- a get in the same step may take the item meant for a waiting consumer");
        log.clear();
        Task<Void> task = createTask(consumer(queue, "waiting", 1));
        await(sleep(0));
        queue.putNoWait("item 1");
        print("we take", await(queue.get()));
        await(sleep(0));
        await(sleep(0));
        print("waiting consumer:", log, task.isDone());
        queue.putNoWait("item 2");
        await(task);
        print(log);
    }

    static void sizes() {
        print("-- sizes");
        Queue<Object> queue = new Queue<>();
        for (int size : new int[] {2, 0, -1}) {
            queue = new Queue<>(size);
            queue.putNoWait(1);
            queue.putNoWait(2);
            print(
                    "maxsize",
                    queue.maxsize(),
                    "qsize",
                    queue.qsize(),
                    "full",
                    queue.isFull(),
                    "empty",
                    queue.isEmpty());
        }
        getRunningLoop().callSoon(() -> print("callback"));
        print("no yield:", await(queue.get()), await(queue.put(3)), await(queue.get()));
        await(sleep(0));
    }
}
