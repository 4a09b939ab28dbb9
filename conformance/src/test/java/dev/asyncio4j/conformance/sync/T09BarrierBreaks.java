// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.sync;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Barrier;
import java.util.ArrayList;
import java.util.List;

/// Barrier: abort fails who waits and who comes, until reset; reset fails who is inside, not who
/// waits outside; a party that is cancelled is not counted; one that is cancelled when the barrier
/// has opened does not close it again.
public final class T09BarrierBreaks {

    private static final List<String> log = new ArrayList<>();
    private static final Barrier barrier = new Barrier(3);

    public static void main(String[] args) {
        run(main());
    }

    static void settle(int turns) {
        for (int i = 0; i < turns; i++) {
            await(sleep(0));
        }
    }

    static void settle() {
        settle(8);
    }

    static Coroutine<Void> party(String name) {
        return async(
                () -> {
                    try {
                        log.add(name + " index " + await(barrier.waitOn()));
                    } catch (Throwable e) {
                        log.add(name + " " + show(e));
                    }
                });
    }

    static void state(String label) {
        print(
                label,
                "| waiting",
                barrier.waiting(),
                "broken",
                barrier.isBroken(),
                "|",
                String.join(", ", log));
        log.clear();
    }

    static List<Task<Void>> start(String... names) {
        List<Task<Void>> tasks = new ArrayList<>();
        for (String name : names) {
            tasks.add(createTask(party(name)));
        }
        return tasks;
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    abort();
                    reset();
                    resetWhileItDrains();
                    cancelledWhileItFills();
                    cancelledWhenItHasOpened();
                    abortWhileItDrains();
                });
    }

    static void abort() {
        print("-- abort");
        start("a", "b");
        settle();
        state("two inside");
        await(barrier.abort());
        state("aborted");
        settle();
        state("a little later");
        start("c");
        settle();
        state("one comes");
        await(barrier.abort());
        settle();
        state("aborted again");
        await(barrier.reset());
        state("reset");
        start("d", "e", "f");
        settle();
        state("three come");
    }

    static void reset() {
        print("-- reset");
        await(barrier.reset());
        state("nobody inside");
        start("a", "b");
        settle();
        await(barrier.reset());
        start("c");
        settle();
        state("two inside, one comes after it");
        start("d", "e");
        settle();
        state("two more");
    }

    static void resetWhileItDrains() {
        print("-- reset while it drains: who is outside stays");
        start("a", "b", "c", "d", "e");
        settle(1);
        Task<Void> reset = createTask(barrier.reset());
        settle();
        await(reset);
        state("five came");
        start("f");
        settle();
        state("one more");
    }

    static void cancelledWhileItFills() {
        print("-- cancelled while it fills");
        List<Task<Void>> tasks = start("a", "b");
        settle();
        tasks.getFirst().cancel();
        settle();
        state("one of two is cancelled");
        start("c");
        settle();
        state("another comes");
        start("d");
        settle();
        state("the last comes");
    }

    static void cancelledWhenItHasOpened() {
        print("-- cancelled when it has opened");
        List<Task<Void>> tasks = start("a", "b");
        settle();
        start("c");
        settle(1);
        tasks.getFirst().cancel();
        settle();
        state("the first is cancelled");
        start("d", "e", "f");
        settle();
        state("the next round");
    }

    static void abortWhileItDrains() {
        print("-- abort while it drains");
        start("a", "b", "c", "d");
        settle(1);
        Task<Void> abort = createTask(barrier.abort());
        settle();
        await(abort);
        state("four came");
    }
}
