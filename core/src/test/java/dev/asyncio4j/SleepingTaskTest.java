// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.loop.LoopOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A task that is nothing but a sleep has no strand, and behaves as if it had.
class SleepingTaskTest {

    @Test
    void result_isTheSleeps() {
        String result = run(async(() -> await(createTask(sleep(0.001, "slept")))));

        assertThat(result).isEqualTo("slept");
    }

    @Test
    void turns_areThoseOfABodyThatSleeps() {
        assertThat(turnsOf(() -> sleep(1e-9)))
                .isEqualTo(turnsOf(() -> async(() -> await(sleep(1e-9)))));
    }

    private static int turnsOf(java.util.function.Supplier<Coroutine<Void>> coroutine) {
        int[] turns = {0};
        run(
                async(
                        () -> {
                            Task<?> task = createTask(coroutine.get());
                            while (!task.isDone()) {
                                turns[0]++;
                                await(sleep(0));
                            }
                        }));
        return turns[0];
    }

    @Test
    void cancel_beforeItBegins() {
        assertCancelled(0);
    }

    @Test
    void cancel_whileItSleeps() {
        assertCancelled(1);
    }

    private static void assertCancelled(int turnsBefore) {
        run(
                async(
                        () -> {
                            Task<?> task = createTask(sleep(3600));
                            for (int i = 0; i < turnsBefore; i++) {
                                await(sleep(0));
                            }

                            task.cancel("enough");

                            assertThatThrownBy(() -> await(task))
                                    .isInstanceOf(CancelledError.class)
                                    .hasMessage("enough");
                            assertThat(task.isCancelled()).isTrue();
                            assertThat(getRunningLoop().toString()).contains("timers=0");
                        }));
    }

    @Test
    void cancel_onTheTurnItIsDone() {
        List<String> seen = new ArrayList<>();
        run(
                async(
                        () -> {
                            Task<?> task = createTask(sleep(1e-9));
                            await(sleep(0));
                            while (task.waitingOn() != null && !task.waitingOn().isDone()) {
                                await(sleep(0));
                            }
                            task.cancel();
                            try {
                                await(task);
                            } catch (CancelledError late) {
                                seen.add("cancelled");
                            }
                        }));

        assertThat(seen).containsExactly("cancelled");
    }

    @Test
    void coroutine_ofTwoTasks() {
        run(
                async(
                        () -> {
                            Coroutine<Void> shared = sleep(0.001);
                            Task<?> first = createTask(shared);
                            Task<?> second = createTask(shared);

                            assertThatThrownBy(() -> await(second))
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessage("coroutine is being awaited already");
                            await(first);
                        }));
    }

    @Test
    void text_showsWhatItWaitsFor() {
        run(
                async(
                        () -> {
                            Task<?> task = createTask(sleep(3600), "napper");
                            await(sleep(0));

                            assertThat(task)
                                    .hasToString(
                                            "<Task pending name='napper' coro=sleep wait_for=<Future"
                                                    + " pending>>");
                            assertThat(task.stack()).isEmpty();
                            assertThat(task.coroutine()).hasToString("<Coroutine sleep running>");
                            task.cancel();
                        }));
    }

    @Test
    void close_ofTheLoopUnderneath() {
        List<Object> told = new ArrayList<>();
        EventLoop loop = new EventLoop(LoopOptions.defaults().withDebug(false));
        loop.setExceptionHandler((where, fault) -> told.add(fault.message()));
        loop.createTask(sleep(3600));
        loop.stop();
        loop.runForever();

        loop.close();

        assertThat(told).containsExactly("Task was destroyed but it is pending!");
    }

    @Test
    void gather_ofTheSameCoroutineTwice() {
        List<String> results =
                run(
                        async(
                                () -> {
                                    Coroutine<String> once = sleep(0.001, "once");
                                    return await(gather(List.of(once, sleep(0, "other"), once)));
                                }));

        assertThat(results).containsExactly("once", "other", "once");
    }
}
