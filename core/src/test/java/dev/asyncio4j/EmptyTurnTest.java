// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.loop.Instrument;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.loop.Ready;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A task that gives up its turn while nobody else has anything to do: it goes on at once, and what
/// may come meanwhile is seen all the same.
class EmptyTurnTest {
    final Stage stage = new Stage(LoopOptions.defaults());

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    /// Gives up its turn until it is so: for long, but not for ever.
    private void yieldUntil(BooleanSupplier condition) {
        double end = stage.loop.time() + 20;
        while (!condition.getAsBoolean()) {
            assertThat(stage.loop.time()).isLessThan(end);
            await(sleep(0));
        }
    }

    @Test
    void alone_itsTurnsAreCounted() {
        stage.play(
                () -> {
                    long before = stage.loop.beat().turns();
                    for (int i = 0; i < 1_000; i++) {
                        await(sleep(0));
                    }
                    assertThat(stage.loop.beat().turns() - before).isGreaterThanOrEqualTo(1_000);
                });
    }

    @Test
    void letter_isSeen() {
        stage.play(
                () -> {
                    Thread.ofPlatform()
                            .start(() -> stage.loop.callSoonThreadsafe(() -> stage.mark("letter")));
                    yieldUntil(() -> !stage.marks().isEmpty());
                });
    }

    @Test
    void timer_isSeen() {
        stage.play(
                () -> {
                    stage.loop.callLater(0.002, () -> stage.mark("timer"));
                    yieldUntil(() -> !stage.marks().isEmpty());
                });
    }

    @Test
    void timeout_ends_whatYieldsForEver() {
        stage.play(
                () ->
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        timeout(
                                                                0.002,
                                                                () -> {
                                                                    yieldUntil(() -> false);
                                                                })))
                                .isInstanceOf(TimeoutError.class));
    }

    @Test
    void callInAThread_isSeen() {
        stage.play(
                () -> {
                    Task<String> call = createTask(toThread(() -> "done"));
                    yieldUntil(call::isDone);
                    assertThat(await(call)).isEqualTo("done");
                });
    }

    @Test
    void callbackThatItMadeReady_comesFirst() {
        stage.play(
                () -> {
                    stage.loop.callSoon(() -> stage.mark("callback"));
                    await(sleep(0));
                    assertThat(stage.marks()).containsExactly("callback");
                });
    }

    @Test
    void ownCancellation_arrives() {
        stage.play(
                () -> {
                    Task<Void> task =
                            createTask(
                                    async(
                                            () -> {
                                                Task.current().cancel("enough");
                                                await(sleep(0));
                                                stage.mark("went on");
                                            }));
                    assertThatThrownBy(() -> await(task))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("enough");
                    assertThat(stage.marks()).isEmpty();
                });
    }

    @Test
    void eagerTask_givesItsCreatorTheTurn() {
        stage.play(
                () -> {
                    Task<String> task = createTask(stage.job("eager", 1), EagerTaskTest.EAGER);
                    stage.mark("created");
                    await(task);
                });

        assertThat(stage.marks()).containsExactly("eager begins", "created", "eager ends");
    }

    @Test
    void stop_stopsTheLoop() {
        stage.loop.createTask(
                async(
                        () -> {
                            stage.loop.stop();
                            await(sleep(0));
                            stage.mark("went on");
                        }));

        stage.loop.runForever();
        assertThat(stage.marks()).isEmpty();
        stage.play(() -> await(sleep(0)));
        assertThat(stage.marks()).containsExactly("went on");
    }

    @Test
    void whoWatches_seesEachStep() {
        stage.play(
                () -> {
                    Counting watcher = new Counting();
                    stage.loop.addInstrument(watcher);
                    for (int i = 0; i < 10; i++) {
                        await(sleep(0));
                    }
                    stage.loop.removeInstrument(watcher);
                    assertThat(watcher.steps).isEqualTo(10);
                });
    }

    @Test
    void generatorThatYields_goesOn() {
        stage.play(
                () -> {
                    AsyncGenerator<Integer> items =
                            generator(
                                    out -> {
                                        await(sleep(0));
                                        out.emit(1);
                                        await(sleep(0));
                                    });
                    for (int each : awaitEach(items)) {
                        stage.mark(each);
                    }
                });

        assertThat(stage.marks()).containsExactly("1");
    }

    @Test
    void taskThatIsClosedWithItsLoop_mayNotYield() {
        EventLoop loop = new EventLoop();
        loop.createTask(
                async(
                        () -> {
                            try {
                                await(sleep(60));
                            } finally {
                                await(sleep(0));
                                stage.mark("went on");
                            }
                        }));
        loop.setExceptionHandler((where, fault) -> stage.mark(fault.message()));
        loop.runUntilComplete(async(() -> await(sleep(0))));

        loop.close();

        assertThat(stage.marks())
                .containsExactly(
                        "Task was destroyed but it is pending!",
                        "Exception while closing a pending task");
    }

    private static final class Counting implements Instrument {
        private int steps;

        @Override
        public void beforeStep(Ready step) {
            steps++;
        }

        @Override
        public void afterStep(Ready step) {
            // the other half
        }
    }
}
