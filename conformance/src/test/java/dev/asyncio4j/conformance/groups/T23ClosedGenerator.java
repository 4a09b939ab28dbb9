// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A generator that is closed inside a group: the children are cancelled and waited for, and the
/// generator ends quietly, unless one of them fails.
public final class T23ClosedGenerator {

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T23ClosedGenerator().main()));
    }

    private static String show(Throwable e) {
        return e instanceof FailureGroup group
                ? group.exceptions().stream()
                        .map(each -> show(each))
                        .sorted()
                        .collect(Collectors.joining(", ", Py.show(e) + " <", ">"))
                : Py.show(e);
    }

    private static int requests() {
        return currentTask().cancelling();
    }

    private Coroutine<Void> child(String name, String what, int turns) {
        return async(
                () -> {
                    try {
                        await(sleep(10));
                    } catch (CancelledError e) {
                        log.add(name + " " + show(e));
                        for (int i = 0; i < turns; i++) {
                            await(sleep(0));
                        }
                        if (what.equals("fail")) {
                            throw new ValueError(name);
                        }
                        throw e;
                    }
                });
    }

    private void main() {
        print("-- a generator closed inside a group");
        AsyncGenerator<Integer> items =
                generator(
                        out ->
                                await(
                                        taskGroup(
                                                g -> {
                                                    g.createTask(child("in generator", "plain", 2));
                                                    out.emit(1);
                                                    out.emit(2);
                                                })));
        print(await(items.next()));
        await(sleep(0));
        await(items.close());
        print(log);
        log.clear();

        AsyncGenerator<Integer> failing =
                generator(
                        out ->
                                await(
                                        taskGroup(
                                                g -> {
                                                    g.createTask(child("failing", "fail", 0));
                                                    out.emit(1);
                                                })));
        print(await(failing.next()));
        await(sleep(0));
        try {
            await(failing.close());
        } catch (Throwable e) {
            print(show(e));
        }
        print(log, requests());
        log.clear();
    }
}
