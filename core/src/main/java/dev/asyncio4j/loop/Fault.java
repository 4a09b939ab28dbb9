// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.context.Contextual;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Something went wrong and nobody awaits it: what the loop's exception handler is told.
///
/// It is asyncio's context dictionary with two of its keys as methods. The keys in use: `message`,
/// `exception`, `future`, `task`, `handle`, `source_traceback` (a `Throwable` whose stack shows
/// where the subject was created; debug mode only), `cancel_reason` and `coroutine` (strict mode
/// only). Immutable. **Thread** any.
public final class Fault {

    private static final String MESSAGE = "message";
    private static final String EXCEPTION = "exception";

    private final Map<String, Object> context;

    private Fault(Map<String, Object> context) {
        this.context = Collections.unmodifiableMap(context);
    }

    /// A fault without any key, which the default handler calls `Unhandled exception in event
    /// loop`.
    public static Fault empty() {
        return new Fault(Map.of());
    }

    /// A fault that says what happened.
    public static Fault of(String message) {
        return empty().with(MESSAGE, message);
    }

    /// This fault and one more key.
    public Fault with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(context);
        more.put(key, value);
        return new Fault(more);
    }

    /// This fault and the exception that caused it.
    public Fault withException(Throwable exception) {
        return with(EXCEPTION, exception);
    }

    /// What happened; null if the fault does not say.
    public @Nullable String message() {
        return (String) context.get(MESSAGE);
    }

    /// What was thrown; null if nothing was.
    public @Nullable Throwable exception() {
        return (Throwable) context.get(EXCEPTION);
    }

    /// All keys and values, in the order in which they were given.
    public Map<String, Object> context() {
        return context;
    }

    /// Whose context the handler runs in: the task's, else the future's, else the handle's.
    @Nullable Contextual subject() {
        for (String key : new String[] {"task", "future", "handle"}) {
            if (context.get(key) instanceof Contextual subject) {
                return subject;
            }
        }
        return null;
    }

    /// The keys and values, as a map prints them.
    @Override
    public String toString() {
        return context.toString();
    }
}
