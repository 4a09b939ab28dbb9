// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What a generator does when it is sent a value or a failure, and when it is closed.
class GeneratorSignalsTest {
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

    /// Emits 1, then 9 for each IllegalArgumentException.
    private static AsyncGenerator<Integer> catching() {
        return generator(
                out -> {
                    int item = 1;
                    while (item > 0) {
                        try {
                            out.emit(item);
                            item = 0;
                        } catch (IllegalArgumentException caught) {
                            item = 9;
                        }
                    }
                });
    }

    private static void assertStops(ThrowingCallable call) {
        assertThatExceptionOfType(StopAsyncIteration.class).isThrownBy(call);
    }

    @Nested
    class Send {
        @Test
        void send_isWhatEmitReturns() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = upTo(2);
                        await(items.send(null));

                        assertThat(await(items.send("x"))).isEqualTo(2);
                        assertStops(() -> await(items.send("y")));

                        assertThat(stage.marks())
                                .containsExactly("begins", "sent x", "sent y", "ends", "finally");
                    });
        }

        @Test
        void send_beforeTheCodeHasBegun_isRefused() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = upTo(1);

                        assertThatIllegalArgumentException()
                                .isThrownBy(() -> await(items.send("x")))
                                .withMessage(
                                        "can't send non-null value to a just-started async"
                                                + " generator");
                        assertThat(await(items.toList())).containsExactly(1);
                    });
        }
    }

    @Nested
    class ThrowInto {
        @Test
        void throwInto_comesOutOfEmit() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = catching();
                        await(items.next());

                        assertThat(await(items.throwInto(new IllegalArgumentException())))
                                .isEqualTo(9);
                        assertStops(() -> await(items.next()));
                        assertThat(await(items.throwInto(new Exception()))).isNull();
                    });
        }

        @Test
        void throwInto_thatIsNotCaught_comesBack() {
            stage.play(
                    () -> {
                        Exception failure = new Exception();
                        AsyncGenerator<Integer> items = catching();
                        await(items.next());

                        assertThatExceptionOfType(Exception.class)
                                .isThrownBy(() -> await(items.throwInto(failure)))
                                .isSameAs(failure);
                        assertStops(() -> await(items.next()));
                    });
        }

        @Test
        void throwInto_beforeTheCodeHasBegun_endsIt() {
            stage.play(
                    () -> {
                        Exception failure = new Exception();
                        AsyncGenerator<Integer> items = upTo(1);

                        assertThatExceptionOfType(Exception.class)
                                .isThrownBy(() -> await(items.throwInto(failure)))
                                .isSameAs(failure);
                        assertStops(() -> await(items.next()));
                        assertThat(stage.marks()).isEmpty();
                    });
        }

        @Test
        void throwInto_ofTheSignal_isAnError() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = upTo(1);
                        await(items.next());

                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.throwInto(new StopAsyncIteration())))
                                .withMessage("async generator raised StopAsyncIteration");
                    });
        }
    }

    @Nested
    class Close {
        @Test
        void close_runsTheFinallyBlocks() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = upTo(2);
                        await(items.next());

                        await(items.close());

                        assertThat(stage.marks()).containsExactly("begins", "finally");
                        assertStops(() -> await(items.next()));
                        await(items.close());
                    });
        }

        @Test
        void close_beforeTheCodeHasBegun_meansItNeverDoes() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items = upTo(2);

                        await(items.close());

                        assertStops(() -> await(items.next()));
                        assertThat(stage.marks()).isEmpty();
                    });
        }

        @Test
        void close_ofCodeThatAwaits_waitsForIt() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items =
                                generator(
                                        out -> {
                                            try {
                                                out.emit(1);
                                            } finally {
                                                await(sleep(2));
                                            }
                                        });
                        await(items.next());

                        Task<Void> closing = createTask(items.close());
                        await(sleep(1));
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.next()))
                                .withMessage("anext(): asynchronous generator is already running");
                        await(closing);

                        assertThat(stage.loop.time()).isEqualTo(2);
                    });
        }

        @Test
        void close_ofCodeThatGoesOn_isAnError() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items =
                                generator(
                                        out -> {
                                            try {
                                                out.emit(1);
                                            } catch (GeneratorExit ignored) {
                                                out.emit(2);
                                            }
                                        });
                        await(items.next());

                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.close()))
                                .withMessage("async generator ignored GeneratorExit");
                        assertStops(() -> await(items.close()));
                        assertStops(() -> await(items.next()));
                    });
        }

        @Test
        void close_ofCodeThatFails_fails() {
            stage.play(
                    () -> {
                        AsyncGenerator<Integer> items =
                                generator(
                                        out -> {
                                            try {
                                                out.emit(1);
                                            } finally {
                                                throwIt(new Exception("while closing"));
                                            }
                                        });
                        await(items.next());

                        assertThatExceptionOfType(Exception.class)
                                .isThrownBy(() -> await(items.close()))
                                .withMessage("while closing");
                        await(items.close());
                    });
        }
    }

    private static void throwIt(Exception failure) throws Exception {
        throw failure;
    }
}
