// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.concurrent.atomic.AtomicReference;

/// The inbox with one mistake: the poster looks whether the loop is asleep *before* it pushes.
///
/// ```
/// poster: asleep? no                 loop:
///                                          asleep = true
///                                          the stack is empty: block
///         push; nobody to wake
/// ```
///
/// `WakeUpTest` must find that out, or it would not find out a mistake in the real one either.
final class BrokenInbox implements WakeUpTest.Letterbox {

    private final AtomicReference<Handle> top = new AtomicReference<>();
    private volatile boolean asleep;

    @Override
    public boolean post(Handle letter) {
        boolean wakes = asleep; // the mistake
        Handle seen;
        do {
            seen = top.get();
            letter.next = seen;
        } while (!top.compareAndSet(seen, letter));
        return seen == null && wakes;
    }

    @Override
    public boolean fallAsleep() {
        asleep = true;
        if (top.get() == null) {
            return true;
        }
        asleep = false;
        return false;
    }

    @Override
    public void wakeUp() {
        asleep = false;
    }

    @Override
    public void drainTo(ReadyQueue ready) {
        for (Handle each = top.getAndSet(null); each != null; ) {
            Handle older = each.next;
            each.next = null;
            ready.add(each);
            each = older;
        }
    }
}
