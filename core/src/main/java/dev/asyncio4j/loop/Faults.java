// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.context.Contextual;
import dev.asyncio4j.text.Quoted;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where the loop's faults go: the handler that was set, else the log. **Thread** loop.
///
/// A handler that fails must not bring the loop down, and its failure must not be lost either: then
/// the default handler is told both. Only what is meant to leave the loop leaves it.
final class Faults {

    private final Predicate<Throwable> leavesLoop;
    private final Consumer<Fault> witness; // is told of all, before the handler
    private @Nullable Consumer<Fault> handler;

    Faults(Predicate<Throwable> leavesLoop, Consumer<Fault> witness) {
        this.leavesLoop = leavesLoop;
        this.witness = witness;
    }

    /// The log; made when it is needed, since the JDK takes 20 ms to find one.
    static System.Logger log() {
        return System.getLogger("asyncio");
    }

    void setHandler(@Nullable Consumer<Fault> handler) {
        this.handler = handler;
    }

    void report(Fault fault) {
        witness.accept(Objects.requireNonNull(fault, "fault"));
        Consumer<Fault> own = handler;
        if (own == null) {
            guarded(() -> log(fault), Fault.of("Exception in default exception handler"), false);
            return;
        }
        Fault broken =
                Fault.of("Unhandled error in exception handler").with("context", fault.context());
        Contextual subject = fault.subject();
        guarded(
                () -> {
                    if (subject == null) {
                        own.accept(fault);
                    } else {
                        subject.context().copy().run(() -> own.accept(fault));
                    }
                },
                broken,
                true);
    }

    void callbackFailed(Handle handle, Runnable callback, Throwable failure) {
        if (leavesLoop.test(failure)) {
            throw Faults.<RuntimeException>sneak(failure);
        }
        Fault fault =
                Fault.of("Exception in callback " + CallbackNames.of(callback))
                        .withException(failure)
                        .with("handle", handle);
        Throwable createdAt = handle.createdAt();
        report(createdAt == null ? fault : fault.with("source_traceback", createdAt));
    }

    private void guarded(Runnable call, Fault broken, boolean again) {
        try {
            call.run();
        } catch (Throwable failure) {
            if (leavesLoop.test(failure)) {
                throw failure;
            }
            Fault second = broken.withException(failure);
            if (again) {
                guarded(
                        () -> log(second),
                        Fault.of("Exception in default exception handler"),
                        false);
            } else {
                log().log(Level.ERROR, String.valueOf(broken.message()), failure);
            }
        }
    }

    /// The default handler: one record, the message first, then a line for each further key in
    /// order of name.
    static void log(Fault fault) {
        StringBuilder text = new StringBuilder();
        String message = fault.message();
        text.append(message == null ? "Unhandled exception in event loop" : message);
        Map<String, Object> keys = new TreeMap<>(fault.context());
        keys.remove("message");
        keys.remove("exception");
        keys.forEach(
                (key, value) -> text.append('\n').append(key).append(": ").append(shown(value)));
        log().log(Level.ERROR, text.toString(), fault.exception());
    }

    /// Throws what is to leave the loop as it is, checked or not.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the point of it
    static <X extends Throwable> X sneak(Throwable failure) throws X {
        throw (X) failure;
    }

    private static String shown(Object value) {
        if (value instanceof String name) { // a coroutine's, say
            return Quoted.plain(name);
        }
        if (!(value instanceof Throwable throwable)) {
            return String.valueOf(value);
        }
        StringBuilder text = new StringBuilder(throwable.toString());
        for (StackTraceElement frame : throwable.getStackTrace()) {
            text.append("\n    at ").append(frame);
        }
        return text.toString();
    }
}
