// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CoroutineTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    @Nested
    class Running {
        @Test
        void async_byItself_doesNothing() {
            Coroutine<String> coroutine = stage.job("lazy", 0);

            assertThat(stage.marks()).isEmpty();
            assertThat(coroutine).hasToString("<Coroutine lazy created>");
        }

        @Test
        void await_runsItInTheCallersTask() {
            stage.play(
                    () -> {
                        Task<?> caller = currentTask();
                        Coroutine<Task<?>> callee = async(() -> currentTask());
                        assertThat(await(callee)).isSameAs(caller);
                    });
        }

        @Test
        void await_doesNotLetOthersRun_ifItDoesNotSuspend() {
            stage.play(
                    () -> {
                        createTask(stage.job("other", 0));
                        await(stage.job("called", 0));
                        stage.mark("after");
                        await(sleep(0));
                    });

            assertThat(stage.marks())
                    .containsExactly(
                            "called begins", "called ends", "after", "other begins", "other ends");
        }

        @Test
        void await_again_isRefused() {
            stage.play(
                    () -> {
                        Coroutine<String> coroutine = stage.job("once", 0);
                        await(coroutine);
                        assertThatThrownBy(() -> await(coroutine))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("cannot reuse already awaited coroutine");
                    });
        }

        @Test
        void await_whileItRuns_isRefused() {
            stage.play(
                    () -> {
                        Coroutine<String> coroutine = stage.job("once", 3);
                        Task<String> first = createTask(coroutine);
                        await(sleep(0));
                        assertThatThrownBy(() -> await(coroutine))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("coroutine is being awaited already");
                        assertThat(await(first)).isEqualTo("once");
                    });
        }

        @Test
        void await_outsideACoroutine_saysWhatToDo() {
            Coroutine<String> coroutine = stage.job("unreachable", 0);

            assertThatThrownBy(() -> await(coroutine))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("await outside a coroutine")
                    .hasMessageContaining("run(...)");
        }

        @Test
        void await_inACallback_isRefused() {
            stage.loop.callSoon(() -> await(sleep(0)));
            stage.play(() -> await(sleep(0)));

            assertThat(stage.faults.getFirst().exception())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("await outside a coroutine");
            assertThat(stage.faultMessages()).hasSize(1);
        }

        @Test
        void await_deeplyNestedCoroutines_isLikeCalls() {
            assertThat(stage.play(() -> await(countdown(500)))).isEqualTo("500");
        }

        private Coroutine<String> countdown(int depth) {
            return async(
                    () -> {
                        if (depth == 0) {
                            await(sleep(0));
                            return "0";
                        }
                        return String.valueOf(Integer.parseInt(await(countdown(depth - 1))) + 1);
                    });
        }
    }

    @Nested
    class Failing {
        @Test
        void await_checkedException_comesOutUnchanged() {
            var failure = new IOException("disk");

            stage.play(
                    () ->
                            assertThat(catchThrowable(() -> await(Stage.failing(failure, 1))))
                                    .isSameAs(failure));
        }

        @Test
        void await_withTheType_letsTheCompilerCatchIt() {
            var failure = new IOException("disk");
            Throwable caught =
                    stage.play(
                            () -> {
                                try {
                                    await(Stage.failing(failure, 1), IOException.class);
                                    return null;
                                } catch (IOException declared) {
                                    return declared;
                                }
                            });

            assertThat(caught).isSameAs(failure);
        }

        @Test
        void failure_throughTasksGatherShieldAndTimeout_staysTheSameObject() {
            var failure = new IOException("disk");
            stage.play(
                    () -> {
                        Coroutine<Object> deep =
                                async(() -> await(waitFor(shield(Stage.failing(failure, 2)), 9)));
                        Task<Object> task = createTask(deep);
                        assertThat(catchThrowable(() -> await(gather(task)))).isSameAs(failure);
                        assertThat(task.exception()).isSameAs(failure);
                    });
        }

        @Test
        void await_failedStage_throwsItsFailureWithoutTheWrapping() {
            var failure = new IOException("disk");
            CompletableFuture<String> failed = CompletableFuture.failedFuture(failure);
            CompletableFuture<String> wrapped =
                    failed.thenApply(
                            value -> {
                                throw new CompletionException(failure);
                            });
            stage.play(
                    () -> {
                        assertThat(catchThrowable(() -> await(failed))).isSameAs(failure);
                        assertThat(catchThrowable(() -> await(wrapped))).isSameAs(failure);
                    });
        }
    }

    @Nested
    class Closing {
        @Test
        void close_beforeItBegan_throwsItAway() {
            Coroutine<String> coroutine = stage.job("closed", 0);
            coroutine.close();
            coroutine.close();

            assertThat(coroutine).hasToString("<Coroutine closed closed>");
            stage.play(
                    () ->
                            assertThatThrownBy(() -> await(coroutine))
                                    .isInstanceOf(IllegalStateException.class)
                                    .hasMessage("cannot reuse already awaited coroutine"));
            assertThat(stage.marks()).isEmpty();
        }

        @Test
        void close_whileItRuns_isRefused() {
            stage.play(
                    () -> {
                        Coroutine<String> coroutine = stage.job("running", 2);
                        Task<String> task = createTask(coroutine);
                        await(sleep(0));
                        assertThatThrownBy(coroutine::close)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("cancel its task");
                        await(task);
                        assertThatCode(coroutine::close).doesNotThrowAnyException();
                    });
        }
    }

    @Nested
    class Texts {
        @Test
        void name_withoutOne_isTheClassThatWroteTheCode() {
            assertThat(async(() -> "x").name()).isEqualTo("CoroutineTest$Texts");
            assertThat(async(() -> {}).name()).isEqualTo("CoroutineTest$Texts");
        }

        @Test
        void toString_tellsTheState() {
            stage.play(
                    () -> {
                        Coroutine<String> coroutine = stage.job("state", 1);
                        Task<String> task = createTask(coroutine);
                        assertThat(coroutine).hasToString("<Coroutine state created>");
                        await(sleep(0));
                        assertThat(coroutine).hasToString("<Coroutine state running>");
                        await(task);
                        assertThat(coroutine).hasToString("<Coroutine state closed>");
                    });
        }
    }
}
