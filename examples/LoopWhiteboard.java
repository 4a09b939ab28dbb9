// SPDX-License-Identifier: Apache-2.0
// The event loop is a manager with a whiteboard: one column of what is ready, one of what waits.
// Run it with: ./asyncio run examples/LoopWhiteboard.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;

Coroutine<Void> waiter(Future<String> letter) {
    return async(
            "waiter",
            () -> {
                System.out.println("waiter: I wait for a letter");
                String text = await(letter);
                System.out.println("waiter: it says '" + text + "'");
            });
}

Coroutine<Void> demo() {
    return async(
            "demo",
            () -> {
                EventLoop loop = getRunningLoop();
                Future<String> letter = loop.createFuture();
                var task = createTask(waiter(letter), "waiter");

                loop.callLater(0.02, () -> System.out.println("timer: 20 ms are over"));
                loop.callSoon(
                        () ->
                                System.out.println(
                                        "callback: I was ready, and ran first come, first served"));
                System.out.println("demo: everything is written down, nothing has run");

                await(sleep(0)); // one turn of the loop
                System.out.println("demo: the waiter is on the waiting side: " + task.waitingOn());

                letter.setResult("hello");
                System.out.println("demo: now it is ready, but it runs on the next turn");
                await(task);

                await(sleep(0.03)); // nothing is ready: the loop sleeps until the timer is due
                System.out.println("demo: tasks left besides me: " + (allTasks().size() - 1));
            });
}

void main() {
    run(demo());
}
