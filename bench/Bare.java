// SPDX-License-Identifier: Apache-2.0

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// The rows of [Growth] that are the JDK alone: what so many things cost where nothing of ours is.
final class Bare {

    private Bare() {}

    static void threads(int count) {
        List<Thread> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(Thread.startVirtualThread(LockSupport::park));
        }
        Thread.yield();
        all.forEach(LockSupport::unpark);
        for (Thread each : all) {
            try {
                each.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    static void heap(int count) {
        Random random = new Random(1);
        var heap = new PriorityQueue<Integer>();
        for (int i = 0; i < count; i++) {
            heap.add(random.nextInt());
        }
        for (int last = heap.remove(); !heap.isEmpty(); ) {
            int next = heap.remove();
            Best.ensure(last <= next);
            last = next;
        }
    }

    static void objects(int count) {
        List<long[]> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(new long[23]);
        }
        for (int visit = 1; visit <= 4; visit++) {
            for (long[] each : all) {
                each[5 * visit]++;
            }
        }
        Best.ensure(all.getLast()[20] == 1);
    }

    static void set(int count) {
        var all = new HashSet<Object>();
        List<Object> order = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Object each = new Object();
            all.add(each);
            order.add(each);
        }
        for (Object each : order) {
            Best.ensure(all.remove(each));
        }
    }
}
