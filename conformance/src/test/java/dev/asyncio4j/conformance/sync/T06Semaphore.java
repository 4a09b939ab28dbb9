// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.sync;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.sync.BoundedSemaphore;
import dev.asyncio4j.sync.Held;
import dev.asyncio4j.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/// Semaphore: lets value tasks in, the others wait in order of arrival; a waiter that was woken has
/// the slot reserved (a newcomer cannot take it); `isLocked()`; the bounded variant refuses to be
/// released above its start value.
public final class T06Semaphore {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> user(Semaphore semaphore, String name, List<String> log) {
        return async(
                () -> {
                    for (int i = 0; i < 2; i++) {
                        try (var _ = await(semaphore.acquire())) {
                            log.add(name + i);
                            await(sleep(0));
                        }
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    List<String> log = new ArrayList<>();
                    Semaphore two = new Semaphore(2);
                    await(
                            gather(
                                    Stream.of("a", "b", "c", "d")
                                            .map(n -> user(two, n, log))
                                            .toList()));
                    print("two at a time:", String.join(" ", log));
                    reserved();
                    manyWaiters();
                    bounded();
                });
    }

    static void reserved() {
        Semaphore semaphore = new Semaphore(1);
        print(
                "locked",
                semaphore.isLocked(),
                "acquire",
                await(semaphore.acquire()),
                "locked",
                semaphore.isLocked());
        Task<Held> task = createTask(semaphore.acquire());
        await(sleep(0));
        semaphore.release();
        print("released for a waiter: locked for others:", semaphore.isLocked());
        Task<Held> newcomer = createTask(semaphore.acquire());
        await(sleep(0));
        await(sleep(0));
        print("waiter", task.isDone(), "newcomer", newcomer.isDone());
        semaphore.release();
        await(newcomer);
        semaphore.release();
        semaphore.release();
        print(
                "above the start value is allowed:",
                await(semaphore.acquire()),
                await(semaphore.acquire()),
                "locked",
                semaphore.isLocked());
    }

    static void manyWaiters() {
        print("-- many waiters, released at once: FIFO");
        Semaphore semaphore = new Semaphore(0);
        List<Integer> log = new ArrayList<>();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            int number = i;
            tasks.add(
                    createTask(
                            async(
                                    () -> {
                                        await(semaphore.acquire());
                                        log.add(number);
                                    })));
        }
        await(sleep(0));
        for (int i = 0; i < 3; i++) {
            semaphore.release();
        }
        await(sleep(0));
        await(sleep(0));
        print(log);
        semaphore.release();
        semaphore.release();
        await(waitOn(tasks));
        print(log, "locked", semaphore.isLocked());
    }

    static void bounded() {
        print("-- bounded");
        BoundedSemaphore bounded = new BoundedSemaphore(1);
        try {
            bounded.release();
        } catch (IllegalArgumentException e) {
            print(name(e), e);
        }
        try (var _ = await(bounded.acquire())) {
            print("in", bounded.isLocked());
        }
        print("out", bounded.isLocked());
        List<IntFunction<Semaphore>> types = List.of(Semaphore::new, BoundedSemaphore::new);
        for (IntFunction<Semaphore> type : types) {
            try {
                print(type.apply(-1));
            } catch (IllegalArgumentException e) {
                print(name(e), e);
            }
        }
        try (var _ = await(bounded.acquire())) {
            throw new KeyError("x");
        } catch (KeyError e) {
            print("released after an error:", !bounded.isLocked());
        }
    }
}
