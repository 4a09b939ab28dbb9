// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.testing.Explorer;
import dev.asyncio4j.testing.Schedule;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Runs a test under many schedules, each in a loop of its own with a virtual clock: first in,
/// first out, then in turn shuffled rounds, random walks and priorities. It fails with the first
/// schedule under which it fails, in one line that runs it again exactly.
///
/// ```java
/// @AsyncTest
/// @Schedules(1000)
/// void account_isNeverOverdrawn() {
///     var account = new Account(100);
///     await(gather(account.withdraw(80), account.withdraw(80)));
///     assertThat(account.balance()).isNotNegative();
/// }
/// ```
///
/// ```text
/// asyncio4j.schedule=rounds:2 (schedule 2) fails with java.lang.AssertionError: ...
/// ```
///
/// **Again**: run the test with `-Dasyncio4j.schedule=rounds:2`, which is a configuration parameter
/// too, or write `@Schedules(only = "rounds:2")`.
///
/// **Each run is a test of its own**: it gets a new instance of the test class (and of those that
/// enclose it), on which the `@BeforeEach` methods, the test and the `@AfterEach` methods run, all
/// of them in one task of the loop. What others put into it is kept: arguments of the test, other
/// than loop and clock; fields with an annotation; an instance whose lifecycle is `PER_CLASS`. So
/// are other extensions' callbacks, which run once around everything. What is random must not come
/// from elsewhere, or the line will not run the same.
///
/// A run fails as a test [in the loop][InLoop] does, for [Neglect] too; and if it has no end after
/// `maxSteps` steps.
///
/// On a test method or a class that is in the loop. The configuration parameter
/// `asyncio4j.junit.schedules` sets another number for all tests, for the nightly run, say.
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface Schedules {

    /// How many schedules at most, at least 1.
    int value() default 1000;

    /// The seed of the first; the others count on. The same seed gives the same schedules.
    long seed() default 1;

    /// The kinds of schedules. `OPEN` alone is for code that relies on the ready order, which
    /// asyncio promises.
    Schedule.Kind[] kinds() default {Schedule.Kind.ROUNDS, Schedule.Kind.WALK, Schedule.Kind.PCT};

    /// What is done to awaits, one a run: each await of the first run is hit once, then random ones
    /// under all kinds. That cancellation or fault itself is no failure.
    Explorer.Injection[] inject() default {};

    /// How many steps a run may take, at least 1.
    long maxSteps() default 1_000_000;

    /// The one schedule to run, as the failure named it; empty is all.
    String only() default "";
}
