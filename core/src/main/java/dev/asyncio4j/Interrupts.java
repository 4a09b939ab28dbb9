// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/// One signal, while a runner runs: what it does, and what was there before.
///
/// The JVM runs signal handlers on a thread of its own, so they may only post letters to the loop.
///
/// `sun.misc.Signal` is public and exported, and the JDK's only door to signals. It is called by
/// reflection all the same, because javac warns of any use, unsuppressibly, and here warnings are
/// errors.
final class Interrupts implements AutoCloseable {

    private final Object signal;
    private final @Nullable Object before;

    // the signal thread only
    private int left;
    private final Runnable action;

    private Interrupts(String name, int times, Runnable action)
            throws ReflectiveOperationException {
        this.left = times;
        this.action = action;
        Class<?> type = Class.forName("sun.misc.Signal");
        this.signal = type.getConstructor(String.class).newInstance(name);
        Object handler =
                Proxy.newProxyInstance(
                        Interrupts.class.getClassLoader(),
                        new Class<?>[] {handlerType()},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "handle" -> raised();
                                    case "hashCode" -> System.identityHashCode(proxy);
                                    case "equals" -> arguments != null && proxy == arguments[0];
                                    default -> "asyncio4j handler of SIG" + name;
                                });
        Object previous = install(handler);
        if (Proxy.isProxyClass(previous.getClass())
                && previous.toString().startsWith("asyncio4j")) { // another runner has it
            install(previous);
            this.before = null;
        } else {
            this.before = previous;
        }
    }

    /// Lets `action` run the next `times` that the signal comes, on the JVM's signal thread; after
    /// that, what was there before has it again. A signal that another runner has stays its.
    /// @return null if this JVM does not let programs handle it (`-Xrs`, no `jdk.unsupported`)
    static @Nullable Interrupts on(String name, int times, Runnable action) {
        try {
            return new Interrupts(name, times, action);
        } catch (ReflectiveOperationException notOurs) {
            System.getLogger("asyncio")
                    .log(System.Logger.Level.DEBUG, "SIG" + name + " is not handled", notOurs);
            return null;
        }
    }

    private @Nullable Object raised() {
        if (--left == 0) {
            close();
        }
        action.run();
        return null;
    }

    /// Puts back what was there before.
    @Override
    public void close() {
        if (before != null) {
            try {
                install(before);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the signal handler cannot be put back", e);
            }
        }
    }

    private Object install(Object handler) throws ReflectiveOperationException {
        try {
            return signal.getClass()
                    .getMethod("handle", signal.getClass(), handlerType())
                    .invoke(null, signal, handler);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException) { // java -Xrs
                throw new NoSuchMethodException(String.valueOf(refused.getCause().getMessage()));
            }
            throw refused;
        }
    }

    private static Class<?> handlerType() throws ClassNotFoundException {
        return Class.forName("sun.misc.SignalHandler");
    }
}
