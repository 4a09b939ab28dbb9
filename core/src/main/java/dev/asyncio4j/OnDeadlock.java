// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// What a loop does when it would wait for ever: nothing is ready, no timer is set, no I/O is
/// registered, no call in a thread is under way; and a second has passed.
///
/// Of threads of your own that call `callSoonThreadsafe` it cannot know. Once one has woken it from
/// such a sleep, it takes silence for a pause, and does nothing.
public enum OnDeadlock {
    /// Goes on waiting.
    IGNORE,
    /// Goes on waiting, and logs once, as a warning, who waits for what. The default.
    REPORT,
    /// Lets the main task, that of `run` or `runUntilComplete`, fail where it waits, with a
    /// [DeadlockError]. Without a main task it does as `REPORT`.
    RAISE
}
