// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExecutableInvoker;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/// New instances of a test class and of those that enclose it, and the life of a test on them, as
/// JUnit would have it.
///
/// A field with an annotation (`@TempDir`, `@Mock`, `@RegisterExtension`) was filled by someone who
/// does so once: it is taken over from JUnit's own instance.
final class Instances {

    private final ExecutableInvoker invoker;
    private final List<Object> all = new ArrayList<>(); // outermost first

    Instances(ExtensionContext context) {
        this.invoker = context.getExecutableInvoker();
        List<Object> given = context.getRequiredTestInstances().getAllInstances();
        for (Object each : given) {
            boolean isInnermost = each == given.getLast();
            all.add(isShared(each, isInnermost, context) ? each : anew(each));
        }
    }

    private static boolean isShared(
            Object instance, boolean isInnermost, ExtensionContext context) {
        TestInstance.Lifecycle lifecycle =
                isInnermost
                        ? context.getTestInstanceLifecycle().orElse(null)
                        : AnnotationSupport.findAnnotation(instance.getClass(), TestInstance.class)
                                .map(TestInstance::value)
                                .orElse(null);
        return lifecycle == TestInstance.Lifecycle.PER_CLASS;
    }

    private Object anew(Object given) {
        Class<?> type = given.getClass();
        Constructor<?> constructor = type.getDeclaredConstructors()[0]; // JUnit allows one
        boolean isInner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
        Object instance =
                isInner ? invoker.invoke(constructor, all.getLast()) : invoker.invoke(constructor);
        List<Field> filled =
                ReflectionSupport.findFields(
                        type, Instances::isFilled, HierarchyTraversalMode.TOP_DOWN);
        for (Field field : filled) {
            takeOver(field, given, instance);
        }
        return instance;
    }

    private static boolean isFilled(Field field) {
        return !Modifier.isStatic(field.getModifiers()) && field.getAnnotations().length > 0;
    }

    private static void takeOver(Field field, Object from, Object to) {
        try {
            Field open = ReflectionSupport.makeAccessible(field);
            open.set(to, open.get(from));
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(
                    field + " has an annotation and cannot be set: make it non-final", closed);
        }
    }

    /// Runs the `@BeforeEach` methods, the test, and in any case the `@AfterEach` methods, each of
    /// them.
    void play(Method test, @Nullable Object[] arguments) {
        Throwable failure = null;
        try {
            for (Object instance : all) {
                for (Method method :
                        methods(instance, BeforeEach.class, HierarchyTraversalMode.TOP_DOWN)) {
                    invoker.invoke(method, instance);
                }
            }
            ReflectionSupport.invokeMethod(test, all.getLast(), arguments);
        } catch (Throwable first) {
            failure = first;
        }
        for (Object instance : all.reversed()) {
            for (Method method :
                    methods(instance, AfterEach.class, HierarchyTraversalMode.BOTTOM_UP)) {
                try {
                    invoker.invoke(method, instance);
                } catch (Throwable further) {
                    if (failure == null) {
                        failure = further;
                    } else if (failure != further) {
                        failure.addSuppressed(further);
                    }
                }
            }
        }
        if (failure != null) {
            throw Frames.<RuntimeException>sneak(failure);
        }
    }

    private static List<Method> methods(
            Object instance, Class<? extends Annotation> type, HierarchyTraversalMode order) {
        return AnnotationSupport.findAnnotatedMethods(instance.getClass(), type, order);
    }
}
