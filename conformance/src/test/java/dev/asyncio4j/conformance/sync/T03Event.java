// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.sync;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Event;
import java.util.ArrayList;
import java.util.List;

/// Event: `set()` wakes all waiters in order of arrival, even if `clear()` follows at once;
/// `waitOn()` on a set event does not yield; cancelled waiters; setting twice.
public final class T03Event {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> waiter(Event event, String name, List<String> log) {
        return async(
                () -> {
                    try {
                        log.add(name + " -> " + str(await(event.waitOn())));
                    } catch (CancelledError e) {
                        log.add(name + " cancelled");
                        throw e;
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Event event = new Event();
                    List<String> log = new ArrayList<>();
                    print("new:", event.isSet());
                    for (String name : List.of("a", "b", "c")) {
                        createTask(waiter(event, name, log));
                    }
                    await(sleep(0));
                    event.set();
                    print("set:", event.isSet(), "| nobody ran yet:", log);
                    await(sleep(0));
                    print(log);
                    getRunningLoop().callSoon(() -> log.add("callback"));
                    log.clear();
                    await(waiter(event, "already set", log));
                    print(log, "(no yield)");
                    await(sleep(0));
                    cancelled(event, log, setThenClear(event, log));
                });
    }

    static Task<Void> setThenClear(Event event, List<String> log) {
        print("-- set then clear in one step: waiters still wake");
        event.clear();
        log.clear();
        createTask(waiter(event, "d", log));
        createTask(waiter(event, "e", log));
        await(sleep(0));
        event.set();
        event.clear();
        Task<Void> late = createTask(waiter(event, "late", log));
        await(sleep(0));
        await(sleep(0));
        print(log, "is_set", event.isSet(), "late still waiting:", !late.isDone());
        return late;
    }

    static void cancelled(Event event, List<String> log, Task<Void> late) {
        print("-- cancelled waiter");
        late.cancel();
        await(waitOn(List.of(late)));
        print(log, late.isCancelled());
        Task<Void> task = createTask(waiter(event, "x", log));
        await(sleep(0));
        event.set();
        task.cancel(); // woken and cancelled in one iteration
        await(waitOn(List.of(task)));
        print(log.getLast(), "| event stays", event.isSet());
        event.set();
        event.set();
        event.clear();
        event.clear();
        print("set twice and clear twice:", null, null, null, null, event.isSet());
    }
}
