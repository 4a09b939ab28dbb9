// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.durable.suite.Stage.OPTIONS;
import static dev.asyncio4j.durable.suite.Stage.VISIBILITY;
import static dev.asyncio4j.durable.suite.Stage.handle;
import static dev.asyncio4j.durable.suite.Stage.next;
import static dev.asyncio4j.durable.suite.Stage.nothingComes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.durable.Broker;
import dev.asyncio4j.durable.Codec;
import dev.asyncio4j.durable.Delivery;
import dev.asyncio4j.durable.DeliveryExpired;
import dev.asyncio4j.durable.DurableQueue;
import dev.asyncio4j.loop.LoopOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a queue promises over any broker, the first half: how messages are handed over, again and
/// again.
abstract class DeliverySuite {
    private static final AtomicInteger NAMES = new AtomicInteger();
    static final Duration SHORTLY = Duration.ofMillis(250);

    /// The one of this test.
    protected Broker broker;

    protected Stage stage;

    /// Another way to the queue `name`, which is empty if nobody has used that name.
    protected abstract Broker broker(String name);

    /// What the loops of the tests are made of.
    protected abstract LoopOptions loopOptions();

    /// A name that no other test uses.
    static String freshName() {
        return "suite-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    }

    @BeforeEach
    final void setUp() {
        stage = new Stage(loopOptions());
        broker = broker(freshName());
    }

    private static void waitHalfTheVisibility() {
        await(sleep(VISIBILITY.dividedBy(2)));
    }

    // ---- handing over

    @Test
    void put_isDelivered_once() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(queue.put("tea"));

                    Delivery<String> delivery = next(queue);
                    await(delivery.ack());

                    assertThat(delivery.value()).isEqualTo("tea");
                    assertThat(delivery.deliveryCount()).isEqualTo(1);
                    nothingComes(queue, VISIBILITY.multipliedBy(2));
                });
    }

    @Test
    void get_beforeThePut_waits() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    Task<Delivery<String>> getter = createTask(queue.get());
                    await(sleep(SHORTLY));
                    assertThat(getter.isDone()).isFalse();

                    await(queue.put("tea"));

                    assertThat(await(getter).value()).isEqualTo("tea");
                    await(await(getter).ack());
                });
    }

    @Test
    void messages_comeInOrder() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    for (int i = 0; i < 100; i++) {
                        await(queue.put("message " + i));
                    }

                    for (int i = 0; i < 100; i++) {
                        handle(queue, "message " + i);
                    }
                });
    }

    @Test
    void bodies_ofAnySize_comeAsTheyAre() {
        stage.run(
                () -> {
                    DurableQueue<byte[]> queue =
                            stage.keep(new DurableQueue<>(broker, Codec.bytes(), OPTIONS));
                    Random random = new Random(7);
                    for (int size : new int[] {0, 1, 1_000, 300_000}) {
                        byte[] body = new byte[size];
                        random.nextBytes(body);
                        await(queue.put(body));

                        Delivery<byte[]> delivery = next(queue);

                        assertThat(delivery.value()).isEqualTo(body);
                        await(delivery.ack());
                    }
                });
    }

    @Test
    void twoConsumers_shareTheMessages() {
        stage.run(
                () -> {
                    DurableQueue<String> one = stage.queue(broker, OPTIONS.withPrefetch(1));
                    DurableQueue<String> other =
                            stage.queue(broker(broker.name()), OPTIONS.withPrefetch(1));
                    List<String> all = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        all.add("message " + i);
                        await(one.put("message " + i));
                    }
                    List<String> got = new ArrayList<>();

                    await(
                            gather(
                                    async(() -> take(one, got, 10)),
                                    async(() -> take(other, got, 10))));

                    assertThat(got).containsExactlyInAnyOrderElementsOf(all);
                });
    }

    @Test
    void manyWhoAreTheFirst_findOneQueue() {
        stage.run(
                () -> {
                    for (int round = 0; round < 10; round++) {
                        String name = freshName();
                        List<DurableQueue<String>> queues = new ArrayList<>();
                        List<Coroutine<@Nullable Void>> puts = new ArrayList<>();
                        for (int i = 0; i < 8; i++) {
                            queues.add(stage.queue(broker(name)));
                            puts.add(queues.getLast().put("message " + i));
                        }
                        await(gather(puts));

                        Set<String> got = new HashSet<>();
                        for (int i = 0; i < 8; i++) {
                            Delivery<String> delivery = next(queues.getFirst());
                            got.add(delivery.value());
                            await(delivery.ack());
                        }
                        assertThat(got).hasSize(8);
                        for (DurableQueue<String> each : queues) {
                            await(each.close());
                        }
                    }
                });
    }

    private static void take(DurableQueue<String> queue, List<String> got, int count) {
        for (int i = 0; i < count; i++) {
            Delivery<String> delivery = next(queue);
            got.add(delivery.value());
            await(delivery.ack());
        }
    }

    @Test
    void manyAtATime_areAllThere() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(
                            gather(
                                    IntStream.range(0, 1_500)
                                            .mapToObj(i -> queue.put("" + i))
                                            .toList()));
                    Set<String> got = new HashSet<>();

                    while (got.size() < 1_500) {
                        Delivery<String> delivery = next(queue);
                        assertThat(got.add(delivery.value())).isTrue();
                        await(delivery.ack());
                    }

                    nothingComes(queue, SHORTLY);
                });
    }

    // ---- delivered again

    @Test
    void nack_comesAgainAtOnce_andIsCounted() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(queue.put("tea"));
                    double began = getRunningLoop().time();
                    for (int count = 1; count < 4; count++) {
                        Delivery<String> delivery = next(queue);
                        assertThat(delivery.deliveryCount()).isEqualTo(count);
                        await(delivery.nack());
                    }

                    Delivery<String> last = next(queue);
                    await(last.ack());

                    assertThat(last.value()).isEqualTo("tea");
                    assertThat(getRunningLoop().time() - began)
                            .isLessThan(VISIBILITY.toMillis() / 1e3);
                    nothingComes(queue, VISIBILITY.multipliedBy(2));
                });
    }

    @Test
    void nackWithADelay_comesAgainNotSooner() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(queue.put("late"));
                    await(next(queue).nack(VISIBILITY.multipliedBy(2)));
                    double began = getRunningLoop().time();
                    await(queue.put("soon"));

                    handle(queue, "soon");
                    handle(queue, "late");

                    assertThat(getRunningLoop().time() - began)
                            .isGreaterThan(VISIBILITY.toMillis() * 1.9 / 1e3);
                });
    }

    @Test
    void whatIsNotSettled_comesAgainWhenItsTimeIsOver() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker, OPTIONS.withPrefetch(1));
                    await(queue.put("tea"));
                    Delivery<String> forgotten = next(queue);
                    nothingComes(queue, VISIBILITY.dividedBy(2));

                    Delivery<String> again = next(queue);

                    assertThat(again.value()).isEqualTo("tea");
                    assertThat(again.deliveryCount()).isEqualTo(2);
                    assertThatThrownBy(() -> await(forgotten.ack()))
                            .isInstanceOf(DeliveryExpired.class)
                            .hasMessageContaining(broker.name())
                            .hasMessageContaining("extend()");
                    await(again.ack());
                });
    }

    @Test
    void extend_keepsItFromOthers() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    DurableQueue<String> other = stage.queue(broker(broker.name()));
                    await(queue.put("tea"));
                    Delivery<String> delivery = next(queue);
                    Task<Delivery<String>> envious = createTask(other.get());
                    for (int i = 0; i < 5; i++) {
                        waitHalfTheVisibility();
                        await(delivery.extend());
                    }
                    assertThat(envious.isDone()).isFalse();

                    await(delivery.ack());

                    await(sleep(VISIBILITY.multipliedBy(2)));
                    assertThat(envious.isDone()).isFalse();
                    envious.cancel();
                });
    }

    @Test
    void consumerThatIsGone_leavesItToOthers() {
        stage.run(
                () -> {
                    DurableQueue<String> gone = stage.queue(broker);
                    DurableQueue<String> other = stage.queue(broker(broker.name()));
                    await(gather(gone.put("tea"), gone.put("milk")));
                    next(gone);
                    next(gone); // and no word of them any more

                    Set<String> got = new HashSet<>();
                    for (int i = 0; i < 2; i++) {
                        Delivery<String> delivery = next(other);
                        assertThat(delivery.deliveryCount()).isEqualTo(2);
                        got.add(delivery.value());
                        await(delivery.ack());
                    }

                    assertThat(got).containsExactlyInAnyOrder("tea", "milk");
                });
    }

    // ---- prefetch

    @Test
    void get_beyondThePrefetch_waitsUntilOneIsSettled() {
        stage.run(
                () -> {
                    var options = OPTIONS.withPrefetch(2).withVisibility(Duration.ofSeconds(20));
                    DurableQueue<String> queue = stage.queue(broker, options);
                    for (String value : List.of("a", "b", "c")) {
                        await(queue.put(value));
                    }
                    Delivery<String> a = next(queue);
                    Delivery<String> b = next(queue);
                    nothingComes(queue, SHORTLY);
                    assertThat(queue.statistics().held()).isEqualTo(2);

                    await(a.ack());

                    handle(queue, "c");
                    await(b.ack());
                });
    }

    @Test
    void whatIsBeyondThePrefetch_isThereForOthers() {
        stage.run(
                () -> {
                    var options = OPTIONS.withPrefetch(2).withVisibility(Duration.ofSeconds(20));
                    DurableQueue<String> busy = stage.queue(broker, options);
                    DurableQueue<String> other = stage.queue(broker(broker.name()), options);
                    for (String value : List.of("a", "b", "c")) {
                        await(busy.put(value));
                    }
                    List<Delivery<String>> held = List.of(next(busy), next(busy));

                    handle(other, "c");

                    for (Delivery<String> delivery : held) {
                        await(delivery.ack());
                    }
                });
    }

    @Test
    void whatNobodyHasGotYet_doesNotGrowOld() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(gather(queue.put("a"), queue.put("b"), queue.put("c")));
                    List<Delivery<String>> got = new ArrayList<>(List.of(next(queue)));
                    await(got.getFirst().ack());
                    await(sleep(VISIBILITY.multipliedBy(3)));

                    got.add(next(queue));
                    got.add(next(queue));

                    assertThat(got).extracting(Delivery::deliveryCount).containsOnly(1);
                    await(got.get(1).ack());
                    await(got.get(2).ack());
                    nothingComes(queue, VISIBILITY.multipliedBy(2));
                });
    }
}
