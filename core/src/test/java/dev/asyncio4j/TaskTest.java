// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.loop.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    @Nested
    class Stepping {
        @Test
        void createTask_onlySchedules() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(stage.job("a", 0));
                        stage.mark("created");
                        assertThat(task.isDone()).isFalse();
                        assertThat(await(task)).isEqualTo("a");
                    });

            assertThat(stage.marks()).containsExactly("created", "a begins", "a ends");
        }

        @Test
        void tasks_takeTurnsInOrderOfCreation() {
            stage.play(() -> await(gather(stage.job("a", 1), stage.job("b", 1))));

            assertThat(stage.marks()).containsExactly("a begins", "b begins", "a ends", "b ends");
        }

        @Test
        void task_thatNobodyHolds_finishes() {
            stage.play(
                    () -> {
                        createTask(stage.job("forgotten", 5));
                        System.gc();
                        await(sleep(1));
                    });

            assertThat(stage.marks()).containsExactly("forgotten begins", "forgotten ends");
        }

        @Test
        void setResultAndSetException_areRefused() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(stage.job("a", 0));
                        assertThatThrownBy(() -> task.setResult("x"))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("Task does not support set_result operation");
                        assertThatThrownBy(() -> task.setException(new IOException()))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("Task does not support set_exception operation");
                        await(task);
                    });
        }

        @Test
        void whenDone_getsTheTask() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(stage.job("a", 0), "worker");
                        task.whenDone(done -> stage.mark(done.name() + " " + done.result()));
                        await(task);
                        await(sleep(0));
                    });

            assertThat(stage.marks()).containsExactly("a begins", "a ends", "worker a");
        }
    }

    @Nested
    class Current {
        @Test
        void currentTask_isTheRunningOne_alsoAfterASuspension() {
            stage.play(
                    () -> {
                        Task<?> main = currentTask();
                        Task<Task<?>> other =
                                createTask(
                                        async(
                                                () -> {
                                                    await(sleep(0));
                                                    return currentTask();
                                                }));
                        assertThat(await(other)).isSameAs(other);
                        assertThat(currentTask()).isSameAs(main);
                        assertThat(Task.current()).isSameAs(main);
                    });
        }

        @Test
        void currentTask_inACallback_isNull() {
            stage.loop.callSoon(() -> stage.mark(currentTask()));
            stage.play(() -> await(sleep(0)));

            assertThat(stage.marks()).containsExactly("null");
            assertThat(Task.current()).isNull();
        }

        @Test
        void currentTask_withoutALoop_isRefused() {
            assertThatThrownBy(Asyncio::currentTask)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no running event loop");
        }

        @Test
        void allTasks_areThoseNotDone_inOrderOfCreation() {
            stage.play(
                    () -> {
                        Task<?> main = currentTask();
                        Task<String> a = createTask(stage.job("a", 0));
                        Task<String> b = createTask(stage.job("b", 2));
                        Task<String> c = createTask(stage.job("c", 0));
                        assertThat(allTasks()).isEqualTo(List.of(main, a, b, c));
                        await(sleep(0));
                        assertThat(allTasks()).isEqualTo(List.of(main, b));
                        await(b);
                        assertThat(allTasks()).isEqualTo(List.of(main));
                    });
            assertThat(stage.loop.allTasks()).isEmpty();
        }
    }

    @Nested
    class Identity {
        @Test
        void name_isCounted_unlessOneIsGiven() {
            stage.play(
                    () -> {
                        Task<?> first = createTask(stage.job("a", 0));
                        Task<?> named = createTask(stage.job("b", 0), "worker");
                        Task<?> second = createTask(stage.job("c", 0));
                        assertThat(first.name()).matches("Task-\\d+");
                        assertThat(named.name()).isEqualTo("worker");
                        assertThat(number(second)).isEqualTo(number(first) + 1);
                        named.setName("renamed");
                        assertThat(named.name()).isEqualTo("renamed");
                        await(gather(first, named, second));
                    });
        }

        private int number(Task<?> task) {
            return Integer.parseInt(task.name().substring("Task-".length()));
        }

        @Test
        void coroutine_isTheOneItRuns_alsoAfterwards() {
            stage.play(
                    () -> {
                        Coroutine<String> coroutine = stage.job("a", 0);
                        Task<String> task = createTask(coroutine);
                        assertThat(task.coroutine()).isSameAs(coroutine);
                        await(task);
                        assertThat(task.coroutine()).isSameAs(coroutine);
                    });
        }

        @Test
        void context_isACopy_unlessOneIsGiven() {
            ContextVar<String> who = ContextVar.withDefault("who", "nobody");
            stage.play(
                    () -> {
                        who.set("main");
                        Context mine = new Context();
                        Task<String> copied = createTask(setAndGet(who));
                        Task<String> given =
                                createTask(
                                        setAndGet(who), TaskOptions.defaults().withContext(mine));
                        assertThat(given.context()).isSameAs(mine);
                        assertThat(await(copied)).isEqualTo("main");
                        assertThat(await(given)).isEqualTo("nobody");
                        assertThat(who.get()).isEqualTo("main");
                        assertThat(mine.get(who)).isEqualTo("child");
                    });
        }

        private Coroutine<String> setAndGet(ContextVar<String> who) {
            return async(
                    () -> {
                        String before = who.get();
                        who.set("child");
                        await(sleep(0));
                        assertThat(who.get()).isEqualTo("child");
                        return before;
                    });
        }

        @Test
        void waitingOn_isWhatItAwaits() {
            stage.play(
                    () -> {
                        Future<String> future = stage.loop.createFuture();
                        Task<String> task = createTask(async(() -> await(future)));
                        assertThat(task.waitingOn()).isNull();
                        await(sleep(0));
                        assertThat(task.waitingOn()).isSameAs(future);
                        future.setResult("x");
                        await(task);
                        assertThat(task.waitingOn()).isNull();
                    });
        }

        @Test
        void toString_tellsStateNameCoroutineAndWhatItAwaits() {
            stage.play(
                    () -> {
                        Future<String> future = stage.loop.createFuture();
                        Task<String> task =
                                createTask(async("reader", () -> await(future)), "worker");
                        assertThat(task).hasToString("<Task pending name='worker' coro=reader>");
                        await(sleep(0));
                        assertThat(task)
                                .hasToString(
                                        "<Task pending name='worker' coro=reader"
                                                + " wait_for=<Future pending>>");
                        task.cancel();
                        assertThat(task.toString()).startsWith("<Task cancelling name='worker'");
                        assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                        assertThat(task).hasToString("<Task cancelled name='worker' coro=reader>");
                        Task<String> done = createTask(stage.job("j", 0), "done");
                        await(done);
                        assertThat(done).hasToString("<Task finished result=j name='done' coro=j>");
                    });
        }
    }

    @Test
    void slowStepInDebugMode_whoseResultCannotBeShown_isReported_andTheLoopGoesOn() {
        Stage debugged = Stage.inDebugMode();
        debugged.loop.setSlowCallbackDuration(Duration.ZERO);
        Object mute =
                new Object() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("no text");
                    }
                };

        try (Log log = new Log()) {
            Object result = debugged.play(() -> await(createTask(async("mute", () -> mute))));

            assertThat(result).isSameAs(mute);
            assertThat(log.messages()).anyMatch(text -> text.contains("TaskTest$1 instance at 0x"));
        }
        debugged.endsCleanly();
    }

    @Test
    void createTask_fromAnotherThreadInDebugMode_isRefused() {
        Stage debugged = Stage.inDebugMode();
        debugged.play(
                () -> {
                    Coroutine<String> job = debugged.job("job", 0);
                    FutureTask<Task<String>> elsewhere =
                            new FutureTask<>(() -> debugged.loop.createTask(job));
                    Thread thread = new Thread(elsewhere);
                    thread.start();
                    thread.join();

                    assertThatThrownBy(elsewhere::get)
                            .hasRootCauseInstanceOf(IllegalStateException.class)
                            .hasRootCauseMessage(
                                    "Non-thread-safe operation invoked on an event loop other than"
                                            + " the current one");
                    assertThat(debugged.loop.allTasks()).hasSize(1);
                    assertThat(await(job)).isEqualTo("job");
                });
        debugged.endsCleanly();
    }
}
