// SPDX-License-Identifier: Apache-2.0

/// Tests that run in an event loop of their own, by JUnit.
///
/// ```java
/// import static dev.asyncio4j.Asyncio.*;
/// import static org.junit.jupiter.api.Assertions.assertEquals;
///
/// import dev.asyncio4j.junit.AsyncTest;
/// import dev.asyncio4j.junit.Schedules;
/// import dev.asyncio4j.junit.VirtualClock;
/// import dev.asyncio4j.sync.Queue;
///
/// class QueueTest {
///
///     @AsyncTest
///     void get_waitsForAnItem() {
///         var queue = new Queue<String>();
///         createTask(queue.put("tea"));
///         assertEquals("tea", await(queue.get()));
///     }
///
///     @AsyncTest
///     @VirtualClock
///     void sleep_takesNoTime() {
///         await(sleep(3600));
///         assertEquals(3600, getRunningLoop().time());
///     }
///
///     @AsyncTest
///     @Schedules(200)
///     void nothing_isLost() {
///         var queue = new Queue<Integer>(1);
///         var sum = gather(queue.get(), queue.get());
///         await(gather(queue.put(1), queue.put(2)));
///         assertEquals(3, await(sum).stream().mapToInt(each -> each).sum());
///     }
/// }
/// ```
///
/// [AsyncTest][dev.asyncio4j.junit.AsyncTest] makes a test a coroutine;
/// [InLoop][dev.asyncio4j.junit.InLoop] does so for other kinds of tests and for what runs before
/// and after them. [VirtualClock][dev.asyncio4j.junit.VirtualClock],
/// [TimeLimit][dev.asyncio4j.junit.TimeLimit] and [Schedules][dev.asyncio4j.junit.Schedules] say
/// how it runs, [Allow][dev.asyncio4j.junit.Allow] what it may leave undone. The guide is
/// `docs/testing.md`.
package dev.asyncio4j.junit;
