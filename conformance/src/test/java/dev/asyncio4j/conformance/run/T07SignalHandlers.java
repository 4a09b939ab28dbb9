// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.run;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Signal;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.sync.Queue;

/// `addSignalHandler`: the callback runs in the loop, not in the signal context; replaced by a
/// later
/// one, removed; what is refused.
public final class T07SignalHandlers {

    public static void main(String[] args) {
        run(program());
    }

    static Coroutine<Void> program() {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Queue<Object> got = new Queue<>();
                    loop.addSignalHandler(Signal.SIGUSR1, () -> got.putNoWait("usr1"));
                    Signal.SIGUSR1.raise();
                    print("not inline:", got.qsize());
                    print(await(got.get()));
                    loop.addSignalHandler(
                            Signal.SIGUSR1, () -> got.putNoWait(Tuple.of("second", 1, 2)));
                    Signal.SIGUSR1.raise();
                    print(await(got.get()));
                    loop.addSignalHandler(
                            Signal.SIGUSR2,
                            () -> {
                                print("in a task:", currentTask());
                                got.putNoWait("usr2");
                            });
                    Signal.SIGUSR2.raise();
                    print(await(got.get()));
                    print(
                            "remove",
                            loop.removeSignalHandler(Signal.SIGUSR2),
                            loop.removeSignalHandler(Signal.SIGUSR2));

                    print("-- wakes the loop from a long sleep, the sleeper goes on");
                    var sleeper = createTask(sleep(0.06, "slept"));
                    loop.callLater(0.02, Signal.SIGUSR1::raise);
                    print(
                            await(got.get()),
                            "| sleeper done",
                            sleeper.isDone(),
                            "->",
                            await(sleeper));

                    print("-- an error in the handler goes to the exception handler");
                    loop.setExceptionHandler(
                            (where, fault) -> got.putNoWait(show(fault.exception())));
                    loop.addSignalHandler(Signal.SIGUSR1, () -> divide(1, 0));
                    Signal.SIGUSR1.raise();
                    print(await(got.get()));

                    print("-- SIGINT handled by the loop: asyncio.run does not cancel");
                    loop.addSignalHandler(Signal.SIGINT, () -> got.putNoWait("sigint"));
                    Signal.SIGINT.raise();
                    print(await(got.get()));
                    loop.removeSignalHandler(Signal.SIGINT);

                    print("-- refused");
                    refused(() -> loop.addSignalHandler(Signal.SIGKILL, () -> print()));
                    refused(() -> loop.addSignalHandler(Signal.of(10000), () -> print()));
                });
    }

    static int divide(int dividend, int divisor) {
        return dividend / divisor;
    }

    static void refused(Runnable call) {
        try {
            call.run();
        } catch (IllegalStateException | IllegalArgumentException e) {
            print(show(e));
        }
    }
}
