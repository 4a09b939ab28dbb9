// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.tasks;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.conformance.Py.name;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.text;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import java.util.concurrent.atomic.AtomicReference;

/// A task that awaits itself, or a future of another loop, gets an error there.
public final class T05BadAwaits {

    public static void main(String[] args) {
        run(program());
    }

    /// Names of tasks and futures differ: only their shape is kept.
    private static String show(Throwable failure) {
        return name(failure)
                + ": "
                + text(failure)
                        .replaceAll("<(Task|Future) .*?>(?= got | attached | with |$)", "<$1>");
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    AtomicReference<Task<String>> box = new AtomicReference<>();
                    box.set(createTask(selfish(box)));
                    print(await(box.get()));

                    EventLoop other = newEventLoop();
                    try {
                        await(other.createFuture());
                    } catch (IllegalStateException e) {
                        print(show(e));
                    }
                    other.close();
                });
    }

    private static Coroutine<String> selfish(AtomicReference<Task<String>> box) {
        return async(
                () -> {
                    try {
                        return await(box.get());
                    } catch (IllegalStateException e) {
                        print(show(e));
                        return "recovered";
                    }
                });
    }
}
