// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.TimerHandle;

/// Timers: by deadline, after what is ready already.
public final class T02Timers {

    public static void main(String[] args) {
        EventLoop loop = newEventLoop();

        print("-- by deadline, not by scheduling order");
        loop.callLater(0.06, () -> print("60 ms"));
        loop.callLater(0.02, () -> print("20 ms"));
        loop.callAt(loop.time() + 0.04, () -> print("40 ms (call_at)"));
        loop.callLater(0.09, loop::stop);
        loop.runForever();

        print("-- call_soon first, then due timers, in the same iteration");
        loop.callLater(0, () -> print("later 0"));
        loop.callLater(-1, () -> print("later -1 (sorts before 0)"));
        loop.callSoon(() -> print("soon"));
        loop.callSoon(() -> loop.callSoon(() -> print("next iteration")));
        loop.callSoon(() -> loop.callSoon(loop::stop));
        loop.runForever();

        print("-- call_at in the past runs at once");
        loop.callAt(loop.time() - 100, () -> print("past"));
        loop.callSoon(loop::stop);
        loop.runForever();

        print("-- two timers of one deadline run in order of scheduling");
        double when = loop.time() + 0.02;
        loop.callAt(when, () -> print("first"));
        loop.callAt(when, () -> print("second"));
        loop.callAt(when + 0.03, loop::stop);
        loop.runForever();

        print("-- a timer that schedules a due timer: the new one waits an iteration");
        loop.callLater(
                0.02,
                () -> {
                    print("outer timer");
                    loop.callLater(0, () -> print("inner timer"));
                    loop.callSoon(() -> print("soon from timer"));
                    loop.callLater(0.03, loop::stop);
                });
        loop.runForever();

        TimerHandle timer = loop.callLater(10, () -> print("never"));
        print("-- when() is the absolute deadline:", timer.when() > loop.time() + 9);
        loop.close();
    }
}
