// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import java.io.IOException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FutureTest {
    final Stage stage = new Stage();
    final Future<String> future = stage.loop.createFuture();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private void turn() {
        stage.loop.stop();
        stage.loop.runForever();
    }

    @Nested
    class States {
        @Test
        void pending_hasNeitherResultNorException() {
            assertThat(future.isDone()).isFalse();
            assertThat(future.isCancelled()).isFalse();
            assertThatThrownBy(future::result)
                    .isInstanceOf(InvalidStateError.class)
                    .hasMessage("Result is not set.");
            assertThatThrownBy(future::exception)
                    .isInstanceOf(InvalidStateError.class)
                    .hasMessage("Exception is not set.");
        }

        @Test
        void setResult_isFinal() {
            future.setResult("value");

            assertThat(future.isDone()).isTrue();
            assertThat(future.isCancelled()).isFalse();
            assertThat(future.result()).isEqualTo("value");
            assertThat(future.exception()).isNull();
            assertThatThrownBy(() -> future.setResult("other"))
                    .isInstanceOf(InvalidStateError.class)
                    .hasMessage("invalid state");
            assertThatThrownBy(() -> future.setException(new IOException()))
                    .isInstanceOf(InvalidStateError.class);
            assertThat(future.cancel()).isFalse();
            assertThat(future.result()).isEqualTo("value");
        }

        @Test
        void setResult_null_isAResult() {
            future.setResult(null);

            assertThat(future.isDone()).isTrue();
            assertThat(future.result()).isNull();
        }

        @Test
        void setException_result_throwsThatVeryObjectEachTime() {
            var failure = new IOException("disk");
            future.setException(failure);

            assertThat(future.isCancelled()).isFalse();
            assertThat(future.exception()).isSameAs(failure);
            assertThat(catchThrowable(future::result)).isSameAs(failure);
            assertThat(catchThrowable(future::result)).isSameAs(failure);
        }

        @Test
        void setException_cancelledError_isAFailureAndNoCancellation() {
            var failure = new CancelledError("put in");
            future.setException(failure);

            assertThat(future.isCancelled()).isFalse();
            assertThat(future.exception()).isSameAs(failure);
        }

        @Test
        void cancel_isImmediateAndFinal() {
            assertThat(future.cancel("enough")).isTrue();

            assertThat(future.isDone()).isTrue();
            assertThat(future.isCancelled()).isTrue();
            assertThat(future.cancel()).isFalse();
            assertThatThrownBy(future::result)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("enough");
            assertThatThrownBy(future::exception)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("enough");
            assertThatThrownBy(() -> future.setResult("late"))
                    .isInstanceOf(InvalidStateError.class);
        }

        @Test
        void loop_isTheOneItWasMadeBy() {
            assertThat(future.loop()).isSameAs(stage.loop);
        }
    }

    @Nested
    class Callbacks {
        @Test
        void addDoneCallback_neverRunsInline() {
            future.addDoneCallback(done -> stage.mark("called with " + done.result()));
            future.setResult("x");
            stage.mark("set");
            assertThat(stage.marks()).containsExactly("set");

            turn();

            assertThat(stage.marks()).containsExactly("called with x");
        }

        @Test
        void addDoneCallback_toDoneFuture_isQueuedAsWell() {
            future.setResult("x");
            future.addDoneCallback(done -> stage.mark("called"));
            assertThat(stage.marks()).isEmpty();

            turn();

            assertThat(stage.marks()).containsExactly("called");
        }

        @Test
        void callbacks_runInOrderOfRegistration_awaitersAmongThem() {
            stage.play(
                    () -> {
                        future.addDoneCallback(done -> stage.mark("1"));
                        Task<Void> awaiter =
                                createTask(
                                        async(
                                                () -> {
                                                    await(future);
                                                    stage.mark("2");
                                                }));
                        await(sleep(0));
                        future.addDoneCallback(done -> stage.mark("3"));
                        future.setResult("x");
                        future.addDoneCallback(done -> stage.mark("4"));
                        await(awaiter);
                    });

            assertThat(stage.marks()).containsExactly("1", "2", "3", "4");
        }

        @Test
        void callback_thatAddsOne_seesItRunOnTheNextTurn() {
            future.addDoneCallback(
                    done -> {
                        stage.mark("outer");
                        done.addDoneCallback(again -> stage.mark("inner"));
                    });
            future.setResult("x");

            turn();
            assertThat(stage.marks()).containsExactly("outer");
            turn();
            assertThat(stage.marks()).containsExactly("inner");
        }

        @Test
        void removeDoneCallback_takesAllAdditionsBack() {
            Consumer<Future<String>> twice = done -> stage.mark("never");
            Consumer<Future<String>> other = done -> stage.mark("other");
            future.addDoneCallback(twice);
            future.addDoneCallback(other);
            future.addDoneCallback(twice);

            assertThat(future.removeDoneCallback(twice)).isEqualTo(2);
            assertThat(future.removeDoneCallback(twice)).isZero();
            future.setResult("x");
            turn();

            assertThat(stage.marks()).containsExactly("other");
        }

        @Test
        void removeDoneCallback_ofTheOnlyOne_andOfNone() {
            Consumer<Future<String>> only = done -> stage.mark("never");

            assertThat(future.removeDoneCallback(only)).isZero();
            future.addDoneCallback(only);
            assertThat(future.removeDoneCallback("something else")).isZero();
            assertThat(future.removeDoneCallback(only)).isEqualTo(1);
            future.setResult("x");
            turn();

            assertThat(stage.marks()).isEmpty();
        }

        @Test
        void removeDoneCallback_afterCompletion_isTooLate() {
            Consumer<Future<String>> callback = done -> stage.mark("runs all the same");
            future.addDoneCallback(callback);
            future.setResult("x");

            assertThat(future.removeDoneCallback(callback)).isZero();
            turn();

            assertThat(stage.marks()).containsExactly("runs all the same");
        }

        @Test
        void removeDoneCallback_fromAnotherCallback_doesNotLoseTheRest() {
            Consumer<Future<String>> last = done -> stage.mark("last");
            future.addDoneCallback(done -> stage.mark("removed " + done.removeDoneCallback(last)));
            future.addDoneCallback(last);
            future.setResult("x");
            turn();

            assertThat(stage.marks()).containsExactly("removed 0", "last");
        }

        @Test
        void callback_thatThrows_isReportedAndTheOthersRun() {
            var failure = new IllegalStateException("callback");
            future.addDoneCallback(
                    done -> {
                        throw failure;
                    });
            future.addDoneCallback(done -> stage.mark("next"));
            future.setResult("x");
            turn();

            assertThat(stage.marks()).containsExactly("next");
            assertThat(stage.faults).hasSize(1);
            assertThat(stage.faults.getFirst().exception()).isSameAs(failure);
            assertThat(stage.faults.getFirst().context()).containsKey("handle");
            assertThat(stage.faultMessages().getFirst()).startsWith("Exception in callback ");
        }

        @Test
        void callback_runsInTheContextOfItsRegistration() {
            ContextVar<String> who = ContextVar.withDefault("who", "nobody");
            Context given = new Context();
            given.run(() -> who.set("given"));
            Context.copyCurrent()
                    .run(
                            () -> {
                                who.set("registrar");
                                future.addDoneCallback(done -> stage.mark(who.get()));
                                future.addDoneCallback(given, done -> stage.mark(who.get()));
                                who.set("later");
                            });
            future.setResult("x");
            turn();

            assertThat(stage.marks()).containsExactly("registrar", "given");
        }
    }

    @Nested
    class Awaiting {
        @Test
        void await_failed_throwsThatVeryObject_alsoAgain() {
            var failure = new IOException("disk");
            future.setException(failure);

            stage.play(
                    () -> {
                        assertThat(catchThrowable(() -> await(future))).isSameAs(failure);
                        assertThat(catchThrowable(() -> await(future))).isSameAs(failure);
                    });
        }

        @Test
        void await_severalTasks_allGetTheResult() {
            stage.play(
                    () -> {
                        var all = gather(gatherable(), gatherable(), gatherable());
                        await(sleep(0));
                        future.setResult("x");
                        assertThat(await(all)).containsExactly("x", "x", "x");
                    });
        }

        private Coroutine<String> gatherable() {
            return async(() -> await(future));
        }

        @Test
        void cancel_awaitedFuture_cancelsItsAwaiters_whichCountNoRequest() {
            stage.play(
                    () -> {
                        Task<String> awaiter = createTask(gatherable());
                        await(sleep(0));
                        future.cancel("from outside");
                        assertThatThrownBy(() -> await(awaiter))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("from outside");
                        assertThat(awaiter.isCancelled()).isTrue();
                        assertThat(awaiter.cancelling()).isZero();
                    });
        }

        @Test
        void cancelledTask_givesItsOwnErrorOnce_thenFreshOnesWithoutMessage() {
            stage.play(
                    () -> {
                        CancelledError original = new CancelledError("mine");
                        Task<Void> task =
                                createTask(
                                        async(
                                                () -> {
                                                    throw original;
                                                }));
                        assertThat(catchThrowable(() -> await(task))).isSameAs(original);
                        Throwable second = catchThrowable(task::result);
                        assertThat(second)
                                .isInstanceOf(CancelledError.class)
                                .isNotSameAs(original)
                                .hasMessage(null);
                    });
        }
    }

    @Nested
    class Texts {
        @Test
        void toString_tellsTheState() {
            Future<String> failed = stage.loop.createFuture();
            Future<String> cancelled = stage.loop.createFuture();
            assertThat(future).hasToString("<Future pending>");

            future.setResult("x");
            failed.setException(new IOException("disk"));
            cancelled.cancel();

            assertThat(future).hasToString("<Future finished result=x>");
            assertThat(failed).hasToString("<Future finished exception=java.io.IOException: disk>");
            assertThat(cancelled).hasToString("<Future cancelled>");
            assertThat(failed.exception()).hasMessage("disk");
        }
    }

    @Test
    void toString_ofWhatCannotBeShown_saysSo() {
        Future<Object> finished = stage.loop.createFuture();
        finished.setResult(new Mute());
        Future<Object> failed = stage.loop.createFuture();
        failed.setException(new Mute());

        String mute = "dev.asyncio4j.FutureTest$Mute instance at 0x";
        assertThat(finished.toString()).startsWith("<Future finished result=<" + mute);
        assertThat(failed.toString()).startsWith("<Future finished exception=<" + mute);
        failed.markRetrieved();
    }

    @SuppressWarnings("serial")
    private static final class Mute extends RuntimeException {
        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    void doneCallbackThatFails_isNamedByWhoWroteIt() {
        future.addDoneCallback(
                done -> {
                    throw new IllegalStateException("broken");
                });
        future.addDoneCallback(new Named());
        future.setResult("value");

        turn();

        assertThat(stage.faultMessages())
                .containsExactly(
                        "Exception in callback dev.asyncio4j.FutureTest lambda",
                        "Exception in callback tells all");
    }

    private static final class Named implements Consumer<Future<String>> {
        @Override
        public void accept(Future<String> done) {
            throw new IllegalStateException("broken");
        }

        @Override
        public String toString() {
            return "tells all";
        }
    }
}
