// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import dev.asyncio4j.Coroutine;
import java.time.Duration;

/// Where the messages of one queue are kept: what an adapter implements, and what a program hands
/// to a [DurableQueue].
///
/// It only says where; [#open] connects. It can be opened several times, by queues that then share
/// the messages. **Thread** of all it does: loop.
public interface Broker {

    /// What the queue is called at the broker; reports call it so, too.
    String name();

    /// Connects, and creates the queue at the broker if there is none. **Suspends** until both are
    /// done. **If cancelled** no connection is left.
    ///
    /// Awaiting it fails with [BrokerUnavailable] if trying again may help, else with whatever it
    /// likes.
    /// @param visibility how long a message that was fetched is kept from others, until it is
    ///     settled or extended; then it is there again
    Coroutine<Session> open(Duration visibility);

    /// Where messages go that nobody could handle: a queue of its own beside this one. **Suspends**
    /// never.
    Broker deadLetters();
}
