// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.EventLoop;

/// The ready queue: first in, first out, one turn at a time.
public final class T01ReadyQueue {

    private final EventLoop loop = newEventLoop();

    public static void main(String[] args) {
        new T01ReadyQueue().cases();
    }

    private void cases() {
        print("-- breadth first");
        for (String name : new String[] {"a", "b", "c"}) {
            loop.callSoon(() -> nest(name, 1));
        }
        loop.callSoon(loop::stop); // stops at the end of turn 1
        loop.runForever();
        print("-- stopped after one iteration; what was queued is kept");
        loop.callSoon(loop::stop);
        loop.runForever();

        print("-- stop() in the middle does not cut the iteration short");
        loop.callSoon(() -> print("before stop"));
        loop.callSoon(loop::stop);
        loop.callSoon(() -> print("after stop, same iteration"));
        loop.callSoon(() -> loop.callSoon(() -> print("queued during the last iteration")));
        loop.runForever();
        print("-- loop returned");
        loop.callSoon(loop::stop);
        loop.runForever();

        print("-- stop() before run_forever: exactly one iteration");
        loop.callSoon(() -> nest("x", 1));
        loop.stop();
        loop.runForever();
        print("-- returned");
        loop.stop();
        loop.runForever();

        print("-- a callback that reschedules itself interleaves with others");
        loop.callSoon(() -> tick(1));
        loop.callSoon(() -> nest("y", 2));
        loop.runForever();
        loop.close();
    }

    private void nest(String name, int depth) {
        print("run", name);
        if (depth > 0) {
            loop.callSoon(() -> nest(name + ".1", depth - 1));
            loop.callSoon(() -> nest(name + ".2", depth - 1));
        }
    }

    private void tick(int n) {
        print("tick", n);
        if (n < 3) {
            loop.callSoon(() -> tick(n + 1));
        } else {
            loop.stop();
        }
    }
}
