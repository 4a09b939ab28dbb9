// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.taskGroup;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.Log;
import dev.asyncio4j.testing.VirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RunnerTest {
    final List<String> marks = new ArrayList<>();
    final RunnerOptions options =
            RunnerOptions.defaults()
                    .withInterrupt(false)
                    .withLoopFactory(() -> new EventLoop(VirtualTime.options()));

    @Nested
    class Running {
        @Test
        void run_coroutine_givesItsResultAndClosesTheLoop() {
            List<EventLoop> loops = new ArrayList<>();

            String result =
                    Asyncio.run(
                            async(
                                    () -> {
                                        loops.add(EventLoop.running());
                                        await(sleep(60));
                                        return "x";
                                    }),
                            options);

            assertThat(result).isEqualTo("x");
            assertThat(loops.getFirst().isClosed()).isTrue();
        }

        @Test
        void run_checkedFailure_isThatVeryObject() {
            IOException failure = new IOException("x");

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () ->
                                    Asyncio.run(
                                            async(
                                                    () -> {
                                                        throw failure;
                                                    }),
                                            options))
                    .isSameAs(failure);
        }

        @Test
        void run_inACoroutine_isRefused() {
            Asyncio.run(
                    async(
                            () -> {
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> run(sleep(0)))
                                        .withMessage(
                                                "asyncio.run() cannot be called from a running"
                                                        + " event loop");
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> new Runner().run(sleep(0)))
                                        .withMessage(
                                                "Runner.run() cannot be called from a running"
                                                        + " event loop");
                            }),
                    options);
        }

        @Test
        void run_severalTimes_shareLoopContextAndLeftovers() {
            ContextVar<String> var = ContextVar.withDefault("var", "unset");
            try (Runner runner = new Runner(options)) {
                runner.run(
                        async(
                                () -> {
                                    var.set("first run");
                                    createTask(
                                            async(
                                                    () -> {
                                                        await(sleep(1));
                                                        marks.add("leftover");
                                                    }));
                                    await(sleep(0));
                                }));
                runner.run(
                        async(
                                () -> {
                                    marks.add(var.get());
                                    await(sleep(2));
                                }));
            }

            assertThat(marks).containsExactly("first run", "leftover");
            assertThat(var.get()).isEqualTo("unset");
        }

        @Test
        void run_inAGivenContext_isThatVeryOne() {
            ContextVar<String> var = ContextVar.withDefault("var", "unset");
            Context context = new Context();
            try (Runner runner = new Runner(options)) {
                runner.run(async(() -> var.set("set")), context);
            }

            assertThat(context.get(var)).isEqualTo("set");
        }

        @Test
        void run_future_waitsForIt() {
            try (Runner runner = new Runner(options)) {
                Future<String> future = runner.loop().createFuture();
                runner.loop().callLater(1, () -> future.setResult("x"));

                assertThat(runner.run(future)).isEqualTo("x");
            }
        }

        @Test
        void run_onAVirtualThread_givesTheResult() throws Exception {
            FutureTask<String> job =
                    new FutureTask<>(
                            () ->
                                    Asyncio.run(
                                            async(
                                                    () -> {
                                                        createTask(sleep(1e6));
                                                        return await(toThread(() -> "x"));
                                                    })));

            Thread.startVirtualThread(job);

            assertThat(job.get()).isEqualTo("x");
        }

        @Test
        void loop_ofAFactoryThatGivesNone_saysSo() {
            Runner runner = new Runner(options.withLoopFactory(RunnerTest::none));

            assertThatNullPointerException()
                    .isThrownBy(runner::loop)
                    .withMessage("what the loop factory gives");
        }

        @Test
        void withDebug_isTheLoops() {
            try (Runner runner = new Runner(options.withDebug(true))) {
                assertThat(runner.loop().debug()).isTrue();
            }
        }
    }

    @SuppressWarnings("NullAway") // the mistake that is tried
    private static EventLoop none() {
        return null;
    }

    @Nested
    class Closing {
        @Test
        void close_inAsynciosOrder() {
            Runner runner = new Runner(options);
            EventLoop loop = runner.loop();
            runner.run(
                    async(
                            () -> {
                                createTask(leftover("a"));
                                createTask(leftover("b"));
                                await(sleep(0));
                            }));
            marks.add("run is over");

            runner.close();

            assertThat(marks)
                    .containsExactly("run is over", "a cancelled", "b cancelled", "a end", "b end");
            assertThat(loop.isClosed()).isTrue();
            assertThat(loop.allTasks()).isEmpty();
        }

        @Test
        void close_leftoverFails_isReported() {
            List<Fault> faults = new ArrayList<>();
            RuntimeException failure = new RuntimeException("x");
            Runner runner = new Runner(options);
            runner.loop().setExceptionHandler((loop, fault) -> faults.add(fault));
            List<Task<?>> tasks = new ArrayList<>();
            runner.run(
                    async(
                            () -> {
                                tasks.add(
                                        createTask(
                                                async(
                                                        () -> {
                                                            try {
                                                                await(sleep(10));
                                                            } finally {
                                                                throwIt(failure);
                                                            }
                                                        })));
                                await(sleep(0));
                            }));

            runner.close();

            assertThat(faults).hasSize(1);
            assertThat(faults.getFirst().message())
                    .isEqualTo("unhandled exception during asyncio.run() shutdown");
            assertThat(faults.getFirst().exception()).isSameAs(failure);
            assertThat(faults.getFirst().context()).containsEntry("task", tasks.getFirst());
        }

        @Test
        void close_callOfTheDefaultExecutorRuns_waitsForIt() {
            Asyncio.run(
                    async(
                            () -> {
                                EventLoop.running()
                                        .runInExecutor(
                                                null,
                                                () -> {
                                                    Thread.sleep(5);
                                                    return marks.add("call ended");
                                                });
                                await(sleep(0));
                            }),
                    RunnerOptions.defaults());

            assertThat(marks).containsExactly("call ended");
        }

        @Test
        void close_twiceOrUnused_doesNothing() {
            Runner unused = new Runner(options);
            unused.close();
            unused.close();

            assertThatIllegalStateException()
                    .isThrownBy(unused::loop)
                    .withMessage("Runner is closed");
            assertThatIllegalStateException()
                    .isThrownBy(() -> unused.run(sleep(0)))
                    .withMessage("Runner is closed");
        }

        @Test
        void close_afterAnExitInTheTurnInWhichMainEnded_isOrderly() {
            Runner runner = new Runner(options);
            EventLoop loop = runner.loop();
            Future<String> main = loop.createFuture();
            Coroutine<Void> exit =
                    async(
                            () -> {
                                loop.callSoon(
                                        () -> {
                                            throw new KeyboardInterrupt();
                                        });
                                main.setResult("x");
                            });
            loop.createTask(exit);
            assertThatExceptionOfType(KeyboardInterrupt.class)
                    .isThrownBy(
                            () -> {
                                runner.run(main);
                                runner.run(sleep(1));
                            });

            runner.close();

            assertThat(loop.isClosed()).isTrue();
        }

        @Test
        void close_leftoverIgnoresItsCancellation_waitsForIt() {
            try (Log log = new Log()) {
                Runner runner = new Runner(options);
                runner.run(
                        async(
                                () -> {
                                    createTask(
                                            async(
                                                    () -> {
                                                        try {
                                                            await(sleep(10));
                                                        } catch (CancelledError ignored) {
                                                            await(sleep(10));
                                                            marks.add("ended all the same");
                                                        }
                                                    }));
                                    await(sleep(0));
                                }));
                runner.close();

                assertThat(log.messages()).isEmpty();
            }

            assertThat(marks).containsExactly("ended all the same");
        }

        @Test
        void run_exitOfATaskThatOthersAwait_comesOutItself_andTheRestIsOrderly() {
            SystemExit exit = new SystemExit(2);
            Coroutine<Void> exits =
                    async(
                            () -> {
                                await(sleep(1));
                                throw exit;
                            });
            try (Log log = new Log()) {
                assertThatExceptionOfType(SystemExit.class)
                        .isThrownBy(
                                () ->
                                        Asyncio.run(
                                                async(
                                                        () -> {
                                                            createTask(leftover("other"));
                                                            await(gather(exits, sleep(2)));
                                                        }),
                                                options))
                        .isSameAs(exit);

                assertThat(log.messages()).isEmpty();
            }

            assertThat(exit.getSuppressed()).isEmpty();
            assertThat(marks).containsExactly("other cancelled", "other end");
        }

        @Test
        void run_exitInATaskGroup_comesOutItself() {
            SystemExit exit = new SystemExit(2);
            assertThatExceptionOfType(SystemExit.class)
                    .isThrownBy(
                            () ->
                                    Asyncio.run(
                                            taskGroup(
                                                    group -> {
                                                        group.createTask(leftover("other"));
                                                        group.createTask(
                                                                async(
                                                                        () -> {
                                                                            await(sleep(1));
                                                                            throw exit;
                                                                        }));
                                                        await(sleep(3));
                                                    }),
                                            options))
                    .isSameAs(exit);

            assertThat(exit.getSuppressed()).isEmpty();
            assertThat(marks).containsExactly("other cancelled", "other end");
        }

        @Test
        void close_furtherExit_comesOut() {
            SystemExit further = new SystemExit(3);
            Runner runner = new Runner(options);
            assertThatExceptionOfType(SystemExit.class)
                    .isThrownBy(
                            () ->
                                    runner.run(
                                            async(
                                                    () -> {
                                                        createTask(
                                                                async(
                                                                        () -> {
                                                                            try {
                                                                                await(sleep(1));
                                                                            } finally {
                                                                                throwIt(further);
                                                                            }
                                                                        }));
                                                        await(sleep(0));
                                                        throw new SystemExit(2);
                                                    })));

            assertThatExceptionOfType(SystemExit.class).isThrownBy(runner::close).isSameAs(further);
        }

        @Test
        void close_cleanUpThatWaitsForAllOthers_seesNoneOfTheRunner() {
            Asyncio.run(
                    async(
                            () -> {
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(sleep(10));
                                                    } finally {
                                                        marks.add(
                                                                "sees "
                                                                        + Asyncio.allTasks()
                                                                                .size());
                                                    }
                                                }));
                                await(sleep(0));
                            }),
                    options);

            assertThat(marks).containsExactly("sees 1");
        }

        private Coroutine<Void> leftover(String name) {
            return async(
                    () -> {
                        try {
                            await(sleep(10));
                        } catch (CancelledError cancelled) {
                            marks.add(name + " cancelled");
                            await(sleep(0));
                            marks.add(name + " end");
                            throw cancelled;
                        }
                    });
        }

        private static void throwIt(Throwable failure) {
            throw Sneaky.<RuntimeException>as(failure);
        }
    }
}
