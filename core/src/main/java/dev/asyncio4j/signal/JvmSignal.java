// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.signal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
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
/// `sun.misc.Signal` is public and exported, and the JDK's only door to signals. It is called by
/// reflection all the same, because javac warns of any use, unsuppressibly, and here warnings are
/// errors.
public final class JvmSignal implements InvocationHandler {

    // set once
    private final String name;
    private final Object signal;
    private final Object handler;

    // written under the lock of the class, read by signal threads
    private volatile List<Listener> listeners = List.of();

    // under the lock of the class
    private @Nullable Object before;

    private JvmSignal(String name) throws ReflectiveOperationException {
        this.name = name;
        this.signal = signal(name);
        this.handler =
                Proxy.newProxyInstance(
                        JvmSignal.class.getClassLoader(), new Class<?>[] {handlerType()}, this);
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
    /// @throws ReflectiveOperationException if this JVM does not let programs handle it (its own
    ///     signals, `-Xrs`, no `jdk.unsupported`), or there is no such signal
    public static Listener listen(String name, Runnable action)
            throws ReflectiveOperationException {
        synchronized (JvmSignal.class) {
            JvmSignal mine = new JvmSignal(name);
            Listener listener = mine.add(action);
            Object previous = mine.install(mine.handler);
            JvmSignal first = ofHandler(previous);
            if (first == null || first.listeners.isEmpty()) {
                mine.before = first == null ? previous : first.before;
                return listener;
            }
            Listener joined = first.add(action);
            first.install(first.handler);
            return joined;
        }
    }

    /// [#listen], unless somebody else listens. A signal in the moment of asking is the asker's.
    /// @return null if somebody does
    static @Nullable Listener listenIfNobodyDoes(String name, Runnable action)
            throws ReflectiveOperationException {
        synchronized (JvmSignal.class) {
            Listener listener = listen(name, action);
            if (listener.signal.listeners.size() == 1) {
                return listener;
            }
            listener.close();
            return null;
        }
    }

    /// The number of a signal here; 0 if there is none, or no door to signals.
    public static int number(String name) {
        try {
            Object signal = signal(name);
            return (Integer) signal.getClass().getMethod("getNumber").invoke(signal);
        } catch (ReflectiveOperationException unknown) {
            return 0;
        }
    }

    /// Sends the signal to this process.
    /// @throws IllegalStateException if there is no such signal, or the JVM does not let programs
    ///     raise it
    public static void raise(String name) {
        try {
            Object signal = signal(name);
            invoke("raise", new Class<?>[] {signal.getClass()}, signal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIG" + name + " cannot be raised here", e);
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
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the handler of SIG" + name + " cannot be put back", e);
        }
    }

    /// The handler's methods. **Thread** the signal's, for `handle`.
    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "handle" -> raised();
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            default -> "asyncio4j handler of SIG" + name;
        };
    }

    private @Nullable Object raised() {
        List<Listener> now = listeners;
        if (!now.isEmpty()) { // else the last one is leaving at this moment
            now.getLast().action.run();
        }
        return null;
    }

    // ---- sun.misc.Signal

    private static @Nullable JvmSignal ofHandler(Object handler) {
        return Proxy.isProxyClass(handler.getClass())
                        && Proxy.getInvocationHandler(handler) instanceof JvmSignal ours
                ? ours
                : null;
    }

    private Object install(Object newHandler) throws ReflectiveOperationException {
        return invoke(
                "handle", new Class<?>[] {signal.getClass(), handlerType()}, signal, newHandler);
    }

    private static Object signal(String name) throws ReflectiveOperationException {
        try {
            return Class.forName("sun.misc.Signal").getConstructor(String.class).newInstance(name);
        } catch (InvocationTargetException unknown) {
            throw refused(unknown);
        }
    }

    private static Object invoke(String method, Class<?>[] types, Object... arguments)
            throws ReflectiveOperationException {
        try {
            return Class.forName("sun.misc.Signal")
                    .getMethod(method, types)
                    .invoke(null, arguments);
        } catch (InvocationTargetException thrown) {
            throw refused(thrown);
        }
    }

    /// The JDK says no with an `IllegalArgumentException`.
    private static ReflectiveOperationException refused(InvocationTargetException thrown) {
        return thrown.getCause() instanceof IllegalArgumentException no
                ? new NoSuchMethodException(no.getMessage())
                : thrown;
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }
}
