// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.List;

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

    /// Whose move it is, as far as that is known: the task that has the lock, say. A copy.
    default List<Future<?>> owedBy() {
        return List.of();
    }
}
