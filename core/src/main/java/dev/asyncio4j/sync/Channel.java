// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import org.jspecify.annotations.Nullable;

/// A pipe between tasks with two ends, each of which can be cloned and closed.
///
/// ```java
/// var channel = Channel.<String>open(0);
/// group.createTask(produce(channel.sender()));
/// for (String item : awaitEach(channel.receiver())) {   // until all senders are closed
///     ...
/// }
/// ```
///
/// Other than a [Queue] it has an end: receivers learn that no more will come when the last sender
/// is closed, and senders learn that nobody listens when the last receiver is. Each item goes to
/// one
/// receiver. Tasks are served in the order of arrival, and nobody is overtaken: an item goes to the
/// task that waits longest at the moment it is sent. Cancelling loses nothing: what was handed over
/// has arrived, even if the task is cancelled before it goes on, and the cancellation comes at its
/// next await ([dev.asyncio4j.Handover]).
///
/// **Thread** loop; a channel belongs to the first loop in which a task waits for it. **Like**
/// `trio.open_memory_channel`; asyncio has nothing like it.
///
/// @param sender the end to send into
/// @param receiver the end to receive from
/// @param <T> an item; null is one like any other, where `T` allows it
public record Channel<T extends @Nullable Object>(Sender<T> sender, Receiver<T> receiver) {

    /// What a channel is like at one moment.
    ///
    /// @param buffered how many items were sent and not received
    /// @param capacity how many may be
    /// @param openSenders how many senders are open
    /// @param openReceivers how many receivers are open
    /// @param waitingSenders how many tasks wait to send
    /// @param waitingReceivers how many tasks wait to receive
    public record Statistics(
            int buffered,
            int capacity,
            int openSenders,
            int openReceivers,
            int waitingSenders,
            int waitingReceivers) {}

    /// Opens a channel that holds `capacity` items for receivers that are not there yet. **Thread**
    /// any.
    /// @param capacity 0 lets each sender wait until a receiver takes its item;
    ///     `Integer.MAX_VALUE` lets none wait
    /// @throws IllegalArgumentException if it is negative
    public static <T extends @Nullable Object> Channel<T> open(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 0)");
        }
        Pipe<T> pipe = new Pipe<>(capacity);
        return new Channel<>(new Sender<>(pipe), new Receiver<>(pipe));
    }
}
