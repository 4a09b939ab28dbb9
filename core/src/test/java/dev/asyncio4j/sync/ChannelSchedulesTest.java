// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.testing.Explorer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the schedule, and whoever is cancelled where: each item that was sent is received once,
/// and none that was not.
@Tag("slow")
class ChannelSchedulesTest {

    private static final Explorer EXPLORER = Explorer.defaults().withSchedules(10_000);

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void items_areReceivedOnce(int capacity) {
        EXPLORER.withInjections(Explorer.Injection.CANCEL)
                .explore(() -> async(() -> sendAndReceive(capacity)));
    }

    private static void sendAndReceive(int capacity) {
        Channel<Integer> channel = Channel.open(capacity);
        List<Integer> sent = new ArrayList<>();
        List<Integer> received = new ArrayList<>();
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(createTask(sending(channel.sender().clone(), 10 * i, sent)));
            tasks.add(createTask(receiving(channel.receiver().clone(), received)));
        }
        channel.sender().close();
        Scene.ended(tasks);
        channel.receiver().close();
        assertThat(received).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
        assertThat(channel.sender().statistics())
                .isEqualTo(new Channel.Statistics(0, capacity, 0, 0, 0, 0));
    }

    private static Coroutine<Void> sending(Sender<Integer> sender, int first, List<Integer> sent) {
        return async(
                () -> {
                    try (sender) {
                        for (int i = first; i < first + 3; i++) {
                            await(sender.send(i));
                            sent.add(i);
                        }
                    }
                });
    }

    /// Only one task is cancelled, so the others receive all.
    private static Coroutine<Void> receiving(Receiver<Integer> receiver, List<Integer> received) {
        return async(
                () -> {
                    try (receiver) {
                        for (int item : awaitEach(receiver)) {
                            received.add(item);
                            await(sleep(0));
                        }
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(ints = 0)
    void selects_sendOrReceiveOnce(int capacity) {
        EXPLORER.withInjections(Explorer.Injection.CANCEL)
                .explore(() -> async(() -> sendOrReceive(capacity)));
    }

    /// Each sends and receives three items, in whatever order it can.
    private static void sendOrReceive(int capacity) {
        Channel<Integer> channel = Channel.open(capacity);
        List<Integer> sent = new ArrayList<>();
        List<Integer> received = new ArrayList<>();
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            tasks.add(createTask(trading(channel, 10 * i, sent, received)));
        }
        Scene.settle();
        tasks.forEach(task -> task.cancel());
        Scene.ended(tasks);
        while (channel.receiver().statistics().buffered() > 0) {
            received.add(channel.receiver().receiveNoWait());
        }
        assertThat(received).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
        assertThat(channel.sender().statistics().waitingSenders()).isZero();
        assertThat(channel.sender().statistics().waitingReceivers()).isZero();
    }

    private static Coroutine<Void> trading(
            Channel<Integer> channel, int first, List<Integer> sent, List<Integer> received) {
        return async(
                () -> {
                    int next = first;
                    for (int i = 0; i < 6; i++) {
                        int item = next;
                        next +=
                                await(
                                        Select.any(
                                                channel.receiver()
                                                        .receiving()
                                                        .map(
                                                                got -> {
                                                                    received.add(got);
                                                                    return 0;
                                                                }),
                                                channel.sender()
                                                        .sending(item)
                                                        .map(
                                                                none -> {
                                                                    sent.add(item);
                                                                    return 1;
                                                                })));
                    }
                });
    }
}
