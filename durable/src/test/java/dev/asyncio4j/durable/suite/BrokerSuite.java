// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.durable.suite.Stage.OPTIONS;
import static dev.asyncio4j.durable.suite.Stage.handle;
import static dev.asyncio4j.durable.suite.Stage.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.durable.BrokerUnavailable;
import dev.asyncio4j.durable.Delivery;
import dev.asyncio4j.durable.DurableOptions;
import dev.asyncio4j.durable.DurableQueue;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.loop.LoopOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a queue promises over a broker in another process, which dies and comes back; and when
/// another consumer's process dies.
@Tag("real-time")
public abstract class BrokerSuite extends DurableQueueSuite {

    private static final DurableOptions CALM = OPTIONS.withVisibility(Duration.ofSeconds(20));

    /// The broker's server.
    protected abstract BrokerProcess server();

    /// How a consumer in another process finds the queues of this one.
    protected abstract BrokerLocation location();

    @Override
    protected final LoopOptions loopOptions() {
        return LoopOptions.defaults();
    }

    @AfterEach
    final void leaveTheServerRunning() {
        if (!server().isAlive()) {
            server().start();
        }
    }

    /// Removes the queue from the server, as somebody might, or a server that keeps nothing when it
    /// starts again. Blocks.
    protected abstract void forget(String name) throws Exception;

    private void kill() {
        await(
                toThread(
                        () -> {
                            server().kill();
                            return null;
                        }));
    }

    private void restart() {
        await(
                toThread(
                        () -> {
                            server().start();
                            return null;
                        }));
    }

    /// The dump of this loop after so many turns, before anything from outside has come in the
    /// last.
    private static String dumpAfter(int turns) {
        EventLoop loop = EventLoop.running();
        Future<String> seen = loop.createFuture();
        look(loop, turns, seen);
        return await(seen);
    }

    private static void look(EventLoop loop, int turns, Future<String> seen) {
        loop.callSoon(
                () -> {
                    if (turns > 1) {
                        look(loop, turns - 1, seen);
                    } else {
                        seen.setResult(TaskDump.of(loop).toString());
                    }
                });
    }

    @Test
    void waits_areToldForWhat() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    String here = " for queue '" + broker.name() + "'";

                    Task<Void> putter = createTask(queue.put("tea"));
                    assertThat(dumpAfter(2)).containsPattern(", for a connection to \\w+" + here);
                    await(putter);

                    putter = createTask(queue.put("more"));
                    assertThat(dumpAfter(1)).containsPattern(", for an answer from \\w+" + here);
                    await(putter);

