// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import dev.asyncio4j.Coroutine;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection to a [Broker], as an adapter implements it. The queue sees to it that at most one
/// [#fetch] is under way. It outlives the broker: while that is away everything fails with
/// [BrokerUnavailable], and works again when it is back. **Thread** loop; what a client's threads
/// have to say comes by `callSoonThreadsafe`, or in a `CompletionStage`.
public interface Session {

    /// Hands `body` to the broker. **Suspends** until the broker says that it keeps it. **If
    /// cancelled** it may be kept or not.
    ///
    /// Awaiting it fails with [BrokerUnavailable] if it is not known whether it is kept, or it is
    /// not and trying again may help.
    /// @param body not to be changed by anyone from now on
    /// @param id a name of this message alone, the same when it is put again because it was not
    ///     known whether it is kept: a broker that can keeps only one
    Coroutine<@Nullable Void> put(byte[] body, String id);

    /// Takes what is there, oldest first; waits if there is nothing. **Suspends** for about `wait`
    /// if nothing comes, then the list is empty; one that can be woken may wait longer. **If
    /// cancelled** nothing is lost: what it would have given is given back, at the latest when its
    /// time is over.
    ///
    /// Awaiting it fails with [BrokerUnavailable] if trying again may help.
    /// @param max how many at most, at least 1
    Coroutine<List<Message>> fetch(int max, Duration wait);

    /// Disconnects. What was fetched and is not settled comes again when its time is over.
    /// **Suspends** until it is done. **If cancelled** it is done all the same.
    Coroutine<@Nullable Void> close();
}
