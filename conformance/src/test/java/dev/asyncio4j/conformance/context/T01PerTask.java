// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.context;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.context.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/// Context variables: a task runs in a copy of its creator's context taken when `createTask` is
/// called; changes inside do not leak out, later changes outside do not leak in; a coroutine
/// awaited
/// directly shares the caller's context.
public final class T01PerTask {

    private static final ContextVar<String> VAR = ContextVar.withDefault("var", "default");

    public static void main(String[] args) {
        run(main());
        print("outside the loop:", VAR.get());
    }

    static Coroutine<Void> child(String name, List<String> log) {
        return async(
                () -> {
                    log.add(name + " starts with " + VAR.get());
                    VAR.set(name);
                    await(sleep(0));
                    log.add(name + " has " + VAR.get());
                    await(grandchild(log));
                    log.add(name + " after the direct await: " + VAR.get());
                });
    }

    static Coroutine<Void> grandchild(List<String> log) {
        return async(
                () -> {
                    log.add("grandchild sees " + VAR.get());
                    VAR.set("set by grandchild");
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    copiesPerTask();
                    whoMakesTasks();
                    tokens();
                });
    }

    static void copiesPerTask() {
        List<String> log = new ArrayList<>();
        VAR.set("main 1");
        Task<Void> a = createTask(child("a", log));
        VAR.set("main 2");
        Task<Void> b = createTask(child("b", log));
        await(a);
        await(b);
        log.forEach(line -> print(line));
        print("main still has", VAR.get());
    }

    static Coroutine<Void> setter(String value) {
        return async(
                () -> {
                    VAR.set(value);
                });
    }

    static void whoMakesTasks() {
        print("-- gather, wait_for and shield make tasks as well; direct await does not");
        await(gather(setter("g")));
        print("gather:", VAR.get());
        await(waitFor(setter("w"), 10));
        print("wait_for with a timeout:", VAR.get());
        VAR.set("main 3");
        await(waitFor(setter("w"), Double.POSITIVE_INFINITY));
        print("wait_for without:", VAR.get());
        await(shield(setter("s")));
        print("shield:", VAR.get());
        await(
                taskGroup(
                        group -> {
                            group.createTask(setter("t"));
                        }));
        print("task group:", VAR.get());
        await(setter("direct"));
        print("direct:", VAR.get());
    }

    static void tokens() {
        print("-- tokens");
        Token<String> token = VAR.set("temporary");
        print("old value:", token.oldValue());
        VAR.reset(token);
        print("reset:", VAR.get());
        try {
            VAR.reset(token);
        } catch (IllegalStateException e) {
            print(name(e), e.getMessage().contains("has already been used once"));
        }

        Token<String> ours = VAR.set("x");
        Task<Void> foreign = createTask(async(() -> VAR.reset(ours)));
        await(waitOn(List.of(foreign)));
        Throwable refused = foreign.exception();
        print(name(refused), refused.getMessage().contains("created in a different Context"));
        ContextVar<String> unset = ContextVar.of("unset");
        try {
            unset.get();
        } catch (NoSuchElementException e) {
            print(name(e), unset.get("given default"));
        }
    }
}
