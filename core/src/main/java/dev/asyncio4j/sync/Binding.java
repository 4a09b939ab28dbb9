// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.text.Quoted;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Which loop a primitive belongs to, the first that makes a task wait for it, and how it is called
/// in reports. **Thread** loop. **Like** `_LoopBoundMixin`, which knows no names.
final class Binding {

    private static final AtomicLong NUMBERS = new AtomicLong();

    // set once
    private final Object primitive;
    private final String kind;

    // loop only
    private @Nullable EventLoop loop;
    private @Nullable String name;
    private boolean isNamed;

    Binding(Object primitive) {
        this(primitive, primitive.getClass().getSimpleName());
    }

    /// Of a part of what its users know as a `kind`.
    Binding(Object primitive, String kind) {
        this.primitive = primitive;
        this.kind = kind;
    }

    /// The name it was given; else one made of its type and a number, when first asked for.
    String name() {
        String known = name;
        if (known == null) {
            known = kind + "-" + NUMBERS.incrementAndGet();
            name = known;
        }
        return known;
    }

    void setName(String newName) {
        name = Objects.requireNonNull(newName, "name");
        isNamed = true;
    }

    /// `Lock 'till'`, or `Lock-3` if nobody named it.
    String label() {
        return isNamed ? kind + suffix() : name();
    }

    /// ` 'till'`, or nothing if nobody named it: for the primitive's text, which is asyncio's.
    String suffix() {
        return isNamed ? " " + Quoted.of(name()) : "";
    }

    /// The loop that runs here, to which the primitive belongs from now on.
    /// @throws IllegalStateException if it belongs to another
    EventLoop loopHere() {
        EventLoop here = EventLoop.running();
        EventLoop mine = loop;
        if (mine == null) {
            loop = here;
        } else if (mine != here) {
            throw new IllegalStateException(primitive + " is bound to a different event loop");
        }
        return here;
    }

    /// Refuses if the loop runs, and somewhere else: a wake-up from there would be lost.
    /// @throws IllegalStateException if so
    void ensureHere() {
        EventLoop mine = loop;
        if (mine != null && LoopCore.current() != mine && mine.isRunning()) {
            throw new IllegalStateException(
                    primitive
                            + " is bound to a different event loop; there, use it by"
                            + " loop.callSoonThreadsafe(...)");
        }
    }
}
