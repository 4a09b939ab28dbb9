// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.wrapFuture;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.durable.Broker;
import dev.asyncio4j.durable.Session;
import io.nats.client.Connection;
import io.nats.client.Options;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// A queue in NATS JetStream: a stream with the retention of a work queue, whose messages one
/// durable consumer hands to whoever asks.
///
/// ```java
/// var orders = new DurableQueue<>(
///         new JetStreamBroker("nats://127.0.0.1:4222", "orders"), Codec.utf8());
/// ```
///
/// The stream, its subject and the dead letters' stream are called like the queue, the latter with
/// `-dead` after it; the consumer is called `workers`. Both are created when there are none, stored
/// in files. A stream that is there already, with replicas or limits of somebody's choice, is used
/// as it is. A message that is put again because the broker went away is kept once (`Nats-Msg-Id`).
///
/// asyncio has nothing like it; the client is `io.nats:jnats`.
public final class JetStreamBroker implements Broker {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    // set once
    private final Supplier<Options.Builder> options;
    private final String name;

    /// A queue on the server at `url`. **Suspends** never: nothing is connected yet. **Thread**
    /// any.
    /// @param url `nats://host:port`, several of them with commas between
    /// @throws IllegalArgumentException if `name` has other characters than letters, digits, `-`
    /// and
    ///     `_`
    public JetStreamBroker(String url, String name) {
        this(() -> new Options.Builder().server(url), name);
        Objects.requireNonNull(url, "url");
    }

    /// A queue on a server that is connected to by options of the client's own: credentials, TLS. A
    /// few are overridden: it reconnects for ever, and keeps nothing that is sent meanwhile.
    /// **Suspends** never. **Thread** any.
    /// @param options makes a new builder for each connection
    /// @throws IllegalArgumentException as above
    public JetStreamBroker(Supplier<Options.Builder> options, String name) {
        this.options = Objects.requireNonNull(options, "options");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: up to 200 letters, digits, - and _)");
        }
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JetStreamBroker deadLetters() {
        return new JetStreamBroker(options, name + "-dead");
    }

    /// Connects on a thread of its own, because the client blocks while it does.
    @Override
    public Coroutine<Session> open(Duration visibility) {
        return async(
                "open",
                () -> {
                    NatsLines lines = new NatsLines(getRunningLoop(), name);
                    CompletableFuture<Connection> attempt =
                            CompletableFuture.supplyAsync(
                                    () -> new Setup(name, visibility).connect(options.get(), lines),
                                    work -> Thread.ofVirtual().name("nats-open").start(work));
                    try {
                        Connection connection =
                                await(
                                        wrapFuture(
                                                attempt.thenApply(Function.identity()),
                                                new OfNats("a connection to", name)));
                        return new NatsSession(connection, lines, name, visibility);
                    } catch (CancelledError cancelled) {
                        closeWhenItComes(attempt);
                        throw cancelled;
                    }
                });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what the attempt fails with nobody asks for
    private static void closeWhenItComes(CompletableFuture<Connection> attempt) {
        attempt.thenAccept(Setup::close);
    }

    /// `<JetStreamBroker 'orders'>`.
    @Override
    public String toString() {
        return "<JetStreamBroker '" + name + "'>";
    }
}
