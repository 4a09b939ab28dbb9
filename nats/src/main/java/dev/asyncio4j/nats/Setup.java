// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import dev.asyncio4j.durable.BrokerUnavailable;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// Connects, and sees to it that the stream and its consumer are there. It blocks, so it has a
/// thread of its own.
///
/// @param name of the queue
/// @param visibility how long the consumer waits for an acknowledgement
record Setup(String name, Duration visibility) {

    static final String CONSUMER = "workers";

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final int NO_RESPONDERS = 503;
    private static final int STREAM_IS_OTHERWISE = 10058;
    private static final int SUBJECTS_OVERLAP = 10065;

    /// A connection with everything there.
    /// @throws BrokerUnavailable if trying again may help
    Connection connect(Options.Builder options, NatsLines lines) {
        Connection connection = null;
        try {
            connection = Nats.connect(overridden(options, lines));
            prepare(connection);
            return connection;
        } catch (InterruptedException interrupted) {
            close(connection);
            Thread.currentThread().interrupt();
            throw new BrokerUnavailable("connecting for queue '" + name + "'", interrupted);
        } catch (AuthenticationException stranger) { // nothing is gained by trying again
            throw new IllegalStateException(
                    "NATS for queue '" + name + "' lets nobody in: " + stranger.getMessage(),
                    stranger);
        } catch (IOException away) {
            throw unreachable(away);
        } catch (RuntimeException failed) {
            close(connection);
            throw failed;
        }
    }

    /// Sees to it that stream and consumer are there. It blocks.
    /// @throws BrokerUnavailable if trying again may help
    void prepare(Connection connection) {
        try {
            JetStreamManagement management = connection.jetStreamManagement();
            ensureStream(management);
            management.addOrUpdateConsumer(name, consumer());
        } catch (IOException | IllegalStateException away) {
            throw unreachable(away);
        } catch (JetStreamApiException refused) {
            throw translated(refused);
        }
    }

    private BrokerUnavailable unreachable(Exception away) {
        return new BrokerUnavailable(
                "NATS for queue '" + name + "' cannot be reached: " + away.getMessage(), away);
    }

    private static Options overridden(Options.Builder options, NatsLines lines) {
        return options.connectionTimeout(CONNECT_LIMIT)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(100))
                .reconnectJitter(Duration.ofMillis(50))
                .reconnectBufferSize(0)
                .discardMessagesWhenOutgoingQueueFull()
                .useTimeoutException()
                .connectionListener(lines)
                .errorListener(new NatsComplaints(lines.queue()))
                .build();
    }

    /// Of two that begin at once, the server may tell the later that its stream's subject is
    /// another's: the other is the same stream, if it is there by now.
    private void ensureStream(JetStreamManagement management)
            throws IOException, JetStreamApiException {
        try {
            management.addStream(
                    StreamConfiguration.builder()
                            .name(name)
                            .subjects(name)
                            .retentionPolicy(RetentionPolicy.WorkQueue)
                            .storageType(StorageType.File)
                            .build());
        } catch (JetStreamApiException refused) {
            boolean isThere =
                    refused.getApiErrorCode() == STREAM_IS_OTHERWISE
                            || (refused.getApiErrorCode() == SUBJECTS_OVERLAP
                                    && management.getStreamNames(name).contains(name));
            if (!isThere) {
                throw refused;
            }
        }
    }

    private ConsumerConfiguration consumer() {
        return ConsumerConfiguration.builder()
                .durable(CONSUMER)
                .deliverPolicy(DeliverPolicy.All)
                .ackPolicy(AckPolicy.Explicit)
                .ackWait(visibility)
                .maxAckPending(-1)
                .build();
    }

    private RuntimeException translated(JetStreamApiException refused) {
        String message = "JetStream for queue '" + name + "': " + refused.getMessage();
        return refused.getErrorCode() == NO_RESPONDERS
                ? new BrokerUnavailable(message, refused)
                : new IllegalStateException(message, refused);
    }

    /// Closes a connection, if there is one. It blocks.
    static void close(@org.jspecify.annotations.Nullable Connection connection) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (InterruptedException interrupted) {
            System.getLogger("asyncio")
                    .log(Level.WARNING, "interrupted while closing a connection", interrupted);
            Thread.currentThread().interrupt();
        }
    }
}
