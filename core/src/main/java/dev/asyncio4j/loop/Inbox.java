// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Letters from other threads: the only thread-safe queue of the loop, and the only volatile state.
///
/// **Idea.** A stack that any thread pushes onto with one compare-and-set, and that the loop takes
/// whole and turns round, so that letters of one thread arrive in the order it posted them. Letters
/// are linked through the handles themselves: posting allocates nothing.
///
/// **Waking.** The loop may only block if nobody posts unseen. Both sides write, then read
/// (sequentially consistent):
///
/// ```
/// poster: push (CAS on top)            loop: asleep = true
///         if it was empty and asleep         if top is not empty: asleep = false, do not block
///             asleep = false, wake           else block
/// ```
///
/// - **I1** If a letter was pushed before the loop looked at `top`, the loop does not block;
///   otherwise its `asleep = true` came first and the poster sees it. One of the two always holds,
///   so no wake-up is lost.
/// - **I2** Only the letter that finds the stack empty wakes: a letter behind it relies on that
///   one.
///
/// **Source** R. K. Treiber, "Systems programming: coping with parallelism", IBM RJ 5118, 1986; the
/// handshake is Dekker's.
final class Inbox {

    private static final VarHandle TOP;
    private static final VarHandle ASLEEP;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Inbox.class, "top", Handle.class);
            ASLEEP = lookup.findVarHandle(Inbox.class, "asleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // any thread
    private volatile @Nullable Handle top;
    private volatile boolean asleep;

    /// Posts a letter; true if the caller must wake the loop. **Thread** any.
    boolean post(Handle letter) {
        Handle seen;
        do {
            seen = top;
            letter.next = seen;
        } while (!TOP.compareAndSet(this, seen, letter));
        return seen == null && asleep && ASLEEP.compareAndSet(this, true, false);
    }

    /// **Thread** any.
    boolean isEmpty() {
        return top == null;
    }

    /// Whether the loop may be blocked. **Thread** any.
    boolean isAsleep() {
        return asleep;
    }

    /// Announces that the loop is about to block; false if it must not. **Thread** loop.
    boolean fallAsleep() {
        asleep = true;
        if (top == null) {
            return true;
        }
        asleep = false;
        return false;
    }

    /// **Thread** loop.
    void wakeUp() {
        asleep = false;
    }

    /// Moves all letters to the ready queue, oldest first. **Thread** loop.
    void drainTo(ReadyQueue ready) {
        Handle newest = isEmpty() ? null : (Handle) TOP.getAndSet(this, null); // a read is cheaper
        @Nullable Handle oldest = null;
        while (newest != null) {
            Handle older = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = older;
        }
        while (oldest != null) {
            Handle younger = oldest.next;
            oldest.next = null;
            ready.add(oldest);
            oldest = younger;
        }
    }
}
