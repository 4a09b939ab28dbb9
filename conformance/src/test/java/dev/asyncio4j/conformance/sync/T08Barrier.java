// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.sync;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Barrier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Barrier(n): the n-th arrival lets all go; `waitOn()` returns each task's arrival index (0 to
/// n-1); a new round cannot begin before the old one has drained; `waiting`, `parties`, `isBroken`.
public final class T08Barrier {

    public static void main(String[] args) {
        run(main());
    }

    static void settle(int turns) {
        for (int i = 0; i < turns; i++) {
            await(sleep(0));
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Barrier barrier = new Barrier(3);
                    List<String> log = new ArrayList<>();
                    arrivals(barrier, log);
                    rounds(barrier, log);
                    moreThanParties(barrier, log);
                    asContextManager(barrier, log);
                    Barrier one = new Barrier(1);
                    print("barrier of one:", await(one.waitOn()), await(one.waitOn()));
                    for (int bad : new int[] {0, -1}) {
                        try {
                            new Barrier(bad);
                        } catch (IllegalArgumentException e) {
                            print(name(e), e);
                        }
                    }
                });
    }

    static Coroutine<Void> arrive(Barrier barrier, String name, List<String> log) {
        return async(
                () -> {
                    int index = await(barrier.waitOn());
                    log.add(name + " index " + index);
                });
    }

    static void arrivals(Barrier barrier, List<String> log) {
        print(
                "parties",
                barrier.parties(),
                "waiting",
                barrier.waiting(),
                "broken",
                barrier.isBroken());
        createTask(arrive(barrier, "a", log));
        createTask(arrive(barrier, "b", log));
        settle(6);
        print("two arrived:", barrier.waiting(), log);
        createTask(arrive(barrier, "c", log));
        settle(6);
        print("three arrived:", barrier.waiting(), log);
    }

    static void rounds(Barrier barrier, List<String> log) {
        print("-- several rounds; the last arrival does not yield, it goes on first");
        log.clear();
        await(gather(Stream.of("x", "y", "z").map(name -> worker(barrier, name, log)).toList()));
        printSep("\n", log.toArray());
    }

    static Coroutine<Void> worker(Barrier barrier, String name, List<String> log) {
        return async(
                () -> {
                    for (int round = 0; round < 2; round++) {
                        int index = await(barrier.waitOn());
                        log.add("round " + round + " " + name + " " + index);
                    }
                });
    }

    static void moreThanParties(Barrier barrier, List<String> log) {
        print("-- more tasks than parties: the second group forms after the first drained");
        log.clear();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            tasks.add(createTask(arrive(barrier, Integer.toString(i), log)));
        }
        settle(10);
        printSep("\n", log.toArray());
        print("left over:", barrier.waiting());
        tasks.forEach(Task::cancel);
        await(waitOn(tasks));
        print(
                "after cancelling the left over one:",
                barrier.waiting(),
                "broken",
                barrier.isBroken());
    }

    static void asContextManager(Barrier barrier, List<String> log) {
        print("-- as a context manager");
        log.clear();
        await(gather(Stream.of("p", "q", "r").map(name -> block(barrier, name, log)).toList()));
        print(log);
    }

    static Coroutine<Void> block(Barrier barrier, String name, List<String> log) {
        return async(
                () -> {
                    int index = await(barrier.waitOn());
                    log.add(name + " in with " + index);
                    log.add(name + " out");
                });
    }
}
