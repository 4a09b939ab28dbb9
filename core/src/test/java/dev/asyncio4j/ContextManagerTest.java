// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.contextManager;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.use;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Blocks with an entry and an exit that await.
class ContextManagerTest {
    private final Stage stage = new Stage();

    @AfterEach
    void nothingIsLeft() {
        stage.endsCleanly();
    }

    /// Marks what happens to it.
    private final class Marking implements AsyncContextManager<String> {
        private final String name;
        private final boolean swallows;
        private final @Nullable Exception exitFailure;

        Marking(String name) {
            this(name, false, null);
        }

        Marking(String name, boolean swallows, @Nullable Exception exitFailure) {
            this.name = name;
            this.swallows = swallows;
            this.exitFailure = exitFailure;
        }

        @Override
        public Coroutine<String> enter() {
            return async(
                    () -> {
                        await(sleep(0));
                        stage.mark("enter " + name);
                        return name;
                    });
        }

        @Override
        public Coroutine<Boolean> exit(@Nullable Throwable failure) {
            return async(
                    () -> {
                        await(sleep(0));
                        String with = failure == null ? "nothing" : failure.getMessage();
                        stage.mark("exit " + name + " with " + with);
                        if (exitFailure != null) {
                            throw exitFailure;
                        }
                        return swallows;
                    });
        }
    }

    @Nested
    class Use {
        @Test
        void use_entersRunsAndLeaves() {
            String result = stage.play(() -> await(new Marking("a").call(name -> name + "!")));

            assertThat(result).isEqualTo("a!");
            assertThat(stage.marks()).containsExactly("enter a", "exit a with nothing");
        }

        @Test
        void use_ofABodyThatFails_tellsTheExit() {
            Exception failure = new Exception("body");

            stage.play(
                    () ->
                            assertThatExceptionOfType(Exception.class)
                                    .isThrownBy(() -> await(use(new Marking("a"), fails(failure))))
                                    .isSameAs(failure));

            assertThat(stage.marks()).containsExactly("enter a", "exit a with body");
        }

        @Test
        void use_whoseExitSwallows_givesNull() {
            Marking swallowing = new Marking("a", true, null);

            Object result =
                    stage.play(
                            () ->
                                    await(
                                            swallowing.call(
                                                    name -> {
                                                        throw new Exception("body");
                                                    })));

            assertThat(result).isNull();
        }

        @Test
        void use_whoseExitFails_failsWithThatAndKeepsTheOther() {
            Exception atExit = new Exception("exit");
            Exception inBody = new Exception("body");

            stage.play(
                    () ->
                            assertThatExceptionOfType(Exception.class)
                                    .isThrownBy(
                                            () ->
                                                    await(
                                                            use(
                                                                    new Marking("a", true, atExit),
                                                                    fails(inBody))))
                                    .isSameAs(atExit)
                                    .satisfies(
                                            e ->
                                                    assertThat(e.getSuppressed())
                                                            .containsExactly(inBody)));
        }

        @Test
        void use_cancelledInTheBody_leaves() {
            stage.play(
                    () -> {
                        Task<Void> task =
                                createTask(use(new Marking("a"), name -> await(sleep(3600))));
                        await(sleep(1));
                        task.cancel("enough");
                        await(Asyncio.waitOn(List.of(task)));
                        assertThat(task.isCancelled()).isTrue();
                    });

            assertThat(stage.marks()).containsExactly("enter a", "exit a with enough");
        }

        private static Body.InOfNothing<String> fails(Exception failure) {
            return name -> {
                throw failure;
            };
        }
    }

    @Nested
    class OfAGenerator {
        private AsyncContextManager<String> marking(String name) {
            return contextManager(
                    out -> {
                        stage.mark("before");
                        try {
                            out.emit(name);
                        } catch (IllegalArgumentException swallowed) {
                            stage.mark("caught");
                        } finally {
                            await(sleep(0));
                            stage.mark("after");
                        }
                    });
        }

        @Test
        void contextManager_runsTheBlockAtItsEmit() {
            stage.play(() -> await(use(marking("a"), name -> stage.mark(name))));

            assertThat(stage.marks()).containsExactly("before", "a", "after");
        }

        @Test
        void contextManager_thatCatchesAndEnds_swallows() {
            stage.play(
                    () ->
                            await(
                                    use(
                                            marking("a"),
                                            name -> {
                                                throw new IllegalArgumentException();
                                            })));

            assertThat(stage.marks()).containsExactly("before", "caught", "after");
        }

