// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChannelTest {
    private final Scene scene = new Scene();
    private final Channel<String> channel = Channel.open(0);
    private final Sender<String> sender = channel.sender();
    private final Receiver<String> receiver = channel.receiver();

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> sending(Sender<String> end, String item) {
        return scene.begin("sent " + item, () -> await(end.send(item)));
    }

    private Task<?> receiving(Receiver<String> end, String name) {
        return scene.begin(name, () -> scene.marks.add(name + " got " + await(end.receive())));
    }

    private void assertStatistics(int... expected) {
        assertThat(sender.statistics())
                .isEqualTo(
                        new Channel.Statistics(
                                expected[0],
                                expected[1],
                                expected[2],
                                expected[3],
                                expected[4],
                                expected[5]))
                .isEqualTo(receiver.statistics());
    }

    @Nested
    class Rendezvous {
        @Test
        void send_nobodyThere_waitsUntilItIsTaken() {
            scene.run(
                    () -> {
                        sending(sender, "a");
                        sending(sender, "b");
                        turns(2);
                        assertThat(scene.marks).isEmpty();
                        assertThat(sender.waiters()).isEqualTo(scene.tasks);
                        assertStatistics(0, 0, 1, 1, 2, 0);
                        assertThat(await(receiver.receive())).isEqualTo("a");
                        turns(1);
                        assertThat(scene.marks).containsExactly("sent a");
                        assertThat(await(receiver.receive())).isEqualTo("b");
                        scene.join();
                    });
        }

        @Test
        void receive_nobodyThere_waitsInOrder() {
            scene.run(
                    () -> {
                        receiving(receiver, "first");
                        receiving(receiver, "second");
                        turns(1);
                        assertThat(receiver.waiters()).isEqualTo(scene.tasks);
                        await(sender.send("a"));
                        sender.sendNoWait("b");
                        scene.join();
                    });

            assertThat(scene.marks)
                    .containsExactly("first got a", "first", "second got b", "second");
        }

        @Test
        void sendNoWait_nobodyThere_isRefused() {
            scene.run(
                    () -> {
                        assertThatExceptionOfType(WouldBlock.class)
                                .isThrownBy(() -> sender.sendNoWait("a"));
                        receiving(receiver, "r");
                        turns(1);
                        sender.sendNoWait("b");
                        assertThatExceptionOfType(WouldBlock.class)
                                .as("the one who waited has his item")
                                .isThrownBy(() -> sender.sendNoWait("c"));
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("r got b", "r");
        }

        @Test
        void receiveNoWait_aSenderWaits_takesItsItem() {
            scene.run(
                    () -> {
                        assertThatExceptionOfType(WouldBlock.class)
                                .isThrownBy(() -> receiver.receiveNoWait());
                        sending(sender, "a");
                        turns(1);
                        assertThat(receiver.receiveNoWait()).isEqualTo("a");
                        scene.join();
                    });
        }
    }

    @Nested
    class Buffer {
        private final Channel<String> buffered = Channel.open(2);

        @Test
        void send_room_doesNotWait_andFull_waits() {
            scene.run(
                    () -> {
                        await(buffered.sender().send("a"));
                        buffered.sender().sendNoWait("b");
                        sending(buffered.sender(), "c");
                        turns(1);
                        assertThat(scene.marks).isEmpty();
                        assertThat(buffered.receiver().receiveNoWait()).isEqualTo("a");
                        assertThatExceptionOfType(WouldBlock.class)
                                .as("c has the room, though its task has not run")
                                .isThrownBy(() -> buffered.sender().sendNoWait("d"));
                        scene.join();
                        assertThat(await(buffered.receiver().receive())).isEqualTo("b");
                        assertThat(await(buffered.receiver().receive())).isEqualTo("c");
                    });
        }

        @Test
        void send_withoutLimit_neverWaits() {
            Channel<String> endless = Channel.open(Integer.MAX_VALUE);

            for (int i = 0; i < 5000; i++) {
                endless.sender().sendNoWait("x");
            }

            assertThat(endless.receiver().statistics().buffered()).isEqualTo(5000);
            assertThat(endless.sender()).hasToString("<Sender [open, buffered:5000]>");
        }

        @Test
        void send_null_isAnItem() {
            buffered.sender().sendNoWait(null);

            assertThat(buffered.receiver().receiveNoWait()).isNull();
        }

        @Test
        void open_negative_isRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Channel.open(-1))
                    .withMessage("capacity: -1 (expected: >= 0)");
        }
    }

    @Nested
    class Ends {
        @Test
        void close_theLastSender_letsReceiversEmptyItFirst() {
            Channel<String> buffered = Channel.open(2);
            buffered.sender().sendNoWait("a");
            Sender<String> other = buffered.sender().clone();
            buffered.sender().close();
            other.sendNoWait("b");
            other.close();

            scene.run(
                    () -> {
                        List<String> all = new ArrayList<>();
                        for (String item : awaitEach(buffered.receiver())) {
                            all.add(item);
                        }
                        assertThat(all).containsExactly("a", "b");
                        assertThatExceptionOfType(EndOfChannel.class)
                                .isThrownBy(() -> await(buffered.receiver().receive()))
                                .withMessage("nothing more will come: all senders were closed");
                        assertThatExceptionOfType(EndOfChannel.class)
                                .isThrownBy(() -> buffered.receiver().receiveNoWait());
                    });
        }

        @Test
        void close_theLastSender_endsThoseWhoWait() {
            scene.run(
                    () -> {
                        receiving(receiver, "r");
                        scene.begin(
                                "for",
                                () -> {
                                    for (String item : awaitEach(receiver)) {
                                        scene.marks.add(item);
                                    }
                                });
                        turns(1);
                        sender.close();
                        sender.close();
                        scene.join();
                        assertStatistics(0, 0, 0, 1, 0, 0);
                    });

            assertThat(scene.marks).containsExactly("r EndOfChannel", "for");
        }

        @Test
        void close_theLastReceiver_breaksThoseWhoSend() {
            scene.run(
                    () -> {
                        sending(sender, "a");
                        turns(1);
                        Receiver<String> other = receiver.clone();
                        receiver.close();
                        turns(1);
                        assertThat(scene.marks).isEmpty();
                        other.close();
                        scene.join();
                        assertThatExceptionOfType(BrokenResourceError.class)
                                .isThrownBy(() -> sender.sendNoWait("b"))
                                .withMessage("nobody can receive it: all receivers were closed");
                        assertThatExceptionOfType(BrokenResourceError.class)
                                .isThrownBy(() -> await(sender.send("b")));
                    });

            assertThat(scene.marks).containsExactly("sent a BrokenResourceError");
        }

        @Test
        void close_theLastReceiver_dropsWhatIsBuffered() {
            Channel<String> buffered = Channel.open(2);
            buffered.sender().sendNoWait("a");

            buffered.receiver().close();

            assertThat(buffered.sender().statistics().buffered()).isZero();
        }

        @Test
        void close_anEndAtWhichOthersWait_failsThose() {
            Receiver<String> otherReceiver = receiver.clone();

            scene.run(
                    () -> {
                        receiving(receiver, "closed");
                        receiving(otherReceiver, "open");
                        turns(1);
                        receiver.close();
                        sender.sendNoWait("a");
                        scene.join();
                        sending(sender, "b");
                        Sender<String> otherSender = sender.clone();
                        sending(otherSender, "c");
                        turns(1);
                        sender.close();
                        assertThat(await(otherReceiver.receive())).isEqualTo("c");
                        scene.join();
                    });

            assertThat(scene.marks)
                    .containsExactly(
                            "closed ClosedResourceError",
                            "open got a",
                            "open",
                            "sent b ClosedResourceError",
                            "sent c");
        }

        @Test
        void use_aClosedEnd_isRefused() {
            Sender<String> otherSender = sender.clone();
            Receiver<String> otherReceiver = receiver.clone();
            sender.close();
            receiver.close();

            scene.run(
                    () -> {
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> await(sender.send("a")))
                                .withMessage(
                                        "this sender was closed; a clone() of it would be open still");
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> sender.sendNoWait("a"));
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> await(sender.sending("a")));
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> sender.clone());
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> await(receiver.receive()))
                                .withMessage(
                                        "this receiver was closed; a clone() of it would be open"
                                                + " still");
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> receiver.receiveNoWait());
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> await(receiver.receiving()));
                        assertThatExceptionOfType(ClosedResourceError.class)
                                .isThrownBy(() -> receiver.clone());
                        sending(otherSender, "still");
                        assertThat(await(otherReceiver.receive())).isEqualTo("still");
                        scene.join();
                    });
        }

        @Test
        void use_onAnotherLoop_isRefused() {
            scene.run(
                    () -> {
                        receiving(receiver, "r");
                        turns(1);
                    });
            try (Scene other = new Scene()) {
                other.run(
                        () ->
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> await(receiver.receive()))
                                        .withMessage(
                                                "<Channel [buffered:0/0]> is bound to a different"
                                                        + " event loop"));
            }

            scene.run(
                    () -> {
                        sender.sendNoWait("a");
                        scene.join();
                    });
            assertThat(scene.marks).containsExactly("r got a", "r");
        }
    }

    @Nested
    class Cancelling {
        @Test
        void cancel_whileSending_hasNotSent() {
            scene.run(
                    () -> {
                        Task<?> task = sending(sender, "a");
                        sending(sender, "b");
                        turns(1);
                        task.cancel();
                        assertThat(await(receiver.receive())).isEqualTo("b");
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("sent a CancelledError", "sent b");
        }

        @Test
        void cancel_whenItIsTakenAlready_comesAtTheNextAwait() {
            scene.run(
                    () -> {
                        Task<?> task =
                                scene.begin(
                                        "task",
                                        () -> {
                                            await(sender.send("a"));
                                            scene.marks.add("sent");
                                            await(sleep(0));
                                        });
                        turns(1);
                        assertThat(receiver.receiveNoWait()).isEqualTo("a");
                        task.cancel();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("sent", "task CancelledError");
        }

        @Test
        void cancel_whoWasHandedAnItem_hasIt() {
            scene.run(
                    () -> {
                        Task<?> task = receiving(receiver, "r");
                        turns(1);
                        sender.sendNoWait("a");
                        task.cancel();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("r got a", "r");
        }

        @Test
        void cancel_whileReceiving_hasTakenNothing() {
            scene.run(
                    () -> {
                        Task<?> task = receiving(receiver, "r");
                        receiving(receiver, "next");
                        turns(1);
                        task.cancel();
                        sender.sendNoWait("a");
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("r CancelledError", "next got a", "next");
        }
    }

    @Nested
    class Selecting {
        @Test
        void sendingOrReceiving_doesOne() {
            Channel<String> back = Channel.open(0);

            scene.run(
                    () -> {
                        for (int i = 0; i < 2; i++) {
                            scene.begin(
                                    "select",
                                    () ->
                                            scene.marks.add(
                                                    await(
                                                            Select.first(
                                                                    back.receiver().receiving(),
                                                                    sender.sending("a")
                                                                            .map(n -> "sent")))));
                        }
                        turns(1);
                        assertThat(await(receiver.receive())).isEqualTo("a");
                        await(back.sender().send("b"));
                        scene.join();
                        assertStatistics(0, 0, 1, 1, 0, 0);
                        assertThat(back.sender().statistics().waitingReceivers()).isZero();
                    });

            assertThat(scene.marks).containsExactly("sent", "select", "b", "select");
        }

        @Test
        void select_ofBothEndsOfOneChannel_tradesWithAnother() {
            scene.run(
                    () -> {
                        for (String name : List.of("x", "y")) {
                            scene.begin(
                                    name,
                                    () ->
                                            scene.marks.add(
                                                    name
                                                            + " "
                                                            + await(
                                                                    Select.first(
                                                                            sender.sending(name)
                                                                                    .map(
                                                                                            n ->
                                                                                                    "sent"),
                                                                            receiver
                                                                                    .receiving()))));
                        }
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("y sent", "y", "x y", "x");
        }

        @Test
        void closed_whileItWaits_fails() {
            scene.run(
                    () -> {
                        scene.begin("select", () -> await(Select.first(receiver.receiving())));
                        turns(1);
                        sender.close();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("select EndOfChannel");
        }
    }

    @Test
    void text_saysHowItIs() {
        scene.run(
                () -> {
                    assertThat(sender).hasToString("<Sender [open, buffered:0/0]>");
                    Task<?> task = sending(sender, "a");
                    turns(1);
                    assertThat(sender).hasToString("<Sender [open, buffered:0/0, waiters:1]>");
                    assertThat(sender.sending("b"))
                            .hasToString("<Operation sending b into " + sender + ">");
                    task.cancel();
                    scene.join();
                    receiving(receiver, "r");
                    turns(1);
                    assertThat(receiver).hasToString("<Receiver [open, buffered:0/0, waiters:1]>");
                    assertThat(receiver.receiving())
                            .hasToString("<Operation receiving from " + receiver + ">");
                    receiver.close();
                    sender.close();
                    scene.join();
                    assertThat(sender).hasToString("<Sender [closed, buffered:0/0]>");
                    assertThat(receiver).hasToString("<Receiver [closed, buffered:0/0]>");
                    assertThat(sender.isClosed() && receiver.isClosed()).isTrue();
                });
    }
}
