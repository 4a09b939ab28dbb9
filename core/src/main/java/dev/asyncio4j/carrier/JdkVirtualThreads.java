// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The only reflection into the JDK: a virtual thread with a scheduler of our own.
///
/// The method is package-private in `java.lang`, so the JVM must be told to open that package.
/// [#obstacle()] says in one sentence what is in the way, or is null.
final class JdkVirtualThreads {

    private static final Lookup LOOKUP = Lookup.attempt();

    private JdkVirtualThreads() {}

    /// A new, unstarted virtual thread that `scheduler` runs.
    static Thread create(Executor scheduler, Runnable task) {
        MethodHandle factory = LOOKUP.factory;
        if (factory == null) {
            throw new IllegalStateException(LOOKUP.obstacle);
        }
        try {
            return (Thread) factory.invokeExact(scheduler, (String) null, 0, task);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the JDK refused to create a virtual thread", e);
        }
    }

    /// Runs the continuation of a stock virtual thread, as the JDK would. **Thread** any.
    static void schedule(Runnable continuation) {
        Executor scheduler = LOOKUP.scheduler;
        if (scheduler == null) {
            throw new IllegalStateException(LOOKUP.obstacle);
        }
        scheduler.execute(continuation);
    }

    /// Whether `thread`, on which it is called, could be taken for one that `model` has just made.
    static boolean isAsNew(Thread thread, Thread model) {
        return isNull(LOOKUP.locals, thread)
                && isNull(LOOKUP.inheritable, thread)
                && isNull(LOOKUP.scopes, thread)
                && !thread.isInterrupted()
                && thread.getName().isEmpty()
                && thread.getContextClassLoader() == model.getContextClassLoader();
    }

    private static boolean isNull(@Nullable MethodHandle field, Thread thread) {
        try {
            return field != null && (Object) field.invokeExact(thread) == null;
        } catch (Throwable e) {
            throw new IllegalStateException("the JDK refused to read a field of a thread", e);
        }
    }

    /// Why [#create] cannot work, as a sentence without full stop; null if it can.
    static @Nullable String obstacle() {
        return LOOKUP.obstacle;
    }

    /// Lets one thread begin and end. That loads the classes which the end of a thread needs: code
    /// compiled before they are there leaves compiled mode where it would use them, and a million
    /// tasks that began so would do it one by one, 20 us each.
    private static void endOne(MethodHandle factory) {
        if (Thread.currentThread().isVirtual()) {
            return; // cannot carry it
        }
        Executor here = Runnable::run;
        Runnable nothing = () -> {};
        try {
            Thread first = (Thread) factory.invokeExact(here, (String) null, 0, nothing);
            first.start();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the JDK refused to create a virtual thread", e);
        }
    }

    private record Lookup(
            @Nullable MethodHandle factory,
            @Nullable Executor scheduler,
            @Nullable MethodHandle locals,
            @Nullable MethodHandle inheritable,
            @Nullable MethodHandle scopes,
            @Nullable String obstacle) {

        private static Lookup without(String obstacle) {
            return new Lookup(null, null, null, null, null, obstacle);
        }

        /// A field of `Thread`; null if this JDK has none of that name, and threads are used once.
        private static @Nullable MethodHandle field(String name) throws IllegalAccessException {
            try {
                Field field = Thread.class.getDeclaredField(name);
                field.setAccessible(true);
                return MethodHandles.lookup()
                        .unreflectGetter(field)
                        .asType(MethodType.methodType(Object.class, Thread.class));
            } catch (NoSuchFieldException e) {
                return null;
            }
        }

        static Lookup attempt() {
            try {
                Class<?> builders = Class.forName("java.lang.ThreadBuilders");
                Method method =
                        builders.getDeclaredMethod(
                                "newVirtualThread",
                                Executor.class,
                                String.class,
                                int.class,
                                Runnable.class);
                method.setAccessible(true);
                MethodType type =
                        MethodType.methodType(
                                Thread.class,
                                Executor.class,
                                String.class,
                                int.class,
                                Runnable.class);
                Field scheduler =
                        Class.forName("java.lang.VirtualThread")
                                .getDeclaredField("DEFAULT_SCHEDULER");
                scheduler.setAccessible(true);
                MethodHandle factory = MethodHandles.lookup().unreflect(method).asType(type);
                endOne(factory);
                return new Lookup(
                        factory,
                        (Executor) scheduler.get(null),
                        field("threadLocals"),
                        field("inheritableThreadLocals"),
                        field("headStackableScopes"),
                        null);
            } catch (InaccessibleObjectException e) {
                Module us = JdkVirtualThreads.class.getModule();
                String name = us.isNamed() ? us.getName() : "ALL-UNNAMED";
                return without(
                        "java.lang is not opened to asyncio4j; start the JVM with"
                                + " --add-opens java.base/java.lang="
                                + name);
            } catch (ReflectiveOperationException | RuntimeException e) {
                return without(
                        "this JDK ("
                                + Runtime.version()
                                + ") has no virtual threads with a scheduler of one's own: "
                                + e);
            }
        }
    }
}
