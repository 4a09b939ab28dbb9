// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

/// What can stand in the loop's ready queue: a callback, or the next step of a task.
///
/// Not for programs: they use `callSoon` and tasks. **Thread** loop.
public interface Ready {

    /// Runs it. Called by the loop's turn only. May throw only what is to leave the loop.
    void step();

    /// What it is, for reports, e.g. `<Handle ...>` or `<Task ...>`.
    default String describe() {
        return toString();
    }

    /// The same for other threads than the loop's, by the names of classes alone, since no user's
    /// code may run there. **Thread** any.
    default String describeFromOutside() {
        return "<" + getClass().getSimpleName() + ">";
    }
}
