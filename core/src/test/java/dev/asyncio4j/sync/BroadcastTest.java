// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.testing.Explorer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BroadcastTest {
    private final Scene scene = new Scene();
    private final Broadcast<Integer> failing = new Broadcast<>(2, Broadcast.Lag.FAIL);
    private final Broadcast<Integer> waiting = new Broadcast<>(2, Broadcast.Lag.WAIT);

    @AfterEach
    void close() {
        scene.close();
    }

    private void send(Broadcast<Integer> broadcast, int... items) {
        for (int item : items) {
            broadcast.sendNoWait(item);
        }
    }

    private static List<Integer> rest(Subscription<Integer> subscription) {
        List<Integer> all = new ArrayList<>();
        while (true) {
            try {
                all.add(subscription.receiveNoWait());
            } catch (WouldBlock | EndOfChannel none) {
                return all;
            }
        }
    }

    @Nested
    class Sending {
        @Test
        void send_severalSubscriptions_eachSeesAll() {
            Subscription<Integer> one = failing.subscribe();
            Subscription<Integer> two = failing.subscribe();
            send(failing, 1, 2);
            Subscription<Integer> late = failing.subscribe();

            assertThat(rest(one)).containsExactly(1, 2);
            assertThat(failing.statistics().buffered()).isEqualTo(2);
            assertThat(rest(two)).containsExactly(1, 2);
            assertThat(failing.statistics().buffered()).isZero();
            assertThat(rest(late)).isEmpty();
        }

        @Test
        void send_nobodySubscribed_isGone() {
            send(failing, 1, 2, 3);
            send(waiting, 1, 2, 3);

            assertThat(rest(failing.subscribe())).isEmpty();
            assertThat(waiting.statistics().buffered()).isZero();
        }

        @Test
        void send_whileTasksWait_wakesEach() {
            scene.run(
                    () -> {
                        Subscription<Integer> one = failing.subscribe();
                        Subscription<Integer> two = failing.subscribe();
                        scene.begin("one", () -> scene.marks.add("one " + await(one.receive())));
                        scene.begin("two", () -> scene.marks.add("two " + await(two.receive())));
                        turns(1);
                        assertThat(one.waiters()).isEqualTo(scene.tasks.subList(0, 1));
                        await(failing.send(7));
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("one 7", "one", "two 7", "two");
        }

        @Test
        void receive_twoTasksByOneSubscription_shareTheItems() {
            scene.run(
                    () -> {
                        Subscription<Integer> shared = failing.subscribe();
                        for (String name : List.of("a", "b")) {
                            scene.begin(
                                    name,
                                    () -> scene.marks.add(name + " " + await(shared.receive())));
                        }
                        turns(1);
                        send(failing, 1);
                        turns(2);
                        send(failing, 2);
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("a 1", "a", "b 2", "b");
        }
    }

    @Nested
    class Lagging {
        @Test
        void fail_tooSlow_saysHowManyWereMissed() {
            Subscription<Integer> slow = failing.subscribe();
            send(failing, 1, 2, 3, 4, 5);

            assertThatExceptionOfType(LaggedError.class)
                    .isThrownBy(slow::receiveNoWait)
                    .withMessage("missed 3 items: received too slowly")
                    .satisfies(lagged -> assertThat(lagged.missed()).isEqualTo(3));
            assertThat(rest(slow)).containsExactly(4, 5);
            send(failing, 6);
            assertThat(rest(slow)).containsExactly(6);
        }

        @Test
        void fail_inAFor_canGoOn() {
            scene.run(
                    () -> {
                        Subscription<Integer> slow = failing.subscribe();
                        send(failing, 1, 2, 3);
                        failing.close();
                        assertThatExceptionOfType(LaggedError.class)
                                .isThrownBy(() -> await(slow.toList()))
                                .withMessage("missed 1 item: received too slowly");
                        assertThat(await(slow.toList())).containsExactly(2, 3);
                    });
        }

        @Test
        void fail_oneIsSlow_theOtherMissesNothing() {
            Subscription<Integer> slow = failing.subscribe();
            Subscription<Integer> quick = failing.subscribe();
            for (int i = 0; i < 10; i++) {
                send(failing, i);
                assertThat(quick.receiveNoWait()).isEqualTo(i);
            }

            assertThatExceptionOfType(LaggedError.class).isThrownBy(slow::receiveNoWait);
            assertThat(rest(slow)).containsExactly(8, 9);
        }

        @Test
        void wait_oneIsSlow_senderWaitsInOrder() {
            Subscription<Integer> slow = waiting.subscribe();
            Subscription<Integer> quick = waiting.subscribe();

            scene.run(
                    () -> {
                        send(waiting, 1, 2);
                        assertThatExceptionOfType(WouldBlock.class)
                                .isThrownBy(() -> waiting.sendNoWait(3));
                        scene.begin("sent 3", () -> await(waiting.send(3)));
                        scene.begin("sent 4", () -> await(waiting.send(4)));
                        turns(1);
                        assertThat(waiting.waiters()).isEqualTo(scene.tasks);
                        assertThat(rest(quick)).containsExactly(1, 2);
                        turns(1);
                        assertThat(scene.marks).isEmpty();
                        assertThat(slow.receiveNoWait()).isEqualTo(1);
                        assertThatExceptionOfType(WouldBlock.class)
                                .as("3 has the room, though its task has not run")
                                .isThrownBy(() -> waiting.sendNoWait(5));
                        turns(1);
                        assertThat(scene.marks).containsExactly("sent 3");
                        assertThat(rest(slow)).containsExactly(2, 3, 4);
                        scene.join();
                        assertThat(rest(quick)).containsExactly(3, 4);
                    });
        }

        @Test
        void wait_theSlowOneCloses_letsSendersGoOn() {
            Subscription<Integer> slow = waiting.subscribe();
            Subscription<Integer> quick = waiting.subscribe();

            scene.run(
                    () -> {
                        send(waiting, 1, 2);
                        scene.begin("sent 3", () -> await(waiting.send(3)));
                        turns(1);
                        rest(quick);
                        slow.close();
                        scene.join();
                        assertThat(rest(quick)).containsExactly(3);
                        quick.close();
                        send(waiting, 4, 5, 6);
                    });
        }

        @Test
        void cancel_whileSending_hasNotSent() {
            Subscription<Integer> slow = waiting.subscribe();

            scene.run(
                    () -> {
                        send(waiting, 1, 2);
                        Task<?> three = scene.begin("sent 3", () -> await(waiting.send(3)));
                        scene.begin("sent 4", () -> await(waiting.send(4)));
                        turns(1);
                        three.cancel();
                        assertThat(rest(slow)).containsExactly(1, 2, 4);
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("sent 3 CancelledError", "sent 4");
        }
    }

    @Nested
    class Closing {
        @Test
        void close_endsIterationsWhenAllWasReceived() {
            scene.run(
                    () -> {
                        Subscription<Integer> mine = failing.subscribe();
                        scene.begin(
                                "for",
                                () -> {
                                    for (int item : awaitEach(mine)) {
                                        scene.marks.add("got " + item);
                                    }
                                });
                        turns(1);
                        send(failing, 1, 2);
                        failing.close();
                        failing.close();
                        scene.join();
                        assertThatExceptionOfType(EndOfChannel.class)
                                .isThrownBy(() -> await(mine.receive()));
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> failing.sendNoWait(3))
                                .withMessage("this broadcast was closed; nothing more can be sent");
                    });

            assertThat(scene.marks).containsExactly("got 1", "got 2", "for");
        }

        @Test
        void close_whileTasksSend_failsThose() {
            Subscription<Integer> slow = waiting.subscribe();

            scene.run(
                    () -> {
                        send(waiting, 1, 2);
                        scene.begin("send", () -> await(waiting.send(3)));
                        scene.begin("select", () -> await(Select.first(waiting.sending(4))));
                        turns(1);
                        waiting.close();
                        scene.join();
                        assertThat(rest(slow)).containsExactly(1, 2);
                    });

            assertThat(scene.marks)
                    .containsExactly("send ClosedResourceError", "select ClosedResourceError");
        }

        @Test
        void close_aSubscriptionAtWhichATaskWaits_failsIt() {
            scene.run(
                    () -> {
                        Subscription<Integer> mine = failing.subscribe();
                        Subscription<Integer> other = failing.subscribe();
                        scene.begin("mine", () -> await(mine.receive()));
                        turns(1);
                        mine.close();
                        mine.close();
                        scene.join();
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(mine::receiveNoWait)
                                .withMessage(
                                        "this subscription was closed; subscribe() makes another");
                        send(failing, 1);
                        assertThat(rest(other)).containsExactly(1);
                    });

            assertThat(scene.marks).containsExactly("mine ClosedResourceError");
        }
    }

    @Test
    void make_withoutSense_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Broadcast<>(0, Broadcast.Lag.FAIL))
                .withMessage("capacity: 0 (expected: >= 1)");
        assertThatNullPointerException()
                .isThrownBy(() -> new Broadcast<>(1, null))
                .withMessage("lag");
    }

    @Test
    void use_onAnotherLoop_isRefused() {
        Subscription<Integer> mine = failing.subscribe();
        scene.run(
                () -> {
                    scene.begin("receive", () -> await(mine.receive()));
                    turns(1);
                });
        try (Scene other = new Scene()) {
            other.run(
                    () ->
                            assertThatIllegalStateException()
                                    .isThrownBy(() -> await(mine.receive()))
                                    .withMessage(failing + " is bound to a different event loop"));
        }

        scene.run(
                () -> {
                    send(failing, 1);
                    scene.join();
                });
        assertThat(scene.marks).containsExactly("receive");
    }

    @Test
    void receiving_inASelect_takesOneItem() {
        scene.run(
                () -> {
                    Subscription<Integer> one = failing.subscribe();
                    Subscription<Integer> two = waiting.subscribe();
                    scene.begin(
                            "select",
                            () ->
                                    scene.marks.add(
                                            "got "
                                                    + await(
                                                            Select.first(
                                                                    one.receiving(),
                                                                    two.receiving()))));
                    turns(1);
                    send(waiting, 2);
                    send(failing, 1);
                    scene.join();
                    assertThat(one.receiveNoWait()).isEqualTo(1);
                });

        assertThat(scene.marks).containsExactly("got 2", "select");
    }

    @Test
    void statistics_andText_sayHowItIs() {
        Subscription<Integer> mine = waiting.subscribe();

        scene.run(
                () -> {
                    scene.begin("receive", () -> await(mine.receive()));
                    turns(1);
                    assertThat(waiting.statistics())
                            .isEqualTo(new Broadcast.Statistics(0, 2, 1, 0, 1, false));
                    assertThat(mine).hasToString("<Subscription [open, waiters:1]>");
                    assertThat(mine.receiving())
                            .hasToString("<Operation receiving from " + mine + ">");
                    send(waiting, 1);
                    scene.join();
                    send(waiting, 2, 3);
                    Task<?> sender = scene.begin("send", () -> await(waiting.send(4)));
                    turns(1);
                    assertThat(waiting)
                            .hasToString(
                                    "<Broadcast [open, buffered:2/2, subscriptions:1, waiters:1]>");
                    assertThat(waiting.sending(5))
                            .hasToString("<Operation sending 5 into " + waiting + ">");
                    sender.cancel();
                    scene.join();
                    waiting.close();
                    mine.close();
                    assertThat(mine).hasToString("<Subscription [closed]>");
                    assertThat(mine.statistics())
                            .isEqualTo(new Broadcast.Statistics(0, 2, 0, 0, 0, true));
                    assertThat(waiting)
                            .hasToString("<Broadcast [closed, buffered:0/2, subscriptions:0]>");
                    assertThat(waiting.isClosed() && mine.isClosed()).isTrue();
                });
    }

    @Test
    @Tag("slow")
    void items_underAnySchedule_areSeenByAll() {
        Explorer.defaults()
                .withSchedules(10_000)
                .withInjections(Explorer.Injection.CANCEL)
                .explore(() -> async(BroadcastTest::program));
    }

    private static void program() {
        Broadcast<Integer> broadcast = new Broadcast<>(1, Broadcast.Lag.WAIT);
        Subscription<Integer> witness = broadcast.subscribe();
        List<Integer> sent = new ArrayList<>();
        List<Integer> seen = new ArrayList<>();
        List<Task<?>> senders = new ArrayList<>();
        List<Task<?>> receivers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            receivers.add(createTask(receiving(broadcast.subscribe(), new ArrayList<>())));
            senders.add(createTask(sending(broadcast, 10 * i, sent)));
        }
        Task<Void> watching = createTask(receiving(witness, seen));
        Scene.ended(senders);
        broadcast.close();
        receivers.add(watching);
        Scene.ended(receivers);
        if (!watching.isCancelled()) {
            assertThat(seen).containsExactlyInAnyOrderElementsOf(sent);
        }
        assertThat(broadcast.statistics()).isEqualTo(new Broadcast.Statistics(0, 1, 0, 0, 0, true));
    }

    private static Coroutine<Void> sending(
            Broadcast<Integer> broadcast, int first, List<Integer> sent) {
        return async(
                () -> {
                    for (int i = first; i < first + 3; i++) {
                        await(broadcast.send(i));
                        sent.add(i);
                    }
                });
    }

    private static Coroutine<Void> receiving(
            Subscription<Integer> subscription, List<Integer> seen) {
        return async(
                () -> {
                    try (subscription) {
                        for (int item : awaitEach(subscription)) {
                            seen.add(item);
                            await(sleep(0));
                        }
                    }
                });
    }
}
