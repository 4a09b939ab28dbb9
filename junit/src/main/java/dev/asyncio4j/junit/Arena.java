// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.testing.VirtualTime;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// Where one test runs: once in a loop, or under many schedules. **Thread** the test's.
interface Arena {

    /// How the test runs.
    Settings settings();

    /// Its loop; null if there is none now.
    @Nullable EventLoop loop();

    /// Its clock; null if there is none now, or it is the machine's.
    @Nullable VirtualTime time();

    /// Runs a `@BeforeEach` or `@AfterEach` method.
    /// @param inLoop whether it is to run in the loop
    void around(Method method, Invocation<@Nullable Void> call, boolean inLoop) throws Throwable;

    /// Runs the test method.
    void test(Invocation<@Nullable Void> call, ReflectiveInvocationContext<Method> how)
            throws Throwable;

    /// Ends it.
    /// @param failed whether the test failed
    /// @throws NeglectError if something was left undone
    void close(boolean failed) throws Throwable;
}
