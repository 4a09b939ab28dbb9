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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// LifoQueue gives the newest item first, PriorityQueue the smallest; entries that compare equal
/// come
/// in the order in which they were put; entries that cannot be compared are an error at put; both
/// block and count like a plain queue.
public final class T03LifoPriority {

    public static void main(String[] args) {
        run(main());
    }

    record Pair(int first, String second) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            return Comparator.comparingInt(Pair::first)
                    .thenComparing(Pair::second)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return "(" + first + ", " + repr(second) + ")";
        }
    }

    record Item(int priority, int name) {}

    static <T> List<T> all(Queue<T> queue) {
        List<T> all = new ArrayList<>();
        while (!queue.isEmpty()) {
            all.add(queue.getNoWait());
        }
        return all;
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    orders();
                    waitingConsumer();
                    bounded();
                    print("-- not comparable");
                    Queue<Object> queue = new PriorityQueue<>();
                    queue.putNoWait(new Object());
                    try {
                        queue.putNoWait(new Object());
                    } catch (ClassCastException e) {
                        print(name(e));
                    }
                    print("-- equal priorities: heap order");
                    Queue<Item> items =
                            new PriorityQueue<>(Comparator.comparingInt(Item::priority));
                    for (int i = 0; i < 5; i++) {
                        items.putNoWait(new Item(1, i));
                    }
                    print(all(items).stream().map(Item::name).toList());
                });
    }

    static void orders() {
        Queue<Integer> queue = new LifoQueue<>();
        for (int i : new int[] {1, 3, 2}) {
            await(queue.put(i));
        }
        print("lifo:", queue.getNoWait(), await(queue.get()), await(queue.get()));
        queue = new PriorityQueue<>();
        for (int i : new int[] {5, 1, 3, 2, 4}) {
            await(queue.put(i));
        }
        print("priority:", all(queue));

        Queue<Pair> pairs = new PriorityQueue<>();
        pairs.putNoWait(new Pair(2, "b"));
        pairs.putNoWait(new Pair(1, "z"));
        pairs.putNoWait(new Pair(2, "a"));
        pairs.putNoWait(new Pair(1, "c"));
        print(
                "pairs compare like tuples:",
                pairs.getNoWait(),
                pairs.getNoWait(),
                pairs.getNoWait(),
                pairs.getNoWait());
    }

    static void waitingConsumer() {
        print("-- a waiting consumer gets the smallest at the time it runs");
        Queue<Integer> queue = new PriorityQueue<>();
        Task<Integer> task = createTask(queue.get());
        await(sleep(0));
        for (int i : new int[] {9, 4, 7}) {
            queue.putNoWait(i);
        }
        print(await(task), all(queue));
    }

    static void bounded() {
        print("-- bounded");
        Queue<Integer> queue = new PriorityQueue<>(2);
        queue.putNoWait(10);
        queue.putNoWait(5);
        Task<Void> task = createTask(queue.put(1));
        await(sleep(0));
        print("full", queue.isFull(), "first out", await(queue.get()));
        await(task);
        print("then", queue.getNoWait(), queue.getNoWait());
        try {
            new LifoQueue<Integer>(1).getNoWait();
        } catch (QueueEmpty e) {
            print(name(e));
        }
    }
}
