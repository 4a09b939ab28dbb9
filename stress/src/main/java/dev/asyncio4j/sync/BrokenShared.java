// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A queue and an event for threads, each with one mistake of the kind that the real ones must not
/// make.
final class BrokenShared {

    private BrokenShared() {}

    /// Whoever gives up does not look whether it was served in the meantime, and drops the item.
    static final class Queue {
        private final ArrayDeque<Integer> items = new ArrayDeque<>();
        private final ArrayDeque<Wait> getters = new ArrayDeque<>();

        private static final class Wait {
            final CountDownLatch served = new CountDownLatch(1);
            volatile @Nullable Integer item;
        }

        int get(Duration timeout) throws InterruptedException {
            Wait wait = new Wait();
            synchronized (this) {
                Integer there = items.poll();
                if (there != null) {
                    return there;
                }
                getters.add(wait);
            }
            boolean inTime = wait.served.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            synchronized (this) {
                getters.remove(wait);
            }
            Integer item = inTime ? wait.item : null; // the mistake: it may be there all the same
            return item == null ? 0 : item;
        }

        synchronized void put(int item) {
            Wait first = getters.poll();
            if (first == null) {
                items.add(item);
            } else {
                first.item = item;
                first.served.countDown();
            }
        }

        synchronized int left() {
            return items.size();
        }
    }

    /// Whoever waits looks at the flag before it takes its place, and not again.
    static final class Event {
        private final ArrayDeque<CountDownLatch> line = new ArrayDeque<>();
        private volatile boolean set;

        boolean await(Duration timeout) throws InterruptedException {
            CountDownLatch signalled = join();
            return signalled == null || signalled.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        }

        /// What to wait for; null if it is set.
        @Nullable CountDownLatch join() {
            if (set) {
                return null;
            }
            CountDownLatch signalled = new CountDownLatch(1);
            synchronized (this) {
                line.add(signalled); // the mistake: it may be set by now
            }
            return signalled;
        }

        synchronized void set() {
            set = true;
            line.forEach(CountDownLatch::countDown);
        }
    }
}
