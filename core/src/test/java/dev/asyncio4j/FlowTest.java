// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.fromPublisher;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.loop.LoopOptions;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The bridges to `Flow`: what the TCK does not look at.
class FlowTest {
    private final Stage stage = new Stage();

    @AfterEach
    void nothingIsLeft() {
        stage.endsCleanly();
    }

    private AsyncGenerator<Integer> upTo(int count) {
        return generator(
                out -> {
                    try {
                        for (int i = 1; i <= count; i++) {
                            stage.mark("make " + i);
                            out.emit(i);
                        }
                    } finally {
                        stage.mark("closed");
                    }
                });
    }

    /// Marks what it gets.
    private class Marking implements Flow.Subscriber<Integer> {
        Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Integer item) {
            stage.mark("got " + item);
        }

        @Override
        public void onError(Throwable failure) {
            stage.mark("failed: " + failure.getMessage());
        }

        @Override
        public void onComplete() {
            stage.mark("complete");
        }
    }

    /// Hands out what a test says, and marks what it is asked.
    private final class Manual implements Flow.Publisher<Integer>, Flow.Subscription {
        Flow.Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> given) {
            subscriber = given;
            given.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            stage.mark("request " + count);
        }

        @Override
        public void cancel() {
            stage.mark("cancel");
        }
    }

    @Nested
    class ToPublisher {
        @Test
        void items_areMadeWhenAskedFor() {
            stage.play(
                    () -> {
                        Marking subscriber = new Marking();
                        AsyncIterable<Integer> source = () -> upTo(3);
                        source.toPublisher().subscribe(subscriber);
                        await(sleep(1));
                        assertThat(stage.marks()).isEmpty();

                        subscriber.subscription.request(2);
                        await(sleep(1));
                        assertThat(stage.marks())
                                .containsExactly("make 1", "got 1", "make 2", "got 2");

                        subscriber.subscription.request(Long.MAX_VALUE);
                        await(sleep(1));
                        assertThat(stage.marks())
                                .containsExactly("make 3", "got 3", "closed", "complete");
                    });
        }

        @Test
        void cancel_closesTheGenerator() {
            stage.play(
                    () -> {
                        Marking subscriber = new Marking();
                        upTo(3).toPublisher().subscribe(subscriber);
                        await(sleep(1));
                        subscriber.subscription.request(1);
                        await(sleep(1));

                        subscriber.subscription.cancel();
                        subscriber.subscription.request(1);
                        await(sleep(1));

                        assertThat(stage.marks()).containsExactly("make 1", "got 1", "closed");
                    });
        }

        @Test
        void cancel_whileTheItemIsAwaited_cancelsThat() {
            stage.play(
                    () -> {
                        Marking subscriber = new Marking();
                        AsyncIterator<Integer> never =
                                () ->
                                        async(
                                                () -> {
                                                    await(stage.endless("next"));
                                                    return 1;
                                                });
                        never.toPublisher().subscribe(subscriber);
                        await(sleep(1));
                        subscriber.subscription.request(1);
                        await(sleep(1));

                        subscriber.subscription.cancel();
                        await(sleep(1));

                        assertThat(stage.marks()).containsExactly("next cancelled");
                    });
        }

        @Test
        void failure_isTold() {
            stage.play(
                    () -> {
                        Marking subscriber = new Marking();
                        AsyncIterator<Integer> source =
                                () -> Stage.failing(new Exception("on purpose"), 0);
                        source.toPublisher().subscribe(subscriber);
                        await(sleep(1));
                        subscriber.subscription.request(1);
                        await(sleep(1));

                        assertThat(stage.marks()).containsExactly("failed: on purpose");
                    });
        }

        @Test
        void request_ofNothing_isTold() {
            stage.play(
                    () -> {
                        Marking subscriber = new Marking();
                        upTo(1).toPublisher().subscribe(subscriber);
                        await(sleep(1));
                        subscriber.subscription.request(0);
                        await(sleep(1));

                        assertThat(stage.marks())
                                .containsExactly("failed: request: 0 (expected: > 0)");
                    });
        }

        @Test
        void iterator_canBeSubscribedToOnce() {
            stage.play(
                    () -> {
                        Flow.Publisher<Integer> once = upTo(1).toPublisher();
                        Marking first = new Marking();
                        once.subscribe(first);
                        once.subscribe(new Marking());
                        await(sleep(1));
                        assertThat(stage.marks())
                                .containsExactly(
                                        "failed: an iterator can be subscribed to once; publish an"
                                                + " AsyncIterable that makes one");
                        first.subscription.cancel();
                        await(sleep(1));
                    });
        }

        @Test
        void subscriber_thatFails_isReportedAndGetsNoMore() {
            stage.play(
                    () -> {
                        Marking failing =
                                new Marking() {
                                    @Override
                                    public void onNext(Integer item) {
                                        throw new IllegalStateException("broken");
                                    }
                                };
                        upTo(3).toPublisher().subscribe(failing);
                        await(sleep(1));
                        failing.subscription.request(3);
                        await(sleep(1));

                        assertThat(stage.marks()).containsExactly("make 1", "closed");
                        assertThat(stage.faultMessages())
                                .containsExactly("Exception in a Flow.Subscriber");
                    });
        }

        @Test
        void subscribe_toAClosedLoop_isToldSo() {
            Flow.Publisher<Integer> late = stage.play(() -> upTo(1).toPublisher());
            stage.loop.close();

            late.subscribe(new Marking());

            assertThat(stage.marks()).containsExactly("failed: Event loop is closed");
        }
    }

    @Nested
    class FromPublisher {
        @Test
        void items_areAskedForAsTheyAreTaken() {
            stage.play(
                    () -> {
                        Manual publisher = new Manual();
                        AsyncGenerator<Integer> items = fromPublisher(publisher, 4);
                        assertThat(stage.marks()).isEmpty();
                        Task<Integer> first = createTask(items.next());
                        await(sleep(1));
                        assertThat(stage.marks()).containsExactly("request 4");

                        for (int i = 1; i <= 4; i++) {
                            publisher.subscriber.onNext(i);
                        }
                        assertThat(await(first)).isEqualTo(1);
                        assertThat(stage.marks()).isEmpty();
                        assertThat(await(items.next())).isEqualTo(2);
                        assertThat(stage.marks()).containsExactly("request 2");

                        publisher.subscriber.onComplete();
                        assertThat(await(items.toList())).containsExactly(3, 4);
                    });
            stage.marks();
        }

        @Test
        void close_cancelsTheSubscription() {
            stage.play(
                    () -> {
                        Manual publisher = new Manual();
                        AsyncGenerator<Integer> items = fromPublisher(publisher, 1);
                        Task<Integer> first = createTask(items.next());
                        await(sleep(1));
                        publisher.subscriber.onNext(1);
                        await(first);

                        await(items.close());

                        assertThat(stage.marks())
                                .containsExactly("request 1", "request 1", "cancel");
                    });
        }

        @Test
        void failure_comesAfterTheItems() {
            Exception failure = new Exception("on purpose");
            stage.play(
                    () -> {
                        Manual publisher = new Manual();
                        AsyncGenerator<Integer> items = fromPublisher(publisher, 2);
                        Task<Integer> first = createTask(items.next());
                        await(sleep(1));
                        publisher.subscriber.onNext(1);
                        publisher.subscriber.onError(failure);

                        assertThat(await(first)).isEqualTo(1);
                        assertThatExceptionOfType(Exception.class)
                                .isThrownBy(() -> await(items.next()))
                                .isSameAs(failure);
                    });
            stage.marks();
        }

        @Test
        void publisher_thatGivesTooMuch_isCancelled() {
            stage.play(
                    () -> {
                        Manual publisher = new Manual();
                        AsyncGenerator<Integer> items = fromPublisher(publisher, 1);
                        Task<Integer> first = createTask(items.next());
                        await(sleep(1));
                        publisher.subscriber.onNext(1);
                        publisher.subscriber.onNext(2);
                        assertThat(await(first)).isEqualTo(1);

                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(items.next()))
                                .withMessage("publisher gave more than was asked for");
                    });

            assertThat(stage.marks()).containsExactly("request 1", "cancel");
        }

        @Test
        void buffer_ofNothing_isRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fromPublisher(new Manual(), 0))
                    .withMessage("buffer: 0 (expected: >= 1)");
        }

        @Test
        void publisher_onOtherThreads_losesNothing() {
            Stage real = new Stage(LoopOptions.defaults());
            var publisher = new SubmissionPublisher<Integer>();
            AsyncGenerator<Integer> items = fromPublisher(publisher, 16);
            long sum =
                    real.play(
                            () -> {
                                Task<Integer> first = createTask(items.next());
                                await(sleep(0));
                                Task<Void> publishing =
                                        createTask(Asyncio.toThread(() -> publish(publisher)));
                                long total = await(first);
                                for (int item : awaitEach(items)) {
                                    total += item;
                                }
                                await(publishing);
                                return total;
                            });

            assertThat(sum).isEqualTo(10_000L * 10_001 / 2);
            real.loop.runUntilComplete(real.loop.shutdownDefaultExecutor());
            real.endsCleanly();
        }

        private static Void publish(SubmissionPublisher<Integer> publisher) {
            try (publisher) {
                for (int i = 1; i <= 10_000; i++) {
                    publisher.submit(i);
                }
            }
            return null;
        }

        @Test
        void thereAndBack_givesTheSame() {
            stage.play(
                    () -> {
                        AsyncIterable<Integer> source = () -> upTo(5);

                        assertThat(await(fromPublisher(source.toPublisher(), 2).toList()))
                                .containsExactly(1, 2, 3, 4, 5);
                    });
            stage.marks();
        }
    }
}
