// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.durable.suite.Stage.OPTIONS;
import static dev.asyncio4j.durable.suite.Stage.VISIBILITY;
import static dev.asyncio4j.durable.suite.Stage.handle;
import static dev.asyncio4j.durable.suite.Stage.next;
import static dev.asyncio4j.durable.suite.Stage.nothingComes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Task;
import dev.asyncio4j.durable.Codec;
import dev.asyncio4j.durable.Delivery;
import dev.asyncio4j.durable.DurableQueue;
import dev.asyncio4j.sync.ClosedResourceError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a queue promises over any broker. A class of tests for a broker extends it.
public abstract class DurableQueueSuite extends DeliverySuite {

    // ---- cancelling

    @Test
    void cancelledGet_losesNothing() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    Task<Delivery<String>> getter = createTask(queue.get());
                    await(sleep(SHORTLY));
                    getter.cancel();
                    assertThatExceptionOfType(CancelledError.class).isThrownBy(() -> await(getter));

                    await(queue.put("tea"));

                    Delivery<String> delivery = next(queue);
                    assertThat(delivery.deliveryCount()).isEqualTo(1);
                    await(delivery.ack());
                });
    }

    @Test
    void getsCancelledAtAnyMoment_loseNothing() {
        stage.run(
                () -> {
                    var options = OPTIONS.withVisibility(Duration.ofSeconds(30));
                    DurableQueue<String> queue = stage.queue(broker, options);
                    Random random = new Random(3);
                    Set<String> got = new HashSet<>();
                    for (int i = 0; i < 150; i++) {
                        Task<Delivery<String>> getter = createTask(queue.get());
                        Task<Void> putter = createTask(queue.put("" + i));
                        for (int turns = random.nextInt(12); turns > 0; turns--) {
                            await(sleep(turns % 4 == 0 ? 0.0002 : 0));
                        }
                        getter.cancel();
                        try {
                            await(getter);
                        } catch (CancelledError cancelled) {
                            await(putter);
                            continue;
                        }
                        await(putter);
                        got.add(await(getter).value());
                        await(await(getter).ack());
                    }
                    while (got.size() < 150) {
                        Delivery<String> delivery = next(queue);
                        assertThat(got.add(delivery.value())).isTrue();
                        await(delivery.ack());
                    }
                });
    }

    // ---- poison

    @Test
    void givenBackTooOften_goesToTheDeadLetters() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker, OPTIONS.withMaxDeliveries(3));
                    await(queue.put("poison"));
                    for (int i = 0; i < 3; i++) {
                        await(next(queue).nack());
                    }

                    nothingComes(queue, SHORTLY);
                    assertThat(buried(queue)).isEqualTo("poison");
                });
    }

    @Test
    void neverSettled_goesToTheDeadLetters() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker, OPTIONS.withMaxDeliveries(2));
                    await(queue.put("poison"));
                    next(queue);
                    next(queue);

                    nothingComes(queue, VISIBILITY.multipliedBy(2));
                    assertThat(buried(queue)).isEqualTo("poison");
                });
    }

    @Test
    void unreadable_goesToTheDeadLetters_andTheNextIsDelivered() {
        stage.run(
                () -> {
                    DurableQueue<byte[]> raw =
                            stage.keep(new DurableQueue<>(broker, Codec.bytes(), OPTIONS));
                    DurableQueue<String> queue = stage.queue(broker(broker.name()));
                    await(raw.put(new byte[] {(byte) 0xFF, 'x'}));
                    await(raw.put("tea".getBytes(StandardCharsets.UTF_8)));

                    handle(queue, "tea");

                    DurableQueue<byte[]> dead = stage.keep(raw.deadLetters());
                    Delivery<byte[]> delivery = next(dead);
                    assertThat(delivery.value()).containsExactly(0xFF, 'x');
                    await(delivery.ack());
                });
    }

    private String buried(DurableQueue<String> queue) {
        Delivery<byte[]> delivery = next(stage.keep(queue.deadLetters()));
        await(delivery.ack());
        return new String(delivery.value(), StandardCharsets.UTF_8);
    }

    // ---- the end

    @Test
    void close_waitsForWhatIsHeld_andGivesTheRestBack() {
        stage.run(
                () -> {
                    var options = OPTIONS.withVisibility(Duration.ofSeconds(30));
                    DurableQueue<String> queue = stage.queue(broker, options);
                    DurableQueue<String> other = stage.queue(broker(broker.name()), options);
                    await(gather(queue.put("a"), queue.put("b")));
                    Delivery<String> held = next(queue);
                    Task<Void> closing = createTask(queue.close());
                    await(sleep(SHORTLY));
                    assertThat(closing.isDone()).isFalse();

                    Delivery<String> rest = next(other);
                    assertThat(rest.value()).isNotEqualTo(held.value());
                    await(rest.ack());
                    await(held.ack());

                    await(closing);
                    nothingComes(other, SHORTLY);
                });
    }

    @Test
    void close_givesBackWhatIsHeldTooLong() {
        stage.run(
                () -> {
                    var options = OPTIONS.withVisibility(Duration.ofSeconds(30));
                    DurableQueue<String> queue = stage.queue(broker, options);
                    await(queue.put("tea"));
                    Delivery<String> held = next(queue);

                    await(queue.close(Duration.ofMillis(50)));

                    assertThatIllegalStateException()
                            .isThrownBy(() -> await(held.ack()))
                            .withMessageContaining("given back when its queue was closed");
                    handle(stage.queue(broker(broker.name()), options), "tea");
                });
    }

    @Test
    void closed_refusesAll_andEndsIterations() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(queue.put("tea"));
                    List<String> seen = new ArrayList<>();
                    Task<Void> loop =
                            createTask(
                                    async(
                                            () -> {
                                                for (var each : awaitEach(queue)) {
                                                    seen.add(each.value());
                                                    await(each.ack());
                                                }
                                            }));
                    Task<Delivery<String>> getter = createTask(queue.get());
                    await(sleep(SHORTLY));

                    await(queue.close());
                    await(queue.close());

                    await(loop);
                    refusesAsClosed(() -> await(getter));
                    refusesAsClosed(() -> await(queue.get()));
                    refusesAsClosed(() -> await(queue.put("milk")));
                    assertThat(queue.statistics().isClosed()).isTrue();
                });
    }

    private void refusesAsClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ClosedResourceError.class)
                .hasMessage("queue '" + broker.name() + "' is closed; create a new one");
    }

    // ---- misuse

    @Test
    void settledTwice_isRefused() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(queue.put("tea"));
                    Delivery<String> delivery = next(queue);
                    await(delivery.ack());

                    assertThatIllegalStateException()
                            .isThrownBy(() -> await(delivery.ack()))
                            .withMessage(
                                    "<Delivery 1 of '%s' acknowledged> (expected: held; ack or"
                                            + " nack a delivery once)",
                                    broker.name());
                    assertThatIllegalStateException().isThrownBy(() -> await(delivery.nack()));
                    assertThatIllegalStateException().isThrownBy(() -> await(delivery.extend()));
                });
    }
}
