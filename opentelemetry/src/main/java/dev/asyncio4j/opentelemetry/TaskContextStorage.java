// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.opentelemetry;

import dev.asyncio4j.context.ContextVar;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.context.ContextStorageProvider;
import io.opentelemetry.context.Scope;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// Keeps OpenTelemetry's context, and with it the current span and the baggage, in a context
/// variable instead of a thread-local.
///
/// So what is current is a task's own: a task begins with what was current where it was created;
/// what it makes current is so after each await, in the coroutines and generators that it awaits,
/// in its `toThread` calls and in the tasks and callbacks that it hands to the loop, and nowhere
/// else. Outside loops each thread has its own, as with OpenTelemetry alone.
///
/// ```java
/// Span span = tracer.spanBuilder("fetch").startSpan();
/// try (Scope scope = span.makeCurrent()) {
///     await(fetch(url)); // spans that begin in there are children of this one
/// } finally {
///     span.end();
/// }
/// ```
///
/// A service that OpenTelemetry finds by itself: to have this module is enough. Where several
/// providers are present, `-Dio.opentelemetry.context.contextStorageProvider=` and this class's
/// name chooses it. **Thread** any.
public final class TaskContextStorage implements ContextStorageProvider {

    /// Called by `ServiceLoader`.
    public TaskContextStorage() {}

    /// The storage; there is one.
    @Override
    public ContextStorage get() {
        return Storage.ONLY;
    }

    private enum Storage implements ContextStorage {
        ONLY;

        private static final ContextVar<@Nullable Context> CURRENT =
                ContextVar.withDefault("opentelemetry", null);

        @Override
        public Scope attach(@Nullable Context attached) {
            Context before = current();
            if (attached == null || attached == before) {
                return Scope.noop();
            }
            CURRENT.set(attached);
            return new Attached(attached, before);
        }

        @Override
        public @Nullable Context current() {
            return CURRENT.get();
        }
    }

    /// What is current until this is closed.
    private static final class Attached implements Scope {
        private final Context attached;
        private final @Nullable Context before;
        private boolean isClosed;

        Attached(Context attached, @Nullable Context before) {
            this.attached = attached;
            this.before = before;
        }

        /// Out of order, or in another task, it must not end what others have attached.
        @Override
        public void close() {
            if (isClosed || Storage.ONLY.current() != attached) {
                System.getLogger("asyncio")
                        .log(
                                Level.DEBUG,
                                "a scope was closed twice, out of order, or in another task than"
                                        + " the one that opened it; it is left alone");
                return;
            }
            isClosed = true;
            Storage.CURRENT.set(before);
        }
    }
}
