// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.context;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What other libraries keep in thread-locals (the MDC of a logger, the observation that goes on),
/// taken along wherever a [Context] goes.
///
/// A context is copied where a task is created, a callback is handed to the loop, or a call to
/// another thread. Then [#capture()] takes the thread's values, and the copy keeps them. Whoever
/// runs in the copy first [enters][#enter] them: a task on its own thread, when it begins; a
/// callback on the loop's; a call on the thread that runs it. When that ends, the context keeps
/// what the values have become, and the thread gets back what it had. In between nothing is done: a
/// task's thread is its own, so its thread-locals are right after each await by themselves.
///
/// A generator has a stack, and thus a thread, of its own. It takes the values of the task that
/// asks it first, keeps its own from then on, and takes them anew when another task asks.
///
/// By itself nothing is taken along, and a program that does not call [#carry] pays nothing.
/// **Thread** any; the methods are called on the thread whose values they take and set.
public interface ThreadValues {

    /// Takes the values of this thread. Often called, so it should be fast; must not throw.
    /// **Shape** unmodifiable: it may be entered several times, on several threads at once.
    Object capture();

    /// Gives this thread the values that were captured, and no others, until the stay is closed.
    /// @param captured from [#capture()]; null is no values at all
    Stay enter(@Nullable Object captured);

    /// How long a thread has the values that it entered.
    @FunctionalInterface
    interface Stay extends AutoCloseable {

        /// Gives the thread the values back that it had before. **Thread** the one that entered.
        @Override
        void close();
    }

    /// Lets contexts take these values along from now on, in the whole JVM, for good. Contexts that
    /// were copied before have none.
    /// @throws IllegalStateException if others are taken along already
    static void carry(ThreadValues values) {
        if (!Carried.VALUES.compareAndSet(null, values) && Carried.VALUES.get() != values) {
            throw new IllegalStateException(
                    "thread values are carried by "
                            + Carried.VALUES.get()
                            + " already; register further thread-locals there");
        }
    }

    /// Which values contexts take along; null if none. One look at memory.
    static @Nullable ThreadValues carried() {
        return Carried.VALUES.getAcquire();
    }

    /// Set once, by whoever comes first.
    final class Carried {
        private static final AtomicReference<@Nullable ThreadValues> VALUES =
                new AtomicReference<>();

        private Carried() {}
    }
}
