// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Says, at an `await`, that someone asked this task to stop.
///
/// It is an [Error] so that `catch (Exception e)` does not swallow a cancellation. Catch it only to
/// tidy up, and throw it on; a task which returns normally instead has refused to be cancelled.
/// Every subclass counts as a cancellation too.
///
/// No stack trace is taken: a cancellation is an everyday event and its own stack is only the
/// loop's. Who asked, and from where, is told by [#reason()].
///
/// **Like** `asyncio.CancelledError`.
public class CancelledError extends Error {
    private @Nullable CancelReason reason; // loop only

    /// Creates a cancellation without a message; [#getMessage()] is then null.
    public CancelledError() {
        this(null, null);
    }

    /// Creates a cancellation with the text given to `cancel(message)`; null is none.
    public CancelledError(@Nullable String message) {
        this(message, null);
    }

    /// Creates a cancellation which can tell who asked for it; the library's own way.
    CancelledError(@Nullable String message, @Nullable CancelReason reason) {
        super(message);
        this.reason = reason;
    }

    /// A new one for `reason`, with its message.
    static CancelledError because(@Nullable CancelReason reason) {
        return reason == null ? new CancelledError() : new CancelledError(reason.message(), reason);
    }

    /// Returns who asked for this cancellation, or null if nobody but the code which threw it.
    ///
    /// **Thread** any, once it was thrown.
    public final @Nullable CancelReason reason() {
        return reason;
    }

    /// Remembers who asked.
    final void reason(@Nullable CancelReason reason) {
        this.reason = reason;
    }

    /// Takes no stack trace. Cause and stack trace can still be set, which they could not if the
    /// constructor had switched them off.
    @Override
    public final Throwable fillInStackTrace() {
        return this;
    }
}
