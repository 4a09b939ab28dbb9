// SPDX-License-Identifier: Apache-2.0
package it;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.Future;
import dev.asyncio4j.ReturnWhen;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskGroup;
import dev.asyncio4j.Timeout;
import dev.asyncio4j.WaitResult;
import dev.asyncio4j.junit.AsyncTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Code as users write it: that it compiles, without casts and type arguments, is half of each
/// test.
class UserCodeTest {

    private static Coroutine<String> fetch(String name) {
        return async(
                () -> {
                    await(sleep(0));
                    return "page of " + name;
                });
    }

    private static Coroutine<Void> ping() {
        return async(() -> {});
    }

    @Test
    void async_findsItsType() {
        Coroutine<Integer> value = async(() -> 42);
        Coroutine<Void> nothing = async(() -> {});
        Coroutine<String> nested = async(() -> await(fetch("a")));
        Coroutine<Object> throwing =
                async(
                        () -> {
                            throw new IOException("x");
                        });
        Coroutine<Void> naps = async(() -> await(sleep(0)));
        Coroutine<Object> forEver =
                async(
                        () -> {
                            while (true) {
                                await(sleep(1));
                            }
                        });
        Coroutine<String> named = async("named", () -> "x");

        assertThat(run(value)).isEqualTo(42);
        assertThat(run(nested)).isEqualTo("page of a");
        assertThat(run(named)).isEqualTo("x");
        run(nothing);
        run(naps);
        assertThatThrownBy(() -> run(throwing)).isInstanceOf(IOException.class);
        forEver.close();
    }

    @AsyncTest
    void gather_ofOneTypeAndOfMany() {
        List<String> pages = await(gather(fetch("a"), fetch("b")));
        List<Task<String>> tasks = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            tasks.add(createTask(fetch(name)));
        }
        List<String> same = await(gather(tasks));
        var streamed = await(gather(IntStream.range(0, 3).mapToObj(i -> fetch("" + i)).toList()));
        List<?> mixed = await(gather(fetch("a"), async(() -> 1), ping()));
        List<Object> alike = await(gather(fetch("a"), async(() -> 1)));
        List<Object> caught = await(gatherReturningExceptions(fetch("a"), ping()));
        Future<List<String>> later = gather(createTask(fetch("a")), fetch("b"));

