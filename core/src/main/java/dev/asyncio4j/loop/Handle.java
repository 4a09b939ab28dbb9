// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.Contextual;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A callback that was given to the loop and can be taken back.
///
/// **Thread** loop, except that handles from `callSoonThreadsafe` may be cancelled from any thread.
/// **Like** `asyncio.Handle`.
public sealed class Handle implements Ready, Contextual permits TimerHandle {

    // set once
    final LoopCore loop;
    private final Context context;
    private final @Nullable Throwable createdAt; // debug mode only

    // loop only; a letter's is cleared by any thread, and a late read is only a cancel that came
    // too late
    private @Nullable Runnable callback;

    // the inbox's link, see Inbox
    @Nullable Handle next;

    Handle(LoopCore loop, Context context, Runnable callback) {
        this.loop = loop;
        this.context = Objects.requireNonNull(context, "context");
        this.callback = Objects.requireNonNull(callback, "callback");
        this.createdAt = loop.debug() ? new Throwable("created here") : null;
    }

    /// Takes the callback back if it has not run yet; it will not be called. Idempotent.
    /// **Suspends** never.
    public void cancel() {
        callback = null;
    }

    /// Whether [#cancel()] was called.
    public final boolean isCancelled() {
        return callback == null;
    }

    /// The context the callback runs in. **Like** `Handle.get_context`.
    @Override
    public final Context context() {
        return context;
    }

    /// Not for programs.
    @Override
    public final void step() {
        Runnable now = callback;
        if (now == null) {
            return;
        }
        loop.enterContext(context);
        try {
            now.run();
        } catch (Throwable failure) {
            loop.faults.callbackFailed(this, now, failure);
        }
    }

    final @Nullable Runnable callback() {
        return callback;
    }

    final @Nullable Throwable createdAt() {
        return createdAt;
    }

    final String callbackName() {
        Runnable now = callback;
        return now == null ? "cancelled" : CallbackNames.of(now);
    }

    @Override
    public final String describeFromOutside() {
        Runnable now = callback;
        return "<Handle " + (now == null ? "cancelled" : CallbackNames.ofClass(now)) + ">";
    }

    /// `<Handle cancelled>` or `<Handle Example::callback>`.
    @Override
    public String toString() {
        return "<Handle " + callbackName() + ">";
    }
}
