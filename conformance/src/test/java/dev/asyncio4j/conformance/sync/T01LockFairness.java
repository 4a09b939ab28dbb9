// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.sync;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.sync.Held;
import dev.asyncio4j.sync.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Lock: waiters get it strictly in order of arrival; `release()` only wakes the first waiter,
/// which
/// takes the lock in its own step; a newcomer cannot overtake a waiter that was woken but has not
/// run yet.
public final class T01LockFairness {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> user(Lock lock, String name, List<String> log, int turns) {
        return async(
                () -> {
                    for (int i = 0; i < turns; i++) {
                        String entry = name + i;
                        await(
                                lock.use(
                                        () -> {
                                            log.add(entry);
                                            await(sleep(0));
                                        }));
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Lock lock = new Lock();
                    List<String> log = new ArrayList<>();
                    await(
                            gather(
                                    Stream.of("a", "b", "c")
                                            .map(n -> user(lock, n, log, 3))
                                            .toList()));
                    print("taking turns:", String.join(" ", log));
                    releaseDoesNotHandOver(lock);
                    acquireInTheSameStep(lock);

                    print(
                            "-- a free lock is taken without yielding, acquire returns",
                            await(lock.acquire()));
                    lock.release();
                    errors(lock);
                    notReentrant(lock);
                });
    }

    static void releaseDoesNotHandOver(Lock lock) {
        print("-- release does not hand over at once");
        await(lock.acquire());
        print("locked", lock.isLocked());
        Task<Held> task = createTask(lock.acquire());
        await(sleep(0));
        lock.release();
        print("after release, before the waiter ran: locked", lock.isLocked());
        Task<Held> newcomer = createTask(lock.acquire());
        await(sleep(0));
        print(
                "waiter has it:",
                task.isDone(),
                "| newcomer:",
                newcomer.isDone(),
                "| locked",
                lock.isLocked());
        lock.release();
        await(newcomer);
        lock.release();
    }

    static void acquireInTheSameStep(Lock lock) {
        print("-- acquire in the same step as release: the free lock is not free for us");
        List<String> order = new ArrayList<>();
        await(lock.acquire());
        Task<Void> waiter =
                createTask(
                        lock.use(
                                () -> {
                                    order.add("waiter");
                                }));
        await(sleep(0));
        lock.release();
        try (var _ = await(lock.acquire())) { // must queue behind the woken waiter
            order.add("former owner");
        }
        await(waiter);
        printSep(", ", order.toArray());
    }

    static void errors(Lock lock) {
        print("-- errors");
        try {
            lock.release();
        } catch (IllegalStateException e) {
            print(name(e), e);
        }
        try (var _ = await(lock.acquire())) {
            throw new ValueError("in block");
        } catch (ValueError e) {
            print(name(e), "| locked", lock.isLocked());
        }
    }

    static void notReentrant(Lock lock) {
        print("-- not reentrant, and any task may release it");
        await(lock.acquire());
        Task<Held> task = createTask(lock.acquire());
        await(sleep(0));
        print("second acquire waits:", !task.isDone());
        await(createTask(async(() -> lock.release())));
        print("got it:", await(task));
    }
}
