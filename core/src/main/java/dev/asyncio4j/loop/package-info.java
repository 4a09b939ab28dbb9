// SPDX-License-Identifier: Apache-2.0

/// Floor 2: the loop's machinery, which knows callbacks, timers and letters from other threads, but
/// neither tasks nor futures.
///
/// Start reading at [LoopCore][dev.asyncio4j.loop.LoopCore], whose `turn()` is the one place that
/// runs user code. What a program uses directly: `Handle` and `TimerHandle` (what `callSoon` and
/// `callLater` return), `LoopOptions`, and the three things a loop can be built with: a `Clock`, a
/// `Poller`, a `Choices` oracle. The loop that users hold is `dev.asyncio4j.EventLoop`, one floor
/// up.
package dev.asyncio4j.loop;
