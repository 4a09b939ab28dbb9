// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.signal.JvmSignal;
import dev.asyncio4j.signal.SignalRefused;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A loop's signal handlers. A signal comes as a letter, so that its handler is a callback like any
/// other; who handles it is looked up when the letter is read. **Thread** loop.
final class SignalHandlers {

    private final EventLoop loop;
    private final Map<Signal, Handler> handlers = new EnumMap<>(Signal.class);

    SignalHandlers(EventLoop loop) {
        this.loop = loop;
    }

    void add(Signal signal, Runnable callback) {
        Objects.requireNonNull(signal, "signal");
        Objects.requireNonNull(callback, "callback");
        Handler handler = new Handler(signal, Context.copyCurrent(), callback);
        Handler replaced = handlers.get(signal);
        if (replaced == null) {
            handler.listener = listen(signal, handler::raised);
            loop.rest().expectSources(1); // it may come at any time
        } else {
            handler.listener = replaced.listener;
        }
        handlers.put(signal, handler);
    }

    /// @throws IllegalStateException if it cannot be caught
    static JvmSignal.Listener listen(Signal signal, Runnable action) {
        try {
            if (signal != Signal.SIGBUS) { // the JVM lets it go, and then cannot survive its own
                return JvmSignal.listen(signal.shortName(), action);
            }
        } catch (SignalRefused refused) {
            throw cannotBeCaught(signal, refused);
        }
        throw cannotBeCaught(signal, null);
    }

    private static IllegalStateException cannotBeCaught(Signal signal, @Nullable Throwable cause) {
        int number = signal.number();
        return new IllegalStateException(
                number == 0
                        ? "this system has no " + signal
                        : "sig "
                                + number
                                + " cannot be caught"
                                + (cause == null || cause.getCause() != null
                                        ? "" // the JDK has nothing to add
                                        : ": " + cause.getMessage()),
                cause);
    }

    boolean remove(Signal signal) {
        Handler removed = handlers.remove(Objects.requireNonNull(signal, "signal"));
        if (removed == null || removed.listener == null) {
            return false;
        }
        removed.listener.close();
        loop.rest().expectSources(-1);
        return true;
    }

    void close() {
        for (Signal each : Signal.values()) {
            remove(each);
        }
    }

    /// What a signal does, and the letter that says it has come. The first one's `raised` serves
    /// those that replace it, too.
    private final class Handler implements Runnable {

        final Signal signal;
        final Context context;
        final Runnable callback;
        JvmSignal.@Nullable Listener listener;

        Handler(Signal signal, Context context, Runnable callback) {
            this.signal = signal;
            this.context = context;
            this.callback = callback;
        }

        /// **Thread** the signal's.
        void raised() {
            Threadsafe.post(loop, context, this);
            loop.beat().countSignal();
        }

        @Override
        public void run() {
            Handler now = handlers.get(signal);
            if (now == this) {
                callback.run();
            } else if (now != null) {
                loop.callSoon(now.context, now);
            }
        }

        @Override
        public String toString() {
            return "handler of " + signal;
        }
    }
}
