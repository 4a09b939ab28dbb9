// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import java.lang.System.Logger.Level;

/// Brings messages that nobody could handle to where they are kept. First they are put there, then
/// taken from the queue: if something fails between the two, they are there twice, not lost.
/// **Thread** loop.
final class DeadLetters {

    private final String name;
    private final Link link;
    private final Patience patience;
    private final Ids ids = new Ids();

    DeadLetters(Broker broker, DurableOptions options) {
        this.name = broker.name();
        this.patience = new Patience(options.patience(), broker.name());
        this.link = new Link(broker.deadLetters(), options.visibility(), patience);
    }

    /// **Suspends** until it is there. **If cancelled** it comes again, or is there.
    void bury(Message message, String reason) {
        String id = ids.next();
        patience.until(() -> link.open().put(message.body(), id));
        patience.until(message::ack);
        System.getLogger("asyncio")
                .log(
                        Level.WARNING,
                        "a message of {0} went to the dead letters: {1} (delivery {2})",
                        name,
                        reason,
                        message.deliveryCount());
    }

    void close() {
        link.close();
    }
}
