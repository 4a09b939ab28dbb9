// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.text.Quoted;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// The watch of debug and strict mode over a coroutine: reports one that was thrown away without
/// having been awaited.
///
/// CPython notices when the last reference goes. Here the garbage collector notices, later; and the
/// loop, when it is closed, notices those that are still there. Outside these modes nobody watches,
/// for a watch costs more than a coroutine.
final class Unawaited implements Runnable, Witness {

    // set once
    private final EventLoop loop;
    private final String name;
    private final @Nullable Throwable createdAt; // debug mode
    private Cleaner.@Nullable Cleanable cleanable;

    // loop only
    private boolean settled;

    private Unawaited(EventLoop loop, String name) {
        this.loop = loop;
        this.name = name;
        this.createdAt = loop.debug() ? new Throwable("created here") : null;
    }

    static Unawaited watch(Coroutine<?> coroutine, EventLoop loop, @Nullable String givenName) {
        Unawaited watch = new Unawaited(loop, givenName == null ? coroutine.name() : givenName);
        watch.cleanable = Garbage.CLEANER.register(coroutine, watch);
        loop.witnesses().add(watch);
        return watch;
    }

    String name() {
        return name;
    }

    /// It was awaited, or closed on purpose.
    void begun() {
        settle();
    }

    /// The coroutine is garbage. **Thread** the cleaner's.
    @Override
    public void run() {
        if (!settled) { // Cleanable.clean() calls this too, to take the watch back
            Garbage.report(loop, this::report);
        }
    }

    @Override
    public void report() {
        if (!settled) {
            settle();
            Fault fault = Fault.of("coroutine " + Quoted.of(name) + " was never awaited");
            if (loop.options().strict()) {
                fault = fault.with("coroutine", name);
            }
            loop.callExceptionHandler(
                    createdAt == null ? fault : fault.with("source_traceback", createdAt));
        }
    }

    private void settle() {
        settled = true;
        loop.witnesses().remove(this);
        Cleaner.Cleanable mine = cleanable;
        if (mine != null) {
            cleanable = null;
            mine.clean();
        }
    }
}
