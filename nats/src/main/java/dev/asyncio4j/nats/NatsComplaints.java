// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import java.lang.System.Logger.Level;

/// Logs what the client complains of. What it means for a queue its operations say by themselves,
/// so it is no more than a hint. **Thread** the client's.
///
/// @param queue whose
record NatsComplaints(String queue) implements ErrorListener {

    @Override
    public void errorOccurred(Connection connection, String error) {
        System.getLogger("asyncio").log(Level.INFO, "NATS for queue {0}: {1}", queue, error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        System.getLogger("asyncio").log(Level.DEBUG, "NATS for queue " + queue, exception);
    }

    @Override
    public void messageDiscarded(Connection connection, Message message) {
        System.getLogger("asyncio")
                .log(Level.DEBUG, "NATS for queue {0}: more to send than the client keeps", queue);
    }
}
