// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.redis;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.wrapFuture;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.durable.Broker;
import dev.asyncio4j.durable.Session;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// A queue in Redis: a stream, whose entries one consumer group hands to whoever asks.
///
/// ```java
/// var orders = new DurableQueue<>(
///         new RedisBroker("redis://127.0.0.1:6379", "orders"), Codec.utf8());
/// ```
///
/// The stream's key is the name of the queue, the group is called `workers`; what is given back
/// with
/// a delay waits in a sorted set, whose key has `:delayed` after it, and the dead letters' stream
/// has `-dead`. All are created when there are none. An entry is deleted when it is acknowledged.
///
/// What was put is as durable as the server: only with `appendonly yes` and `appendfsync always` it
/// is on the disk before a put comes back. One server, no cluster: the keys belong to several
/// slots.
///
/// asyncio has nothing like it; the client is `io.lettuce:lettuce-core`.
public final class RedisBroker implements Broker {

    // set once
    private final String url;
    private final String name;

    /// A queue on the server at `url`. **Suspends** never: nothing is connected yet. **Thread**
    /// any.
    /// @param url `redis://user:password@host:port/database`, or `rediss` for TLS
    /// @throws IllegalArgumentException if `name` is empty
    public RedisBroker(String url, String name) {
        this.url = Objects.requireNonNull(url, "url");
        this.name = name;
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name: (expected: not empty)");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public RedisBroker deadLetters() {
        return new RedisBroker(url, name + "-dead");
    }

    /// Connects on a thread of its own, because the client blocks while it does.
    @Override
    public Coroutine<Session> open(Duration visibility) {
        return async(
                "open",
                () -> {
                    CompletableFuture<RedisLink> attempt =
                            CompletableFuture.supplyAsync(
                                    () -> RedisLink.open(url, name),
                                    work -> Thread.ofVirtual().name("redis-open").start(work));
                    try {
                        RedisLink link =
                                await(
                                        wrapFuture(
                                                attempt.thenApply(Function.identity()),
                                                new OfRedis("a connection to", name)));
                        return new RedisSession(link, visibility);
                    } catch (CancelledError cancelled) {
                        closeWhenItComes(attempt);
                        throw cancelled;
                    }
                });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what the attempt fails with nobody asks for
    private static void closeWhenItComes(CompletableFuture<RedisLink> attempt) {
        attempt.thenAccept(RedisLink::close);
    }

    /// `<RedisBroker 'orders'>`.
    @Override
    public String toString() {
        return "<RedisBroker '" + name + "'>";
    }
}
