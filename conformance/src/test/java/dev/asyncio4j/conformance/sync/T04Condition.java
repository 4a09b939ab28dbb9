// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.sync;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.sync.Condition;
import dev.asyncio4j.sync.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Condition: waiting releases the lock and takes it again before returning; `notify(n)` wakes the
/// n
/// longest waiting; `notifyAllWaiters`; woken tasks run one after the other as the lock is handed
/// on;
/// `waitFor` with a predicate; errors without the lock.
public final class T04Condition {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> waiter(Condition condition, String name, List<String> log) {
        return condition.use(
                () -> {
                    boolean result = await(condition.waitOn());
                    log.add(name + " -> " + str(result) + ", locked " + str(condition.isLocked()));
                    await(sleep(0));
                    log.add(name + " leaves");
                });
    }

    static void settle() {
        for (int i = 0; i < 12; i++) {
            await(sleep(0));
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Condition condition = new Condition();
                    notifying(condition);
                    waitingFor(condition);
                    withoutTheLock(condition);
                    Lock lock = new Lock();
                    Condition shared = new Condition(lock);
                    try (var _ = await(lock.acquire())) {
                        boolean locked = shared.isLocked();
                        shared.notify(1);
                        print("explicit lock:", locked, "ok");
                    }
                });
    }

    static void notifying(Condition condition) {
        List<String> log = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d", "e")) {
            createTask(waiter(condition, name, log));
        }
        settle();
        print("all wait, lock is free:", !condition.isLocked());
        try (var _ = await(condition.acquire())) {
            condition.notify(1);
            print("notified one; nobody runs while we hold the lock");
            settle();
            print(log);
        }
        settle();
        print(log);
        log.clear();
        await(condition.use(() -> condition.notify(2)));
        settle();
        print("notify(2):", log);
        log.clear();
        await(condition.use(() -> condition.notify(0)));
        settle();
        print("notify(0):", log);
        await(condition.use(() -> condition.notifyAllWaiters()));
        settle();
        print("notify_all:", log);
        try (var _ = await(condition.acquire())) {
            condition.notify(5);
            condition.notifyAllWaiters();
        }
        print("nobody waiting: fine");
    }

    static void waitingFor(Condition condition) {
        print("-- wait_for");
        int[] box = {0};
        List<String> log = new ArrayList<>();
        createTask(until(2, condition, box, log));
        createTask(until(1, condition, box, log));
        settle();
        for (int i = 0; i < 2; i++) {
            try (var _ = await(condition.acquire())) {
                box[0]++;
                condition.notifyAllWaiters();
            }
            settle();
        }
        printSep("\n", log.toArray());
        try (var _ = await(condition.acquire())) {
            print("true at once, no wait:", await(condition.waitFor(() -> true)));
        }
    }

    static Coroutine<Void> until(int limit, Condition condition, int[] box, List<String> log) {
        return condition.use(
                () -> {
                    boolean result =
                            await(
                                    condition.waitFor(
                                            () -> {
                                                log.add("check " + limit + ": " + box[0]);
                                                return box[0] >= limit;
                                            }));
                    log.add("result " + limit + ": " + str(result));
                });
    }

    static void withoutTheLock(Condition condition) {
        print("-- without the lock");
        List<Supplier<Coroutine<?>>> waits =
                List.of(condition::waitOn, () -> condition.waitFor(() -> false));
        for (Supplier<Coroutine<?>> wait : waits) {
            try {
                await(wait.get());
            } catch (IllegalStateException e) {
                print(name(e), e);
            }
        }
        List<Runnable> calls =
                List.of(() -> condition.notify(1), condition::notifyAllWaiters, condition::release);
        for (Runnable call : calls) {
            try {
                call.run();
            } catch (IllegalStateException e) {
                print(name(e), e);
            }
        }
    }
}
