// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Gives the tests a time of their own: where the loop would wait, the clock jumps, so that an hour
/// of sleep takes no time; and where it would wait for ever, the test fails by a
/// [DeadlockError][dev.asyncio4j.DeadlockError] which names who waits for what.
///
/// ```java
/// @AsyncTest
/// @VirtualClock
/// void retry_waitsLonger(VirtualTime time) {
///     await(retry(3, broken()));
///     assertThat(time.nanos()).isEqualTo(7_000_000_000L);
/// }
/// ```
///
/// On a test method or a class that is [in the loop][InLoop]. A parameter of type
/// [VirtualTime][dev.asyncio4j.testing.VirtualTime] is the clock.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface VirtualClock {}
