// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.iter;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Async generators: the body runs between the asks, awaits inside let other tasks run, break
/// leaves
/// it suspended, send passes values in, the end is StopAsyncIteration; collecting; two at once take
/// turns.
public final class T01AsyncGenerators {

    public static void main(String[] args) {
        run(main());
    }

    static AsyncGenerator<Integer> numbers(String name, int n, List<String> log) {
        return generator(
                out -> {
                    log.add(name + " starts");
                    for (int i = 0; i < n; i++) {
                        log.add(name + " yields " + i);
                        out.emit(i);
                        await(sleep(0));
                    }
                    log.add(name + " ends");
                });
    }

    static AsyncGenerator<String> echo() {
        return generator(
                out -> {
                    Object got = null;
                    while (!"stop".equals(got)) {
                        got = out.emit("echo " + str(got));
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    List<String> log = new ArrayList<>();
                    oneByOne(log);
                    twoConsumers(log);
                    sending();
                    comprehensions();
                    askedTwice();
                    failing();
                });
    }

    static void oneByOne(List<String> log) {
        AsyncGenerator<Integer> g = numbers("g", 2, log);
        print("made, nothing ran:", log);
        for (int x : awaitEach(g)) {
            log.add("body " + x);
        }
        printSep(", ", log.toArray());
        try {
            await(g.next());
        } catch (StopAsyncIteration e) {
            print("after the end:", name(e));
        }
        Object next = await(g.nextOr(null));
        print("anext with a default:", next == null ? "default" : next);
    }

    static void twoConsumers(List<String> log) {
        print("-- two consumers in two tasks");
        log.clear();
        await(gather(consume("a", log), consume("b", log)));
        printSep(", ", log.toArray());
    }

    static Coroutine<Void> consume(String name, List<String> log) {
        return async(() -> awaitEach(numbers(name, 2, log)).forEach(x -> {}));
    }

    static void sending() {
        print("-- asend");
        AsyncGenerator<String> e = echo();
        print(await(e.send(null)), "|", await(e.send(1)), "|", await(e.send("two")));
        try {
            await(e.send("stop"));
        } catch (StopAsyncIteration stopped) {
            print("stopped");
        }
        AsyncGenerator<String> fresh = echo();
        try {
            await(fresh.send("value"));
        } catch (IllegalArgumentException refused) {
            print(name(refused), refused);
        }
        await(fresh.close());
    }

    static void comprehensions() {
        print("-- comprehensions");
        List<Integer> all = await(numbers("c", 3, new ArrayList<>()).toList());
        print(all.stream().filter(x -> x != 1).map(x -> x * 10).toList());
        Map<Integer, Integer> map = new LinkedHashMap<>();
        for (int x = 0; x < 2; x++) {
            map.put(x, await(sleep(0, x + 1)));
        }
        print(map);
    }

    static void askedTwice() {
        print("-- asked twice at the same time");
        AsyncGenerator<Integer> s =
                generator(
                        out -> {
                            await(sleep(0.02));
                            out.emit(1);
                        });
        Future<Integer> first = ensureFuture(s.next());
        await(sleep(0));
        try {
            await(s.next());
        } catch (IllegalStateException e) {
            print(name(e), e);
        }
        print("the first one is fine:", await(first));
        await(s.close());
    }

    static void failing() {
        print("-- an error in the body ends it");
        AsyncGenerator<Object> f =
                generator(
                        out -> {
                            out.emit(1);
                            throw new ValueError("in generator");
                        });
        try {
            for (Object x : awaitEach(f)) {
                print("got", x);
            }
        } catch (ValueError e) {
            print(name(e), e);
        }
        print("afterwards:", await(f.nextOr("exhausted")));
    }
}