        @Test
        void contextManager_thatLetsPass_failsWithTheSame() {
            Exception failure = new Exception("body");
            stage.play(
                    () ->
                            assertThatExceptionOfType(Exception.class)
                                    .isThrownBy(
                                            () ->
                                                    await(
                                                            use(
                                                                    marking("a"),
                                                                    name -> {
                                                                        throw failure;
                                                                    })))
                                    .isSameAs(failure));

            assertThat(stage.marks()).containsExactly("before", "after");
        }

        @Test
        void contextManager_thatEmitsNothingOrTwice_isRefused() {
            stage.play(
                    () -> {
                        AsyncContextManager<String> none = contextManager(out -> {});
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(use(none, name -> stage.mark(name))))
                                .withMessage("generator didn't emit");
                        AsyncContextManager<String> two =
                                contextManager(
                                        out -> {
                                            out.emit("a");
                                            out.emit("b");
                                        });
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(use(two, name -> stage.mark(name))))
                                .withMessage("generator didn't stop");
                    });

            assertThat(stage.marks()).containsExactly("a");
        }

        @Test
        void contextManager_thatEmitsAfterTheFailure_isRefused() {
            stage.play(
                    () -> {
                        AsyncContextManager<String> stubborn =
                                contextManager(
                                        out -> {
                                            try {
                                                out.emit("a");
                                            } catch (IllegalArgumentException caught) {
                                                out.emit("b");
                                            }
                                        });
                        assertThatIllegalStateException()
                                .isThrownBy(
                                        () ->
                                                await(
                                                        use(
                                                                stubborn,
                                                                name -> {
                                                                    throw new IllegalArgumentException();
                                                                })))
                                .withMessage("generator didn't stop after throwInto()");
                    });
        }
    }

    @Nested
    class Stack {
        @Test
        void stack_leavesLastInFirstOut() {
            stage.play(
                    () ->
                            await(
                                    new AsyncExitStack()
                                            .use(
                                                    stack -> {
                                                        await(
                                                                stack.enterAsyncContext(
                                                                        new Marking("a")));
                                                        stack.pushAsyncExit(new Marking("b"));
                                                        stack.callback(
                                                                () -> stage.mark("callback"));
                                                        stack.pushAsyncCallback(
                                                                () -> stage.job("job", 0));
                                                        stack.enterContext(
                                                                () -> stage.mark("closed"));
                                                        assertThat(stack)
                                                                .hasToString(
                                                                        "<AsyncExitStack exits=5>");
                                                        stage.mark("body");
                                                    })));

            assertThat(stage.marks())
                    .containsExactly(
                            "enter a",
                            "body",
                            "closed",
                            "job begins",
                            "job ends",
                            "callback",
                            "exit b with nothing",
                            "exit a with nothing");
        }

        @Test
        void stack_exitsSeeWhatLaterOnesMadeOfTheFailure() {
            Exception atExit = new Exception("exit");
            stage.play(
                    () ->
                            await(
                                    new AsyncExitStack()
                                            .use(
                                                    stack -> {
                                                        stack.pushAsyncExit(new Marking("a"));
                                                        stack.pushAsyncExit(
                                                                new Marking("b", true, null));
                                                        stack.pushAsyncExit(
                                                                new Marking("c", false, atExit));
                                                        throw new Exception("body");
                                                    })));

            assertThat(stage.marks())
                    .containsExactly("exit c with body", "exit b with exit", "exit a with nothing");
        }

        @Test
        void stack_whoseExitFailsWithoutAnother_failsWithIt() {
            Exception atExit = new Exception("exit");
            stage.play(
                    () -> {
                        AsyncExitStack stack = new AsyncExitStack();
                        stack.pushAsyncExit(new Marking("c", false, atExit));

                        assertThatExceptionOfType(Exception.class)
                                .isThrownBy(() -> await(stack.close()))
                                .isSameAs(atExit);
                        await(stack.close());
                    });
        }

        @Test
        void popAll_movesTheExits() {
            stage.play(
                    () -> {
                        AsyncExitStack stack = new AsyncExitStack();
                        stack.callback(() -> stage.mark("first"));
                        stack.callback(() -> stage.mark("second"));

                        AsyncExitStack moved = stack.popAll();
                        await(stack.close());
                        assertThat(stage.marks()).isEmpty();
                        await(moved.close());
                    });

            assertThat(stage.marks()).containsExactly("second", "first");
        }
    }
}
