// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.wrapFuture;

import dev.asyncio4j.durable.BrokerUnavailable;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.impl.Headers;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks the server, and awaits its answer. Without a connection it does not even try: the client
/// would keep what is sent, and send it when nobody expects it any more. **Thread** loop.
///
/// @param connection to it
/// @param queue whose
record NatsRequests(Connection connection, String queue) {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    /// The answer.
    /// @throws BrokerUnavailable if there is none
    Message ask(String subject, @Nullable Headers headers, byte[] body) {
        ensureConnected();
        CompletableFuture<Message> answer;
        try {
            answer = connection.requestWithTimeout(subject, headers, body, LIMIT);
        } catch (IllegalStateException away) {
            throw unavailable(away);
        }
        return await(wrapFuture(orUnavailable(answer), new OfNats("an answer from", queue)));
    }

    /// Sends what is answered elsewhere.
    void send(String subject, String replyTo, byte[] body) {
        try {
            connection.publish(subject, replyTo, body);
        } catch (IllegalStateException away) {
            throw unavailable(away);
        }
    }

    void ensureConnected() {
        if (connection.getStatus() != Connection.Status.CONNECTED) {
            throw new BrokerUnavailable(
                    "NATS for queue '" + queue + "': the connection is " + connection.getStatus(),
                    null);
        }
    }

    /// The client cancels what it has no answer to: for a loop that would be a cancellation.
    private CompletionStage<Message> orUnavailable(CompletableFuture<Message> answer) {
        return answer.exceptionally(
                failure -> {
                    Throwable cause =
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure;
                    if (cause instanceof CancellationException
                            || cause instanceof TimeoutException
                            || cause instanceof IllegalStateException) {
                        throw unavailable(cause);
                    }
                    throw new CompletionException(cause);
                });
    }

    private BrokerUnavailable unavailable(Throwable cause) {
        return new BrokerUnavailable(
                "NATS for queue '" + queue + "' did not answer (" + cause + ")", cause);
    }
}
