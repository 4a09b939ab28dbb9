// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.signal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One signal of this JVM while somebody listens to it: the newest listener hears it, and when the
/// last one leaves, what was there before has it again.
///
/// The JVM keeps one handler a signal, and runs it on a new thread each time, so a listener may
/// only post letters. There is no way to ask for the handler but to put another one in its place:
/// whoever comes second puts his own there for a moment, finds the first one's, and joins it. A
/// signal in that moment is his, as it will be from then on.
///
/// The JDK's side of it is [JdkSignal].
public final class JvmSignal {

    // set once
    private final String name;
    private final JdkSignal signal;

    // written under the lock of the class, read by signal threads
    private volatile List<Listener> listeners = List.of();

    // under the lock of the class
    private @Nullable Object before;

    private JvmSignal(String name) throws SignalRefused {
        this.name = name;
        this.signal = signal(name, this, this::raised);
    }

    /// **Thread** one of the JVM's, new each time.
    private void raised() {
        List<Listener> now = listeners;
        if (!now.isEmpty()) { // else the last one is leaving at this moment
            now.getLast().action.run();
        }
    }

    /// Somebody who listens to a signal.
    public static final class Listener implements AutoCloseable {

        private final JvmSignal signal;
        private final Runnable action;

        private Listener(JvmSignal signal, Runnable action) {
            this.signal = signal;
            this.action = action;
        }

        /// Hears no more. Idempotent. **Thread** any.
        @Override
        public void close() {
            signal.remove(this);
        }
    }

    /// Lets `action` run when the signal comes, on a thread of the JVM's, instead of who listened
    /// before. **Thread** any.
    /// @throws SignalRefused if this JVM does not let programs handle it (its own signals, `-Xrs`,
    ///     those that were ignored when it began, no `jdk.unsupported`), or there is no such signal
    public static Listener listen(String name, Runnable action) throws SignalRefused {
        synchronized (JvmSignal.class) {
            JvmSignal mine = new JvmSignal(name);
            Listener listener = mine.add(action);
            Object previous = mine.install(mine.signal);
            if (JdkSignal.ignores(previous) && staysIgnored(name)) {
                throw new SignalRefused(
                        "SIG"
                                + name
                                + " is ignored in this process, as after nohup or behind `&` in a"
                                + " script; the JVM leaves it so",
                        null);
            }
            JvmSignal first = ofHandler(previous);
            if (first == null || first.listeners.isEmpty()) {
                mine.before = first == null ? previous : first.before;
                return listener;
            }
            Listener joined = first.add(action);
            first.install(first.signal);
            return joined;
        }
    }

    /// [#listen], unless somebody else listens, or the program has a handler of its own. A signal
    /// in the moment of asking is the asker's.
    /// @return null if so
    static @Nullable Listener listenIfNobodyDoes(String name, Runnable action)
            throws SignalRefused {
        synchronized (JvmSignal.class) {
            Listener listener = listen(name, action);
            JvmSignal heard = listener.signal;
            if (heard.listeners.size() == 1
                    && heard.before != null
                    && JdkSignal.isDefault(heard.before)) {
                return listener;
            }
            listener.close();
            return null;
        }
    }

    /// The number of a signal here; 0 if there is none, or no door to signals.
    public static int number(String name) {
        try {
            return signal(name, name, () -> {}).number();
        } catch (SignalRefused unknown) {
            return 0;
        }
    }

    /// Sends the signal to this process.
    /// @throws IllegalStateException if there is no such signal, or the JVM does not let programs
    ///     raise it
    public static void raise(String name) {
        try {
            signal(name, name, () -> {}).raise();
        } catch (SignalRefused | IllegalArgumentException refused) {
            throw new IllegalStateException("SIG" + name + " cannot be raised here", refused);
        }
    }

    private Listener add(Runnable action) {
        Listener listener = new Listener(this, action);
        List<Listener> more = new ArrayList<>(listeners);
        more.add(listener);
        listeners = List.copyOf(more);
        return listener;
    }

    private void remove(Listener listener) {
        synchronized (JvmSignal.class) {
            List<Listener> fewer = new ArrayList<>(listeners);
            if (fewer.remove(listener)) {
                listeners = List.copyOf(fewer);
                if (fewer.isEmpty() && before != null) {
                    putBack(before);
                }
            }
        }
    }

    private void putBack(Object handlerBefore) {
        try {
            Object now = install(handlerBefore);
            if (ofHandler(now) != this) { // somebody put his own in our place: it stays
                install(now);
            }
        } catch (SignalRefused e) {
            throw new IllegalStateException("the handler of SIG" + name + " cannot be put back", e);
        }
    }

    // ---- the JDK's door

    private static @Nullable JvmSignal ofHandler(Object handler) {
        return JdkSignal.ownerOf(handler) instanceof JvmSignal ours ? ours : null;
    }

    /// Whether the JVM leaves it ignored if it was when the JVM began.
    private static boolean staysIgnored(String name) {
        return switch (name) {
            case "HUP", "INT", "TERM" -> true;
            default -> false;
        };
    }

    private Object install(Object handler) throws SignalRefused {
        try {
            return signal.install(handler);
        } catch (IllegalArgumentException no) {
            throw new SignalRefused(no.getMessage(), no);
        }
    }

    private static JdkSignal signal(String name, Object owner, Runnable raised)
            throws SignalRefused {
        try {
            return new JdkSignal(name, owner, raised);
        } catch (IllegalArgumentException unknown) {
            throw new SignalRefused(unknown.getMessage(), unknown);
        } catch (NoClassDefFoundError absent) {
            throw new SignalRefused("this JVM has no module jdk.unsupported", absent);
        }
    }
}
