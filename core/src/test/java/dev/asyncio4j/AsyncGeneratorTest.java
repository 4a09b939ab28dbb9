// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What a generator does when it is asked.
class AsyncGeneratorTest {
    private final Stage stage = new Stage();

    @AfterEach
    void nothingIsLeft() {
        stage.endsCleanly();
    }

    private AsyncGenerator<Integer> upTo(int count) {
        return generator(
                "up_to",
                out -> {
                    stage.mark("begins");
                    try {
                        for (int i = 1; i <= count; i++) {
                            stage.mark("sent " + out.emit(i));
                        }
                        stage.mark("ends");
                    } finally {
                        stage.mark("finally");
                    }
                });
    }

    private static AsyncGenerator<Integer> slow() {
        return generator(
                out -> {
                    await(sleep(1));
                    out.emit(1);
                });
    }

    private static void assertStops(ThrowingCallable call) {
        assertThatExceptionOfType(StopAsyncIteration.class).isThrownBy(call);
    }

    @Nested
    class Next {
        @Test
        void next_runsTheCodeBetweenTheAsks() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = upTo(2);
                        assertThat(stage.marks()).isEmpty();

                        assertThat(await(items.next())).isEqualTo(1);
                        assertThat(stage.marks()).containsExactly("begins");
                        assertThat(await(items.next())).isEqualTo(2);
                        assertThat(stage.marks()).containsExactly("sent null");
                        assertStops(() -> await(items.next()));
                        assertThat(stage.marks()).containsExactly("sent null", "ends", "finally");
                        assertStops(() -> await(items.next()));
                    });
        }

        @Test
        void next_ofNullItems_givesThem() {
            stage.play(
                    () -> {
                        AsyncGenerator<String> items = generator(out -> out.emit(null));

                        assertThat(await(items.next())).isNull();
                        assertStops(() -> await(items.next()));
                    });
        }

        @Test
        void next_whoseCodeAwaits_letsOthersRun() {
            stage.play(
                    () -> {
                        createTask(stage.job("other", 1));

                        assertThat(await(slow().next())).isEqualTo(1);

                        assertThat(stage.marks()).containsExactly("other begins", "other ends");
                        assertThat(stage.loop.time()).isEqualTo(1);
                    });
        }

        @Test
        void next_thatNeverWaits_takesNoTurn() {
            stage.play(
                    () -> {
                        createTask(stage.job("other", 0));

                        for (int item : awaitEach(upTo(100))) {
                            assertThat(item).isPositive();
                        }

                        assertThat(stage.marks()).doesNotContain("other begins");
                        await(sleep(0));
                    });
        }

        @Test
        void next_whileAnotherWaits_isRefusedAndDisturbsNothing() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = slow();
                        Task<Integer> first = createTask(items.next());
                        await(sleep(0));

                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.next()))
                                .withMessage("anext(): asynchronous generator is already running");
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.throwInto(new Exception())))
                                .withMessage("athrow(): asynchronous generator is already running");
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.close()))
                                .withMessage("aclose(): asynchronous generator is already running");
                        assertThat(await(first)).isEqualTo(1);
                    });
        }

        @Test
        void next_ofItself_isRefused() {
            stage.play(
                    () -> {
                        AtomicReference<AsyncGenerator<Integer>> self = new AtomicReference<>();
                        self.set(generator(out -> await(self.get().next())));

                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(self.get().next()))
                                .withMessage("anext(): asynchronous generator is already running");
                    });
        }

        @Test
        void next_ofCodeThatFails_failsOnceAndHasEnded() {
            stage.play(
                    () -> {
                        Exception failure = new Exception("on purpose");
                        AsyncGenerator<Integer> items =
                                generator(
                                        out -> {
                                            out.emit(1);
                                            throw failure;
                                        });
                        await(items.next());

                        assertThatExceptionOfType(Exception.class)
                                .isThrownBy(() -> await(items.next()))
                                .isSameAs(failure);
                        assertStops(() -> await(items.next()));
                        assertThat(await(items.throwInto(new Exception()))).isNull();
                    });
        }

        @Test
        void next_ofCodeThatThrowsTheSignal_isAnError() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items =
                                generator(
                                        out -> {
                                            throw new StopAsyncIteration();
                                        });

                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.next()))
                                .withMessage("async generator raised StopAsyncIteration")
                                .withCauseInstanceOf(StopAsyncIteration.class);
                    });
        }

        @Test
        void next_awaitedTwice_isRefused() {
            stage.play(
                    () -> {
                        Coroutine<Integer> next = upTo(2).next();
                        await(next);

                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(next))
                                .withMessage("cannot reuse already awaited coroutine");
                    });
            stage.loop.runUntilComplete(stage.loop.shutdownAsyncgens());
            stage.marks();
        }

        @Test
        void next_cancelledInTheCode_endsIt() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = slow();
                        Task<Integer> asking = createTask(items.next());
                        await(sleep(0));

                        asking.cancel();
                        await(Asyncio.waitOn(List.of(asking)));

                        assertThat(asking.isCancelled()).isTrue();
                        assertStops(() -> await(items.next()));
                    });
        }

        @Test
        void next_whoseCodeCatchesTheCancellation_goesOn() {
            stage.play(
                    () -> {
                        AsyncGenerator<String> items =
                                generator(
                                        out -> {
                                            try {
                                                await(sleep(3600));
                                            } catch (CancelledError cancelled) {
                                                out.emit("caught");
                                            }
                                        });
                        Task<String> asking = createTask(items.next());
                        await(sleep(0));

                        asking.cancel();

                        assertThat(await(asking)).isEqualTo("caught");
                        await(items.close());
                    });
        }

        @Test
        void next_underATimeout_timesOut() {
            stage.play(
                    () -> {
                        assertThatExceptionOfType(TimeoutError.class)
                                .isThrownBy(() -> await(timeout(0.5, () -> await(slow().next()))));
                        assertThat(stage.loop.time()).isEqualTo(0.5);
                    });
        }

        @Test
        void next_outsideACoroutine_isRefused() {
            AsyncGenerator<Integer> items = upTo(1);

            assertThatIllegalStateException()
                    .isThrownBy(() -> await(items.next()))
                    .withMessageStartingWith("await outside a coroutine");
            stage.play(() -> assertThat(await(items.toList())).containsExactly(1));
        }
    }

    @Nested
    class Code {
        @Test
        void code_runsInTheTaskThatAsks() {
            stage.play(
                    () -> {
                        AsyncGenerator<Task<?>> tasks =
                                generator(
                                        out -> {
                                            while (true) {
                                                out.emit(currentTask());
                                                await(sleep(0));
                                            }
                                        });

                        assertThat(await(tasks.next())).isSameAs(currentTask());
                        Task<?> other = createTask(tasks.next());
                        assertThat((Object) await(other)).isSameAs(other);
                        await(tasks.close());
                    });
        }

        @Test
        void code_runsInTheContextOfWhoAsks() {
            ContextVar<String> name = ContextVar.of("name");
            stage.play(
                    () -> {
                        AsyncGenerator<String> names =
                                generator(
                                        out -> {
                                            while (true) {
                                                out.emit(name.get());
                                            }
                                        });
                        name.set("main");
                        assertThat(await(names.next())).isEqualTo("main");

                        Task<String> other =
                                createTask(
                                        async(
                                                () -> {
                                                    name.set("other");
                                                    return await(names.next());
                                                }));
                        assertThat(await(other)).isEqualTo("other");

                        String entered =
                                new Context()
                                        .call(
                                                () -> {
                                                    name.set("entered");
                                                    return await(names.next());
                                                });
                        assertThat(entered).isEqualTo("entered");
                        await(names.close());
                    });
        }

        @Test
        void code_mayAskOtherGenerators() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> doubled =
                                generator(
                                        out -> {
                                            for (int item : awaitEach(upTo(3))) {
                                                await(sleep(0));
                                                out.emit(item * 2);
                                            }
                                        });

                        assertThat(await(doubled.toList())).containsExactly(2, 4, 6);
                    });
        }

        @Test
        void code_mayBeginEagerTasks() {
            stage.loop.setTaskFactory(TaskFactory.eager());
            stage.play(
                    () -> {
                        AsyncGenerator<String> names =
                                generator(out -> out.emit(createTask(stage.job("x", 0)).result()));

                        assertThat(await(names.next())).isEqualTo("x");
                        await(names.close());
                    });
        }

        @Test
        void stack_showsTheGeneratorAboveItsTask() {
            stage.play(
                    () -> {
                        Task<Integer> asking = createTask(elsewhere.Program.asking());
                        await(sleep(0));

                        assertThat(asking.stack(-1))
                                .extracting(StackTraceElement::getMethodName)
                                .containsSubsequence("makeNext", "ask");
                        asking.cancel();
                        await(Asyncio.waitOn(List.of(asking)));
                    });
        }

        @Test
        void emit_fromAnotherTask_isRefused() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items =
                                generator("g", out -> await(createTask(async(() -> out.emit(1)))));

                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.next()))
                                .withMessage(
                                        "emit outside the code of <AsyncGenerator g running>:"
                                                + " only the generator itself may emit");
                    });
        }
    }

    @Test
    void toString_saysItsNameAndState() {
        stage.play(
                () -> {
                    AsyncGenerator<Integer> items = upTo(1);
                    assertThat(items).hasToString("<AsyncGenerator up_to created>");
                    await(items.next());
                    assertThat(items).hasToString("<AsyncGenerator up_to suspended>");
                    await(items.close());
                    assertThat(items).hasToString("<AsyncGenerator up_to ended>");
                    assertThat(upTo(1).name()).isEqualTo("up_to");
                });
    }
}
