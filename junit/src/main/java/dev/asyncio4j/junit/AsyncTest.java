// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/// A test whose body is a coroutine: it runs as a task, in an event loop that is made for it alone,
/// and may await.
///
/// ```java
/// @AsyncTest
/// void queue_givesWhatWasPut() {
///     var queue = new Queue<Integer>();
///     createTask(queue.put(1));
///     assertThat(await(queue.get())).isEqualTo(1);
/// }
/// ```
///
/// It is `@Test` and [InLoop] in one, and says there what that means. With `@ParameterizedTest`,
/// `@RepeatedTest` and their like, use [InLoop] beside them instead. As with every JUnit test, the
/// method returns nothing: one that returns a coroutine is not run, and JUnit warns of it.
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@InLoop
public @interface AsyncTest {}
