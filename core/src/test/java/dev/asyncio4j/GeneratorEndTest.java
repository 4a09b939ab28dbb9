// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopOptions;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of generators that nobody finishes.
class GeneratorEndTest {
    private final Stage stage = new Stage();

    @AfterEach
    void nothingIsLeft() {
        stage.endsCleanly();
    }

    /// Emits for ever; marks its end, and awaits before that.
    private AsyncGenerator<Integer> endless(String name) {
        return generator(
                name,
                out -> {
                    try {
                        while (true) {
                            out.emit(1);
                        }
                    } finally {
                        await(sleep(1));
                        stage.mark(name + " closed");
                    }
                });
    }

    private AsyncGenerator<Integer> failingToClose(Throwable failure) {
        return generator(
                "failing",
                out -> {
                    try {
                        out.emit(1);
                    } catch (GeneratorExit exit) {
                        throw Sneaky.<RuntimeException>as(failure);
                    }
                });
    }

    @Test
    void shutdownAsyncgens_closesAllAtTheSameTime() {
        List<AsyncGenerator<Integer>> kept = List.of(endless("a"), endless("b"), endless("c"));
        stage.play(
                () -> {
                    await(kept.get(0).next());
                    await(kept.get(1).next());

                    await(stage.loop.shutdownAsyncgens());

                    assertThat(stage.loop.time()).isEqualTo(1);
                });

        assertThat(stage.marks()).containsExactly("a closed", "b closed");
        assertThat(kept.get(2)).hasToString("<AsyncGenerator c created>");
    }

    @Test
    void shutdownAsyncgens_reportsWhatFails() {
        IllegalStateException failure = new IllegalStateException("on purpose");
        AsyncGenerator<Integer> failing = failingToClose(failure);
        AsyncGenerator<Integer> fine = endless("fine");
        stage.play(
                () -> {
                    await(failing.next());
                    await(fine.next());

                    await(stage.loop.shutdownAsyncgens());
                });

        Fault fault = stage.faults.getFirst();
        assertThat(fault.exception()).isSameAs(failure);
        assertThat(stage.faultMessages())
                .containsExactly(
                        "an error occurred during closing of asynchronous generator"
                                + " <AsyncGenerator failing ended>");
        assertThat(stage.marks()).containsExactly("fine closed");
    }

    @Test
    void shutdownAsyncgens_withoutGenerators_takesNoTurn() {
        stage.play(
                () -> {
                    createTask(stage.job("other", 0));
                    await(stage.loop.shutdownAsyncgens());
                    assertThat(stage.marks()).isEmpty();
                    await(sleep(0));
                });
        stage.marks();
    }

