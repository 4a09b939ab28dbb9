// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.context;

/// Something that runs in a [Context] of its own: a task, a handle.
///
/// A task's thread has its task as uncaught-exception handler. That is how code on such a thread
/// finds its context, without a thread-local: see [Context#current()].
public interface Contextual {
    /// Returns the context this runs in: the live one, the same object at each call.
    ///
    /// **Thread** the one this runs on. It is called at each use of a variable, so it must be a
    /// plain read.
    Context context();
}
