// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.getRunningLoop;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.loop.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One consumer's view of a [MemoryStore]. **Thread** loop.
final class MemorySession implements Session {

    private final MemoryStore store;
    private final Duration visibility;

    MemorySession(MemoryStore store, Duration visibility) {
        this.store = store;
        this.visibility = visibility;
    }

    @Override
    public Coroutine<@Nullable Void> put(byte[] body, String id) {
        return async("put", () -> store.put(body));
    }

    /// Waits for as long as nothing comes: somebody in this loop has to put it in, so a deadlock is
    /// told as such.
    @Override
    public Coroutine<List<Message>> fetch(int max, Duration wait) {
        return async(
                "fetch",
                () -> {
                    store.awaitReady();
                    List<Message> batch = new ArrayList<>();
                    while (batch.size() < max) {
                        MemoryStore.Entry entry = store.poll();
                        if (entry == null) {
                            break;
                        }
                        batch.add(new Lease(entry));
                    }
                    return batch;
                });
    }

    @Override
    public Coroutine<@Nullable Void> close() {
        return async("close", () -> {});
    }

    /// A message, for a time.
    private final class Lease implements Message {
        private final MemoryStore.Entry entry;
        private final int deliveryCount;
        private TimerHandle end;
        private boolean isOver;

        Lease(MemoryStore.Entry entry) {
            this.entry = entry;
            this.deliveryCount = ++entry.deliveries;
            this.end = runsOut(visibility);
        }

        private TimerHandle runsOut(Duration when) {
            return getRunningLoop().callLater(when, this::giveBack);
        }

        private void giveBack() {
            isOver = true;
            store.giveBack(entry);
        }

        @Override
        public byte[] body() {
            return entry.body;
        }

        @Override
        public int deliveryCount() {
            return deliveryCount;
        }

        @Override
        public Coroutine<@Nullable Void> ack() {
            return async(
                    "ack",
                    () -> {
                        if (!isOver) {
                            isOver = true;
                            end.cancel();
                            store.remove();
                        }
                    });
        }

        @Override
        public Coroutine<@Nullable Void> nack(Duration delay) {
            return async(
                    "nack",
                    () -> {
                        if (isOver) {
                            return;
                        }
                        end.cancel();
                        if (delay.isZero()) {
                            giveBack();
                        } else {
                            end = runsOut(delay);
                        }
                    });
        }

        @Override
        public Coroutine<@Nullable Void> extend() {
            return async(
                    "extend",
                    () -> {
                        if (isOver) {
                            throw new DeliveryExpired("its time in memory is over");
                        }
                        end.cancel();
                        end = runsOut(visibility);
                    });
        }
    }
}
