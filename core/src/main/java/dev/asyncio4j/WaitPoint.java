// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a task can wait without awaiting another one by name: a lock, a queue, a stream. What
/// reports tell of it; nothing is decided by it.
///
/// Whoever writes such a thing makes the futures that its tasks await by
/// [EventLoop#createFuture(WaitPoint)]. **Thread** loop, all of it. asyncio has nothing like it.
public interface WaitPoint {

    /// What is waited for, as the end of a sentence that begins with "task 'A' waits for": `an item
    /// of Queue 'orders'`.
    String what();

    /// The same if it is in vain, because nothing will ever happen again: `an item of Queue
    /// 'orders', into which nobody puts`.
    default String inVain() {
        return what();
    }

    /// What many that are alike wait for, without the one that each is about: `data from a peer`,
    /// where [#what()] says `data from 192.0.2.1:80`. Who shows a thousand of them tells their
    /// crowd, and how many there are. null: it is one of none, but a place of its own, as a lock.
    default @Nullable String crowd() {
        return null;
    }

    /// Whose move it is, as far as that is known: the task that has the lock, say. A copy.
    default List<Future<?>> owedBy() {
        return List.of();
    }
}