        assertThat(pages).isEqualTo(same).isEqualTo(await(later));
        assertThat(streamed.getFirst()).startsWith("page");
        assertThat(mixed).hasSize(3);
        assertThat(alike).hasSize(2);
        assertThat(caught).hasSize(2);
    }

    @AsyncTest
    void map_andLimits() {
        List<String> pages = await(map(2, List.of("a", "b"), name -> fetch(name)));
        List<String> byReference = await(map(2, List.of("a", "b"), UserCodeTest::fetch));
        List<Integer> inline = await(map(2, List.of(1, 2), i -> async(() -> i * 2)));
        List<String> limited = await(gather(1, List.of(fetch("a"), fetch("b"))));

        assertThat(pages).isEqualTo(byReference).isEqualTo(limited);
        assertThat(inline).containsExactly(2, 4);
    }

    @AsyncTest
    void taskGroup_anyFormOfBody() {
        await(
                taskGroup(
                        group -> {
                            group.createTask(fetch("a"));
                            group.createTask(ping());
                        }));
        String value =
                await(
                        new TaskGroup()
                                .call(
                                        group -> {
                                            var a = group.createTask(fetch("a"));
                                            return await(a);
                                        }));
        await(taskGroup(group -> group.createTask(fetch("a"))));
        String expression = await(new TaskGroup().call(g -> await(g.createTask(fetch("a")))));
        await(taskGroup(outer -> await(taskGroup(group -> group.createTask(ping())))));
        await(new TaskGroup().use(group -> group.createTask(ping())));

        assertThat(value).isEqualTo(expression);
    }

    @AsyncTest
    void taskGroup_bodyThatOnlyThrowsOrNeverEnds() {
        assertThatThrownBy(
                        () ->
                                await(
                                        taskGroup(
                                                group -> {
                                                    throw new IOException("x");
                                                })))
                .isInstanceOf(ExceptionGroup.class);
        await(
                taskGroup(
                        group -> {
                            group.createTask(async(group::cancel));
                            while (true) {
                                await(sleep(1));
                            }
                        }));
    }

    @AsyncTest
    void timeout_anyFormOfBody() {
        await(
                timeout(
                        2,
                        () -> {
                            await(ping());
                        }));
        String value = await(timeout(2, () -> await(fetch("a"))));
        String long_ = await(timeout(Duration.ofSeconds(2), () -> await(fetch("a"))));
        await(timeout(2, () -> await(sleep(0))));
        assertThatThrownBy(
                        () ->
                                await(
                                        timeout(
                                                2,
                                                () -> {
                                                    throw new IOException("x");
                                                })))
                .isInstanceOf(IOException.class);
        Timeout limit = timeout(3);
        int number = await(limit.use(() -> 1));
        await(limitless().use(() -> await(sleep(0))));

        assertThat(value).isEqualTo(long_);
        assertThat(number).isEqualTo(1);
    }

    private static Timeout limitless() {
        return timeout(Double.POSITIVE_INFINITY);
    }

    @AsyncTest
    void waits_keepTheirTypes() {
        List<Task<String>> tasks = List.of(createTask(fetch("a")), createTask(fetch("b")));
        WaitResult<String> all = await(waitOn(tasks));
        var first = await(waitOn(tasks, ReturnWhen.FIRST_COMPLETED));
        for (Future<String> done : all.done()) {
            assertThat(done.result()).startsWith("page");
        }
        List<String> results = new ArrayList<>();
        for (Coroutine<String> next : asCompleted(tasks)) {
            results.add(await(next));
        }
        String limited = await(waitFor(fetch("a"), 1));
        String shielded = await(shield(createTask(fetch("a"))));
        String staged = await(CompletableFuture.completedFuture("x"));

        assertThat(first.done()).isNotEmpty();
        assertThat(results).hasSize(2);
        assertThat(limited).isEqualTo(shielded);
        assertThat(staged).isEqualTo("x");
    }

    @AsyncTest
    void asyncIterator_ofOnesOwn() {
        class Countdown implements AsyncIterator<Integer> {
            int left = 3;

            @Override
            public Awaitable<Integer> next() {
                return async(
                        () -> {
                            if (left == 0) {
                                throw new StopAsyncIteration();
                            }
                            await(sleep(0));
                            return left--;
                        });
            }
        }
        var seen = new ArrayList<Integer>();
        var countdown = new Countdown();
        try {
            while (true) {
                seen.add(await(countdown.next()));
            }
        } catch (StopAsyncIteration end) {
            assertThat(seen).containsExactly(3, 2, 1);
        }
    }

    @AsyncTest
    void awaitable_ofOnesOwn_isALambda() {
        Awaitable<String> own = () -> await(fetch("own"));

        assertThat(await(own)).isEqualTo("page of own");
        assertThat(await(gather(own, fetch("b")))).hasSize(2);
        assertThat(await(ensureFuture(own))).isEqualTo("page of own");
    }

    @AsyncTest
    void toThread_checkedExceptionsAndAll() {
        String text = await(toThread(() -> "from a thread"));
        await(toThread(() -> null));
        try {
            await(toThread(() -> readFile()), IOException.class);
        } catch (IOException declared) {
            assertThat(declared).hasMessage("no file");
        }
        assertThat(text).isEqualTo("from a thread");
    }

    private static String readFile() throws IOException {
        throw new IOException("no file");
    }

    @AsyncTest
    void cancel_andCleanUp() {
        Task<Void> task =
                createTask(
                        async(
                                () -> {
                                    try {
                                        await(sleep(3600));
                                    } catch (CancelledError e) {
                                        await(sleep(0));
                                        throw e;
                                    }
                                }));
        await(sleep(0));
        task.cancel("bye");
        assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
    }
}
