// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.concurrent.atomic.AtomicReference;

/// The inbox with three mistakes, one for each thing that is to be proved of it: the poster looks
/// whether the loop is asleep *before* it pushes; it pushes by reading and writing, without
/// comparing; and letters are not turned round. See `Inbox` for how it is done.
final class BrokenInbox {

    private final AtomicReference<Handle> top = new AtomicReference<>();
    private volatile boolean asleep;

    boolean post(Handle letter) {
        boolean wakes = asleep; // the first mistake
        Handle seen = top.get();
        letter.next = seen;
        top.set(letter); // the second
        return seen == null && wakes;
    }

    boolean fallAsleep() {
        asleep = true;
        if (top.get() == null) {
            return true;
        }
        asleep = false;
        return false;
    }

    void drainTo(ReadyQueue ready) {
        for (Handle each = top.getAndSet(null); each != null; ) { // the third
            Handle older = each.next;
            each.next = null;
            ready.add(each);
            each = older;
        }
    }
}
