// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import java.util.ArrayDeque;
import org.jetbrains.lincheck.datastructures.Operation;

/// The thread-safe queue for Lincheck, with room for two items: whatever is put, taken and shut
/// down
/// at the same time, it looks as if it had been one after the other.
public class QueueModel {
    private final SharedQueue<Integer> queue = new SharedQueue<>(2);

    @Operation
    public void put(int item) {
        queue.putNoWait(item);
    }

    @Operation
    public int get() {
        return queue.getNoWait();
    }

    @Operation
    public int size() {
        return queue.qsize();
    }

    @Operation(runOnce = true)
    public void shutdown() {
        queue.shutdown();
    }

    /// A queue that looks under its lock, and acts under it, but lets go in between: must fail.
    public static class Broken {
        private final ArrayDeque<Integer> items = new ArrayDeque<>();
        private boolean isShutDown;

        private synchronized int count() {
            return items.size();
        }

        private synchronized void add(int item) {
            items.add(item);
        }

        @Operation
        public void put(int item) {
            if (isShutDown) {
                throw new QueueShutDown();
            }
            if (count() == 2) {
                throw new QueueFull();
            }
            add(item); // the mistake: it may be full by now
        }

        @Operation
        public synchronized int get() {
            return Expected.take(items, isShutDown);
        }

        @Operation
        public int size() {
            return count();
        }

        @Operation(runOnce = true)
        public synchronized void shutdown() {
            isShutDown = true;
        }
    }

    /// What it must look like.
    public static class Expected {
        private final ArrayDeque<Integer> items = new ArrayDeque<>();
        private boolean isShutDown;

        @Operation
        public void put(int item) {
            if (isShutDown) {
                throw new QueueShutDown();
            }
            if (items.size() == 2) {
                throw new QueueFull();
            }
            items.add(item);
        }

        @Operation
        public int get() {
            return take(items, isShutDown);
        }

        static int take(ArrayDeque<Integer> items, boolean isShutDown) {
            Integer item = items.poll();
            if (item == null) {
                throw isShutDown ? new QueueShutDown() : new QueueEmpty();
            }
            return item;
        }

        @Operation
        public int size() {
            return items.size();
        }

        @Operation(runOnce = true)
        public void shutdown() {
            isShutDown = true;
        }
    }
}
