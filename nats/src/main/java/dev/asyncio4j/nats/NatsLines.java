// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import dev.asyncio4j.EventLoop;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Message;
import io.nats.client.MessageHandler;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// What the client's threads have to say, brought to the loop: messages, and that the connection is
/// lost. There are never more messages on the way than were asked for. **Thread** the client's.
final class NatsLines implements ConnectionListener, MessageHandler {

    // set once
    private final EventLoop loop;
    private final String queue;

    // loop only
    private @Nullable NatsInbox inbox;

    NatsLines(EventLoop loop, String queue) {
        this.loop = loop;
        this.queue = queue;
    }

    String queue() {
        return queue;
    }

    /// Who gets it. **Thread** loop.
    void connect(NatsInbox receiver) {
        inbox = receiver;
    }

    @Override
    public void onMessage(Message message) {
        post(
                () -> {
                    if (inbox != null) {
                        inbox.arrive(message);
                    }
                });
    }

    @Override
    @SuppressWarnings("deprecation") // the interface has no other abstract method
    public void connectionEvent(Connection connection, Events event) {
        System.getLogger("asyncio").log(Level.DEBUG, "NATS for queue {0}: {1}", queue, event);
        if (event == Events.DISCONNECTED || event == Events.CLOSED) {
            post(
                    () -> {
                        if (inbox != null) {
                            inbox.lose();
                        }
                    });
        }
    }

    private void post(Runnable letter) {
        if (loop.isClosed()) {
            return;
        }
        try {
            loop.callSoonThreadsafe(letter);
        } catch (IllegalStateException closedMeanwhile) {
            System.getLogger("asyncio")
                    .log(Level.DEBUG, "letter came after the loop was closed", closedMeanwhile);
        }
    }
}
