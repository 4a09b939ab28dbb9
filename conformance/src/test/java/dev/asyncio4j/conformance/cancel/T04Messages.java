// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/// `cancel(message)`: the text becomes that of the CancelledError and survives awaiting tasks of
/// tasks; of several cancels before delivery to a waiting task the FIRST message arrives (before
/// the first step: the last); without one, there is none.
public final class T04Messages {

    public static void main(String[] args) {
        run(main());
    }

    record Seen(String who, List<String> words) {}

    /// The message as Python's list of arguments: empty if there is none.
    static List<String> words(CancelledError e) {
        return e.getMessage() == null ? List.of() : List.of(e.getMessage());
    }

    static Coroutine<Void> inner(List<Seen> log) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        log.add(new Seen("inner", words(e)));
                        throw e;
                    }
                });
    }

    static Coroutine<Void> middle(List<Seen> log) {
        return async(
                () -> {
                    try {
                        await(createTask(inner(log)));
                    } catch (CancelledError e) {
                        log.add(new Seen("middle", words(e)));
                        throw e;
                    }
                });
    }

    static void attempt(List<List<String>> messages) {
        List<Seen> log = new ArrayList<>();
        Task<Void> task = createTask(middle(log));
        await(sleep(0));
        await(sleep(0));
        for (List<String> message : messages) {
            if (message.isEmpty()) {
                task.cancel();
            } else {
                task.cancel(message.getFirst());
            }
        }
        try {
            await(task);
        } catch (CancelledError e) {
            log.add(new Seen("awaiter", words(e)));
        }
        for (Seen seen : log) {
            print("  ", seen.who, seen.words);
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    throughTasks();
                    beforeTheFirstStep();
                    ofAFuture();
                    throughGatherAndWaitForAndShield();
                });
    }

    static void throughTasks() {
        List<String> nothing = List.of();
        List<String> none = Collections.singletonList(null);
        for (List<List<String>> messages :
                List.of(
                        List.of(nothing),
                        List.of(List.of("text")),
                        List.of(List.of("first"), List.of("second")),
                        List.of(List.of("first"), nothing),
                        List.of(none),
                        List.of(List.of("")))) {
            print("cancel called with", messages);
            attempt(messages);
        }
    }

    static void beforeTheFirstStep() {
        print("cancelled twice before the first step: there the LAST message arrives");
        Task<Void> task = createTask(sleep(0));
        task.cancel("first");
        task.cancel("second");
        try {
            await(task);
        } catch (CancelledError e) {
            print("  ", words(e));
        }
    }

    static void ofAFuture() {
        print("a future cancelled with a message");
        Future<Void> future = getRunningLoop().createFuture();
        future.cancel("fut text");
        for (int i = 0; i < 2; i++) {
            try {
                await(future);
            } catch (CancelledError e) {
                print("  ", words(e));
            }
        }
        print("result() and exception() carry it too");
        try {
            future.result();
        } catch (CancelledError e) {
            print("  ", "result", words(e));
        }
        try {
            future.exception();
        } catch (CancelledError e) {
            print("  ", "exception", words(e));
        }
    }

    static void throughGatherAndWaitForAndShield() {
        print("through gather and wait_for");
        List<Function<Coroutine<Void>, Awaitable<?>>> wraps =
                List.of(c -> gather(c), c -> waitFor(c, 100), c -> shield(c));
        for (Function<Coroutine<Void>, Awaitable<?>> wrap : wraps) {
            Future<?> future = ensureFuture(wrap.apply(sleep(3600)));
            await(sleep(0));
            future.cancel("wrapped");
            try {
                await(future);
            } catch (CancelledError e) {
                print("  ", words(e));
            }
        }
    }
}
