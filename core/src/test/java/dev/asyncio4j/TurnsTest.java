// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How many turns of the loop pass between the start of an await and its end: the table measured in
/// CPython, row by row. The rows on locks, queues and events are with those.
class TurnsTest {
    final Stage stage = new Stage();
    private int turns;
    private boolean counting;

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private int turnsOf(Body.OfNothing operation) {
        return stage.play(
                () -> {
                    turns = 0;
                    counting = true;
                    stage.loop.callSoon(this::countTurn);
                    operation.run();
                    counting = false;
                    return turns;
                });
    }

    private void countTurn() {
        turns++;
        if (counting) {
            stage.loop.callSoon(this::countTurn);
        }
    }

    private static Coroutine<String> immediate() {
        return async(() -> "done");
    }

    @Test
    void await_coroutineThatDoesNotSuspend_takesNone() {
        assertThat(turnsOf(() -> await(immediate()))).isZero();
    }

    @Test
    void await_futureAlreadyDone_takesNone() {
        Future<String> done = stage.loop.createFuture();
        done.setResult("done");

        assertThat(turnsOf(() -> await(done))).isZero();
    }

    @Test
    void await_taskOfImmediateCoroutine_takesTwo() {
        assertThat(turnsOf(() -> await(createTask(immediate())))).isEqualTo(2);
    }

    @Test
    void sleepZero_takesOne() {
        assertThat(turnsOf(() -> await(sleep(0)))).isEqualTo(1);
    }

    @Test
    void gather_ofNothing_takesNone() {
        assertThat(turnsOf(() -> await(gather()))).isZero();
    }

    @Test
    void gather_ofTwoImmediateCoroutines_takesThree() {
        assertThat(turnsOf(() -> await(gather(immediate(), immediate())))).isEqualTo(3);
    }

    @Test
    void taskGroup_withOneImmediateChild_takesThree() {
        assertThat(
                        turnsOf(
                                () ->
                                        await(
                                                taskGroup(
                                                        group -> {
                                                            group.createTask(immediate());
                                                        }))))
                .isEqualTo(3);
    }

    @Test
    void taskGroup_empty_takesNone() {
        assertThat(turnsOf(() -> await(taskGroup(group -> {})))).isZero();
    }

    @Test
    void waitFor_immediateCoroutine_takesNone() {
        assertThat(turnsOf(() -> await(waitFor(immediate(), 1)))).isZero();
    }

    @Test
    void waitFor_immediateTask_takesTwo() {
        assertThat(turnsOf(() -> await(waitFor(createTask(immediate()), 1)))).isEqualTo(2);
    }

    @Test
    void waitOn_oneImmediateTask_takesThree() {
        assertThat(turnsOf(() -> await(waitOn(List.of(createTask(immediate())))))).isEqualTo(3);
    }

    @Test
    void shield_immediateCoroutine_takesThree() {
        assertThat(turnsOf(() -> await(shield(immediate())))).isEqualTo(3);
    }

    @Test
    void cancel_sleepingTaskThenAwaitIt_takesTwo() {
        int taken =
                stage.play(
                        () -> {
                            Task<Void> sleeper = createTask(sleep(3600));
                            await(sleep(0));
                            turns = 0;
                            counting = true;
                            stage.loop.callSoon(this::countTurn);
                            sleeper.cancel();
                            try {
                                await(sleeper);
                            } catch (CancelledError cancelled) {
                                counting = false;
                            }
                            return turns;
                        });

        assertThat(taken).isEqualTo(2);
    }

    @Test
    void timeoutZero_aroundSleep_takesTwo() {
        assertThat(
                        turnsOf(
                                () -> {
                                    try {
                                        await(timeout(0, () -> await(sleep(3600))));
                                    } catch (TimeoutError expected) {
                                        stage.mark("timed out");
                                    }
                                }))
                .isEqualTo(2);
        assertThat(stage.marks()).containsExactly("timed out");
    }

    @Test
    void future_setResult_waiterResumesOneTurnLater_andItsJoinerTwo() {
        int taken =
                turnsOf(
                        () -> {
                            Future<Void> event = stage.loop.createFuture();
                            Task<Integer> waiter =
                                    createTask(
                                            async(
                                                    () -> {
                                                        await(event);
                                                        return turns;
                                                    }));
                            await(sleep(0));
                            turns = 0;
                            event.setResult(null);
                            assertThat(await(waiter)).isEqualTo(1);
                        });

        assertThat(taken).isEqualTo(2);
    }
}
