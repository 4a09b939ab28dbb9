// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// What runs as a task in the test's event loop, and may await.
///
/// - **On a test method** of any kind: the method. A `@ParameterizedTest` or `@RepeatedTest` gets a
///   loop for each invocation, a `@TestFactory` one for each dynamic test.
/// - **On a `@BeforeEach` or `@AfterEach` method**: that method, in the loop of the test it belongs
///   to, if that has one.
/// - **On a class**: all of these in it, in its subclasses and in its `@Nested` classes.
///
/// Each test has a loop of its own, which begins before its `@BeforeEach` methods and ends after
/// its `@AfterEach` methods. All of them share a context, each is a task of its own, and what one
/// has started goes on in the next. `@BeforeAll` and `@AfterAll` belong to no test and run in no
/// loop.
///
/// A parameter of type `EventLoop` is the loop; parameters of other extensions work as ever. The
/// loop is in debug mode, unless the configuration parameter `asyncio4j.junit.debug` is `false`.
///
/// **The test fails** if a method does not end within the [TimeLimit], and, though its body was
/// content, for everything of [Neglect] that is not [allowed][Allow]. At its end it is given until
/// nothing is ready any more, so what was cancelled last need not be awaited.
///
/// @see VirtualClock
/// @see Schedules
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(LoopExtension.class)
public @interface InLoop {}
