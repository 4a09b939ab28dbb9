// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskFactoryTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    /// Notes the options it is given.
    static final class Noting implements TaskFactory {
        final List<TaskOptions> seen = new ArrayList<>();

        @Override
        public <T extends @Nullable Object> Task<T> create(
                EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
            seen.add(options);
            return TaskFactory.plain().create(loop, coroutine, options);
        }
    }

    @Test
    void none_isThePlainOne() {
        assertThat(stage.loop.taskFactory()).isNull();
    }

    /// Gives no task.
    static final class Lazy implements TaskFactory {
        @Override
        @SuppressWarnings("NullAway") // the mistake that is tried
        public <T extends @Nullable Object> Task<T> create(
                EventLoop loop, Coroutine<T> coroutine, TaskOptions options) {
            return null;
        }
    }

    @Test
    void oneThatGivesNone_isTold() {
        stage.play(
                () -> {
                    stage.loop.setTaskFactory(new Lazy());
                    assertThatThrownBy(() -> createTask(stage.job("a", 0)))
                            .isInstanceOf(NullPointerException.class)
                            .hasMessage("what the task factory gives");
                    stage.loop.setTaskFactory(null);
                });
    }

    @Test
    void custom_getsTheOptionsUnchanged_fromEveryDoor() {
        Noting factory = new Noting();
        stage.loop.setTaskFactory(factory);
        TaskOptions options = TaskOptions.named("opted").withEagerStart(false);

        stage.play(
                () -> {
                    await(createTask(stage.job("a", 0)));
                    await(createTask(stage.job("b", 0), "named"));
                    await(createTask(stage.job("c", 0), options));
                    await(
                            taskGroup(
                                    group -> {
                                        group.createTask(stage.job("d", 0), "in group");
                                    }));
                    await(gather(stage.job("e", 0)));
                });

        assertThat(stage.loop.taskFactory()).isSameAs(factory);
        assertThat(factory.seen)
                .containsExactly(
                        TaskOptions.defaults(), // main
                        TaskOptions.defaults(),
                        TaskOptions.named("named"),
                        options,
                        TaskOptions.named("in group"),
                        TaskOptions.defaults());
        stage.marks();
    }

    @Test
    void custom_withoutAName_givesACountedOne() {
        stage.loop.setTaskFactory(new Noting());

        stage.play(() -> assertThat(currentTask().name()).matches("Task-\\d+"));
    }

    @Test
    void eager_ofACustomOne_addsTheEagerStart_unlessTheOptionsSayNo() {
        Noting factory = new Noting();
        stage.play(
                () -> {
                    stage.loop.setTaskFactory(TaskFactory.eager(factory));
                    createTask(stage.job("eager", 0));
                    createTask(stage.job("lazy", 0), TaskOptions.defaults().withEagerStart(false));
                    stage.mark("body");
                    await(sleep(0));
                });

        assertThat(factory.seen).extracting(TaskOptions::eagerStart).containsExactly(true, false);
        assertThat(stage.marks())
                .containsExactly("eager begins", "eager ends", "body", "lazy begins", "lazy ends");
    }

    @Test
    void throwing_letsTheErrorThrough() {
        stage.play(
                () -> {
                    stage.loop.setTaskFactory(
                            new TaskFactory() {
                                @Override
                                public <T extends @Nullable Object> Task<T> create(
                                        EventLoop loop,
                                        Coroutine<T> coroutine,
                                        TaskOptions options) {
                                    throw new UnsupportedOperationException("no tasks today");
                                }
                            });
                    assertThatThrownBy(() -> createTask(stage.job("a", 0)))
                            .isInstanceOf(UnsupportedOperationException.class);
                    assertThat(allTasks()).hasSize(1);
                });
    }

    @Test
    void createTask_onAClosedLoop_isRefusedAndClosesTheCoroutine() {
        stage.loop.close();
        Coroutine<String> coroutine = stage.job("a", 0);

        assertThatThrownBy(() -> stage.loop.createTask(coroutine))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Event loop is closed");
        assertThat(coroutine).hasToString("<Coroutine a closed>");
    }
}
