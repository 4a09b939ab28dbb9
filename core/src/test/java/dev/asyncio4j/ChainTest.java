// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks that await one another: in long chains, and in circles.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChainTest {
    private static final int LONG = 100_000;

    final Stage stage = new Stage();
    final List<Task<String>> tasks = new ArrayList<>();

    @AfterEach
    void endsCleanly() {
        tasks.clear();
        stage.endsCleanly();
    }

    /// So many tasks, each awaiting the next, the last one awaiting `end`.
    private void chain(int length, Awaitable<String> end) {
        for (int i = 0; i < length; i++) {
            int next = i + 1;
            tasks.add(createTask(async(() -> await(next < length ? tasks.get(next) : end))));
        }
        await(sleep(0));
    }

    @Nested
    class Long {
        @Test
        void completion_passesThroughAll() {
            stage.play(
                    () -> {
                        Future<String> end = stage.loop.createFuture();
                        chain(LONG, end);
                        end.setResult("x");
                        assertThat(await(tasks.getFirst())).isEqualTo("x");
                    });
        }

        @Test
        void cancellation_ofTheFirst_reachesTheLast() {
            stage.play(
                    () -> {
                        Future<String> end = stage.loop.createFuture();
                        chain(LONG, end);
                        tasks.getFirst().cancel("far");
                        assertThat(end.isCancelled()).isTrue();
                        assertThatThrownBy(() -> await(tasks.getFirst()))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("far");
                        assertThat(tasks).allMatch(Task::isCancelled);
                        assertThat(tasks.getLast().cancelling()).isEqualTo(1);
                    });
        }

        @Test
        void failure_passesThroughAll_asTheSameObject() {
            var failure = new IOException("disk");
            stage.play(
                    () -> {
                        Future<String> end = stage.loop.createFuture();
                        chain(1_000, end);
                        end.setException(failure);
                        assertThatThrownBy(() -> await(tasks.getFirst())).isSameAs(failure);
                        assertThat(failure.getStackTrace()).hasSizeLessThanOrEqualTo(200);
                    });
        }
    }

    @Nested
    class Circle {
        @Test
        void ofItself_isRefusedOnTheNextTurn() {
            stage.play(
                    () -> {
                        tasks.add(
                                createTask(
                                        async(
                                                () -> {
                                                    await(sleep(0));
                                                    return await(tasks.getFirst());
                                                }),
                                        "snake"));
                        assertThatThrownBy(() -> await(tasks.getFirst()))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageStartingWith("Task cannot await on itself: <Task")
                                .hasMessageContaining("snake");
                    });
        }

        @Test
        void ofThree_cancelled_terminates() {
            stage.play(
                    () -> {
                        chain(3, async(() -> await(tasks.getFirst())));
                        await(sleep(0));
                        assertThat(tasks).noneMatch(Task::isDone);
                        tasks.get(1).cancel();
                        await(waitOn(tasks));
                        assertThat(tasks).allMatch(Task::isCancelled);
                    });
        }

        @Test
        void ofThree_cancelledFromATaskBeforeIt_terminates() {
            stage.play(
                    () -> {
                        chain(19, async(() -> await(tasks.get(16))));
                        await(sleep(0));
                        tasks.getFirst().cancel();
                        await(waitOn(tasks));
                        assertThat(tasks).allMatch(Task::isCancelled);
                    });
        }

        @Test
        void throughGather_cancelled_terminates() {
            stage.play(
                    () -> {
                        Task<List<String>> one =
                                createTask(async(() -> await(gather(tasks.getFirst()))));
                        tasks.add(createTask(async(() -> await(gather(one)).toString())));
                        await(sleep(1));
                        one.cancel();
                        await(sleep(1));
                        assertThat(one.isCancelled()).isTrue();
                        assertThat(one.cancelling()).isEqualTo(1);
                        assertThat(tasks.getFirst().isCancelled()).isTrue();
                    });
        }

        @Test
        void toString_ofACircleOrALongChain_isShort() {
            stage.play(
                    () -> {
                        chain(LONG, async(() -> await(tasks.getFirst())));
                        await(sleep(0));
                        assertThat(tasks.getFirst().toString())
                                .matches("<Task pending .* wait_for=<Task pending [^<]*>>");
                        tasks.getFirst().cancel();
                        await(waitOn(tasks));
                    });
        }
    }
}