    @Test
    void generator_thatBeginsAfterTheShutdown_isWarnedOf() {
        List<String> warnings = new ArrayList<>();
        Logger logger = Logger.getLogger("asyncio");
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord logged) {
                        warnings.add(logged.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        logger.addHandler(handler);
        try {
            stage.play(
                    () -> {
                        await(stage.loop.shutdownAsyncgens());
                        AsyncGenerator<Integer> late = endless("late");
                        await(late.next());
                        await(late.close());
                    });
        } finally {
            logger.removeHandler(handler);
        }

        assertThat(warnings)
                .containsExactly(
                        "asynchronous generator <AsyncGenerator late created> was scheduled after"
                                + " loop.shutdownAsyncgens() call");
    }

    @Test
    void generator_thatNobodyHolds_isClosedByTheLoop() {
        Stage real = new Stage(LoopOptions.defaults());
        real.play(
                () -> {
                    leaveOne(real);
                    while (closings == 0) {
                        System.gc();
                        await(sleep(0.005));
                    }
                });

        assertThat(real.marks()).containsExactly("closed");
        real.endsCleanly();
    }

    @Test
    void generator_thatNobodyHolds_isClosedAtTheEnd_ifItsScheduleIsToBeRepeated() {
        Stage repeated = new Stage(LoopOptions.defaults().withChoices((kind, count) -> 0));
        repeated.play(
                () -> {
                    WeakReference<Object> gone = leaveOne(repeated);
                    while (gone.get() != null) {
                        System.gc();
                        await(sleep(0.005));
                    }
                    await(sleep(0.05)); // so that the collector's thread could have told
                    assertThat(closings).isZero();
                    await(repeated.loop.shutdownAsyncgens());
                });

        assertThat(repeated.marks()).containsExactly("closed");
        repeated.endsCleanly();
    }

    private int closings;

    private WeakReference<Object> leaveOne(Stage real) {
        AsyncGenerator<Integer> left =
                generator(
                        out -> {
                            try {
                                out.emit(1);
                            } finally {
                                closings++;
                                real.mark("closed");
                            }
                        });
        for (int item : awaitEach(left)) {
            assertThat(item).isEqualTo(1);
            break;
        }
        return new WeakReference<>(left);
    }

    @Test
    void close_ofTheLoop_runsFinallyBlocksWithoutAwaits() {
        List<Object> kept = new ArrayList<>();
        stage.play(
                () -> {
                    AsyncGenerator<Integer> items =
                            generator(
                                    "plain",
                                    out -> {
                                        try {
                                            out.emit(1);
                                        } finally {
                                            stage.mark("finally");
                                        }
                                    });
                    AsyncGenerator<Integer> awaiting = endless("awaiting");
                    kept.add(items);
                    kept.add(awaiting);
                    await(items.next());
                    await(awaiting.next());
                });

        stage.loop.close();

        assertThat(stage.marks()).containsExactly("finally");
        assertThat(stage.faultMessages())
                .containsExactly(
                        "an error occurred during closing of asynchronous generator"
                                + " <AsyncGenerator awaiting ended>");
        assertThat(kept).allMatch(each -> each.toString().endsWith(" ended>"));
    }

    @Test
    void close_ofTheLoop_endsCodeThatCatchesEverything() {
        List<Object> kept = new ArrayList<>();
        stage.play(
                () -> {
                    AsyncGenerator<Integer> emitting = stubborn(false);
                    AsyncGenerator<Integer> sleeping = stubborn(true);
                    kept.add(emitting);
                    kept.add(sleeping);
                    await(emitting.next());
                    await(sleeping.next());
                });

        stage.loop.close();

        assertThat(stage.faults)
                .extracting(Fault::exception)
                .hasSize(2)
                .allSatisfy(
                        failure ->
                                assertThat(failure)
                                        .hasMessage("async generator ignored GeneratorExit"));
        stage.faults.clear();
    }

    private static AsyncGenerator<Integer> stubborn(boolean awaits) {
        return generator(
                out -> {
                    while (true) {
                        try {
                            out.emit(1);
                            if (awaits) {
                                await(sleep(1));
                            }
                        } catch (Throwable caught) {
                            if (awaits) {
                                keepAwaiting();
                            }
                        }
                    }
                });
    }

    private static void keepAwaiting() {
        while (true) {
            try {
                await(sleep(1));
            } catch (Throwable caught) {
                assertThat(caught).isNotNull();
            }
        }
    }

    @Test
    void close_ofTheLoop_whileATaskWaitsInTheCode_endsBoth() {
        AsyncGenerator<Integer> items =
                generator(
                        "g",
                        out -> {
                            try {
                                await(sleep(3600));
                            } finally {
                                stage.mark("generator");
                            }
                        });
        stage.play(
                () -> {
                    createTask(
                            async(
                                    () -> {
                                        try {
                                            await(items.next());
                                        } finally {
                                            stage.mark("task");
                                        }
                                    }));
                    await(sleep(0));
                });

        stage.loop.close();

        assertThat(stage.marks()).containsExactly("generator", "task");
        assertThat(stage.faultMessages()).containsExactly("Task was destroyed but it is pending!");
    }

    @Test
    void run_closesGeneratorsAfterTheTasks() {
        List<String> marks = new ArrayList<>();
        List<Object> kept = new ArrayList<>();

        Asyncio.run(
                async(
                        () -> {
                            AsyncGenerator<Integer> items =
                                    generator(
                                            out -> {
                                                try {
                                                    out.emit(1);
                                                } finally {
                                                    await(sleep(0));
                                                    marks.add("generator");
                                                }
                                            });
                            kept.add(items);
                            await(items.next());
                            createTask(
                                    async(
                                            () -> {
                                                try {
                                                    await(sleep(3600));
                                                } finally {
                                                    marks.add("task");
                                                }
                                            }));
                            await(sleep(0));
                        }));

        assertThat(marks).containsExactly("task", "generator");
    }
}
