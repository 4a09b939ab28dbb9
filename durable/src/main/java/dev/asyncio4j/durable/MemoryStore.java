// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;

import dev.asyncio4j.Future;
import dev.asyncio4j.WaitPoint;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The messages of a [MemoryBroker]. **Thread** loop.
final class MemoryStore implements WaitPoint {

    /// One message.
    static final class Entry {
        final byte[] body;
        int deliveries;

        Entry(byte[] body) {
            this.body = body;
        }
    }

    private final String name;
    private final ArrayDeque<Entry> ready = new ArrayDeque<>();
    private final ArrayDeque<Future<@Nullable Void>> waiters = new ArrayDeque<>();
    private int size;

    MemoryStore(String name) {
        this.name = name;
    }

    int size() {
        return size;
    }

    void put(byte[] body) {
        size++;
        giveBack(new Entry(body));
    }

    void giveBack(Entry entry) {
        ready.add(entry);
        wakeNext();
    }

    void remove() {
        size--;
    }

    /// The next one, or null.
    @Nullable Entry poll() {
        return ready.poll();
    }

    /// **Suspends** until there is one.
    void awaitReady() {
        while (ready.isEmpty()) {
            Future<@Nullable Void> turn = getRunningLoop().createFuture(this);
            waiters.add(turn);
            try {
                await(turn);
            } catch (Throwable failure) {
                if (!waiters.remove(turn) && !ready.isEmpty()) {
                    wakeNext();
                }
                throw failure;
            }
        }
    }

    private void wakeNext() {
        Future<@Nullable Void> next = waiters.poll();
        if (next != null && !next.isDone()) {
            next.setResult(null);
        }
    }

    @Override
    public String what() {
        return "a message of '" + name + "'";
    }

    @Override
    public String inVain() {
        return what() + ", into which nobody puts";
    }
}
