// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How long a method that runs in the loop may take, in real time, whatever its clock says: a test,
/// each of its `@BeforeEach` and `@AfterEach` methods, the end of its loop; under [Schedules] each
/// run.
///
/// When the time is over the test fails by a [TimeLimitError], which shows all tasks, and goes on
/// with its `@AfterEach` methods. Where the loop does not answer, because a step blocks or
/// computes, the error shows where that is; the loop is left alone then, on a thread that does not
/// keep the JVM from ending.
///
/// The default is 60 s, or the configuration parameter `asyncio4j.junit.limit`, in seconds. The
/// annotation on the method counts before that on the class.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface TimeLimit {

    /// The limit in seconds, more than 0. Positive infinity is none.
    double value();
}