                    handle(queue, "tea");
                    handle(queue, "more");
                    Task<?> getter = createTask(queue.get());
                    awaitDump(", for a message from \\w+" + here);
                    kill();
                    awaitDump(", for the broker of '" + broker.name() + "', which is away");
                    restart();
                    getter.cancel();
                });
    }

    @Test
    void queueThatTheServerHasForgotten_isMadeAnew() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(queue.put("gone"));
                    Delivery<String> gone = next(queue);
                    Task<Delivery<String>> getter = createTask(queue.get());
                    await(sleep(0.1)); // it waits at the server
                    await(
                            toThread(
                                    () -> {
                                        forget(broker.name());
                                        return null;
                                    }));

                    await(queue.put("tea"));
                    assertThat(await(getter).value()).isEqualTo("tea");
                    await(await(getter).ack());
                    assertThat(gone.value()).isEqualTo("gone");
                });
    }

    private static void awaitDump(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        while (!wanted.matcher(TaskDump.of(EventLoop.running()).toString()).find()) {
            await(sleep(0.001));
        }
    }

    @Test
    void messages_outliveTheBroker() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    for (String value : List.of("a", "b", "c")) {
                        await(queue.put(value));
                    }
                    kill();
                    restart();

                    handle(queue, "a");
                    handle(queue, "b");
                    handle(queue, "c");
                });
    }

    @Test
    void put_whileTheBrokerIsAway_waitsForIt() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    await(queue.put("before"));
                    kill();
                    Task<Void> putter = createTask(queue.put("meanwhile"));
                    await(sleep(0.3));
                    assertThat(putter.isDone()).isFalse();
                    restart();

                    await(putter);

                    handle(queue, "before");
                    handle(queue, "meanwhile");
                });
    }

    @Test
    void get_waitsAcrossADeadBroker() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    Task<Delivery<String>> getter = createTask(queue.get());
                    await(sleep(0.2));
                    kill();
                    await(sleep(0.2));
                    assertThat(getter.isDone()).isFalse();
                    restart();

                    await(queue.put("tea"));

                    assertThat(await(getter).value()).isEqualTo("tea");
                    await(await(getter).ack());
                });
    }

    @Test
    void whatIsHeldWhenTheBrokerDies_isSettledOrComesAgain() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    Set<String> put = new HashSet<>();
                    for (int i = 0; i < 8; i++) {
                        await(queue.put("" + i));
                        put.add("" + i);
                    }
                    Delivery<String> acknowledged = next(queue);
                    await(acknowledged.ack());
                    Delivery<String> held = next(queue);
                    kill();
                    Task<Void> acking = createTask(held.ack());
                    restart();
                    await(acking);

                    Set<String> got = new HashSet<>(Set.of(acknowledged.value(), held.value()));
                    while (got.size() < put.size()) {
                        Delivery<String> delivery = next(queue);
                        got.add(delivery.value());
                        await(delivery.ack());
                    }

                    assertThat(got).isEqualTo(put);
                });
    }

    @Test
    void awayForTooLong_failsAndSaysSo_andTheNextTryWorks() {
        stage.run(
                () -> {
                    DurableQueue<String> queue =
                            stage.queue(broker, CALM.withPatience(Duration.ofMillis(400)));
                    await(queue.put("tea"));
                    Delivery<String> held = next(queue);
                    kill();

                    assertAway(createTask(queue.put("milk")));
                    assertAway(createTask(queue.get()));
                    assertAway(createTask(held.ack()));

                    restart();
                    await(untilItIsThere(queue));
                });
    }

    @Test
    void neverThere_failsAndSaysSo() {
        stage.run(
                () -> {
                    kill();
                    DurableQueue<String> queue =
                            stage.queue(broker, CALM.withPatience(Duration.ofMillis(300)));

                    assertAway(createTask(queue.put("milk")));
                    assertAway(createTask(queue.get()));

                    restart();
                    await(queue.put("tea"));
                });
    }

    private static Task<Void> untilItIsThere(DurableQueue<String> queue) {
        return createTask(
                dev.asyncio4j.Asyncio.async(
                        () -> {
                            while (true) {
                                try {
                                    await(queue.put("again"));
                                    return;
                                } catch (BrokerUnavailable notYet) {
                                    await(sleep(0.05));
                                }
                            }
                        }));
    }

    private void assertAway(Task<?> task) {
        assertThatExceptionOfType(BrokerUnavailable.class)
                .isThrownBy(() -> await(task))
                .withMessageContaining(broker.name())
                .withMessageContaining("tried for");
    }

    @Test
    void killedConsumer_leavesItsMessagesToOthers() {
        stage.run(
                () -> {
                    DurableQueue<String> queue = stage.queue(broker);
                    for (int i = 0; i < 5; i++) {
                        await(queue.put("" + i));
                    }
                    try (var consumer =
                            ConsumerProcess.start(location(), broker.name(), OPTIONS, "hold")) {
                        for (int i = 0; i < 3; i++) {
                            assertThat(await(toThread(consumer::readLine))).startsWith("got ");
                        }
                        consumer.kill();
                    }

                    Set<String> got = new HashSet<>();
                    while (got.size() < 5) {
                        Delivery<String> delivery = next(queue);
                        got.add(delivery.value());
                        await(delivery.ack());
                    }
                });
    }
}
