// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.testing.VirtualTime;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// JUnit's side of [InLoop]: gives each test an [Arena], and hands it the calls of its methods.
final class LoopExtension
        implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor, ParameterResolver {

    private static final ExtensionContext.Namespace HERE =
            ExtensionContext.Namespace.create(LoopExtension.class);

    /// For JUnit.
    LoopExtension() {}

    private static @Nullable Arena arena(ExtensionContext context) {
        return context.getStore(HERE).get(Arena.class, Arena.class);
    }

    private static Arena required(ExtensionContext context) {
        Arena arena = arena(context);
        if (arena == null) {
            throw new IllegalStateException("no loop was made for " + context.getDisplayName());
        }
        return arena;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Settings settings = Settings.of(context);
        String name = context.getRequiredTestMethod().getName();
        context.getStore(HERE)
                .put(
                        Arena.class,
                        settings.schedules() == null
                                ? new TestLoop(settings, name)
                                : new ScheduledTest(settings, context, name));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            required(context).close(context.getExecutionException().isPresent());
        } catch (Throwable failure) {
            throw Frames.<RuntimeException>sneak(failure);
        }
    }

    // ---- the methods

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> call,
            ReflectiveInvocationContext<Method> how,
            ExtensionContext context)
            throws Throwable {
        refuse(call, how, "@BeforeAll");
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<@Nullable Void> call,
            ReflectiveInvocationContext<Method> how,
            ExtensionContext context)
            throws Throwable {
        refuse(call, how, "@AfterAll");
    }

    private static void refuse(
            Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> how, String kind)
            throws Throwable {
        if (AnnotationSupport.isAnnotated(how.getExecutable(), InLoop.class)) {
            call.skip();
            throw new ExtensionConfigurationException(
                    "@InLoop "
                            + kind
                            + " "
                            + how.getExecutable().getName()
                            + ": it belongs to no test, and each test has a loop of its own"
                            + " (expected: @BeforeEach or @AfterEach, or run(...) in it)");
        }
        call.proceed();
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> call,
            ReflectiveInvocationContext<Method> how,
            ExtensionContext context)
            throws Throwable {
        around(call, how, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> call,
            ReflectiveInvocationContext<Method> how,
            ExtensionContext context)
            throws Throwable {
        around(call, how, context);
    }

    private static void around(
            Invocation<@Nullable Void> call,
            ReflectiveInvocationContext<Method> how,
            ExtensionContext context)
            throws Throwable {
        Method method = how.getExecutable();
        boolean inLoop =
                AnnotationSupport.isAnnotated(method, InLoop.class)
                        || Settings.onClass(context, InLoop.class).isPresent();
        required(context).around(method, call, inLoop);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> call,
            ReflectiveInvocationContext<Method> how,
            ExtensionContext context)
            throws Throwable {
        required(context).test(call, how);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> call,
            ReflectiveInvocationContext<Method> how,
            ExtensionContext context)
            throws Throwable {
        required(context).test(call, how);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> call, ReflectiveInvocationContext<Method> how, ExtensionContext context)
            throws Throwable {
        if (required(context).settings().schedules() != null) {
            call.skip();
            throw new ExtensionConfigurationException(
                    "@Schedules @TestFactory "
                            + how.getExecutable().getName()
                            + ": the tests it makes cannot be made anew for each run (expected:"
                            + " Schedules.explore(...) in each)");
        }
        return call.proceed();
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> call,
            DynamicTestInvocationContext how,
            ExtensionContext context)
            throws Throwable {
        Settings settings = required(context).settings();
        TestLoop own = new TestLoop(settings, context.getDisplayName());
        Throwable failure = null;
        try {
            own.run(context.getDisplayName(), call);
        } catch (Throwable first) {
            failure = first;
        }
        try {
            own.close(failure != null);
        } catch (Throwable further) {
            if (failure == null) {
                failure = further;
            } else {
                failure.addSuppressed(further);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    // ---- parameters

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return (type == EventLoop.class || type == VirtualTime.class) && arena(context) != null;
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Arena arena = required(context);
        if (parameter.getParameter().getType() == EventLoop.class) {
            return arena.loop();
        }
        if (arena.settings().schedules() == null && arena.time() == null) {
            throw new ParameterResolutionException(
                    "VirtualTime: this test runs in real time (expected: @VirtualClock on it)");
        }
        return arena.time();
    }
}
