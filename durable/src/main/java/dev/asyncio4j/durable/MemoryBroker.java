// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Coroutine;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps messages in this JVM: for tests, and for programs that get a real broker later. All
/// semantics are a broker's, but for the one that its messages end with the program. Queues that
/// are
/// given the same one share its messages, like consumers on several machines.
///
/// It has no limit: who puts more than is taken fills the heap. It belongs to the loop that first
/// opens it. **Thread** loop.
public final class MemoryBroker implements Broker {

    private final String name;
    private final MemoryStore store;
    private @Nullable MemoryBroker deadLetters;

    /// Creates a broker with nothing in it. **Thread** any.
    public MemoryBroker(String name) {
        this.name = Objects.requireNonNull(name, "name");
        this.store = new MemoryStore(name);
    }

    @Override
    public String name() {
        return name;
    }

    /// How many messages it has: those that wait, and those that were fetched and are not settled.
    public int size() {
        return store.size();
    }

    @Override
    public Coroutine<Session> open(Duration visibility) {
        return async("open", () -> new MemorySession(store, visibility));
    }

    @Override
    public MemoryBroker deadLetters() {
        if (deadLetters == null) {
            deadLetters = new MemoryBroker(name + "-dead");
        }
        return deadLetters;
    }

    /// `<MemoryBroker 'orders' size=2>`.
    @Override
    public String toString() {
        return "<MemoryBroker '" + name + "' size=" + size() + ">";
    }
}
