// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.loop.Clock;
import dev.asyncio4j.loop.Log;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.loop.Poller;
import dev.asyncio4j.sync.Barrier;
import dev.asyncio4j.sync.Condition;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.Select;
import dev.asyncio4j.sync.Semaphore;
import dev.asyncio4j.sync.SharedEvent;
import dev.asyncio4j.sync.SharedQueue;
import dev.asyncio4j.testing.VirtualTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A loop that would wait for ever tells who waits for whom: at once with virtual time, otherwise
/// after a second, which here the poller passes.
class DeadlockTest {
    final Machine machine = new Machine();
    final EventLoop loop =
            new EventLoop(LoopOptions.defaults().withClock(machine).withPoller(machine));

    /// Time that passes while the loop waits, and no I/O. When the loop would wait for ever,
    /// `asleep` runs.
    private static final class Machine implements Clock, Poller {
        long nanos;
        boolean hasEvents;
        Runnable duringSilence = () -> {};
        Runnable asleep =
                () -> {
                    throw new AssertionError("the loop waits for ever");
                };

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void attach(Thread loopThread) {}

        @Override
        public void detach() {}

        @Override
        public void poll(long timeoutNanos) {
            if (timeoutNanos == FOREVER) {
                asleep.run();
            } else {
                nanos += timeoutNanos;
                if (timeoutNanos > 0) {
                    duringSilence.run();
                }
            }
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean expectsEvents() {
            return hasEvents;
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        loop.setExceptionHandler((where, fault) -> {});
        loop.close();
    }

    /// What is logged while `main` waits, until the loop would wait for ever.
    private List<String> reported(Body.OfNothing main) {
        try (Log log = new Log()) {
            Task<?> task = loop.createTask(async("main", main), "main");
            machine.asleep = task::cancel;
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(() -> loop.runUntilComplete(task));
            return log.messages();
        }
    }

    private String graph(Body.OfNothing main) {
        EventLoop virtual = new EventLoop(VirtualTime.options());
        virtual.setExceptionHandler((where, fault) -> {});
        try {
            virtual.runUntilComplete(virtual.createTask(async("main", main), "main"));
            return "no deadlock";
        } catch (DeadlockError deadlock) {
            String text = deadlock.getMessage();
            return text.substring(text.indexOf(';') + 2);
        } finally {
            virtual.close();
        }
    }

    // ---- who waits for whom

    @Test
    void lock_namesItsHolder_andWhatThatWaitsFor() {
        assertThat(
                        graph(
                                () -> {
                                    Lock lock = new Lock().named("till");
                                    Queue<String> queue = new Queue<String>().named("orders");
                                    var b =
                                            createTask(
                                                    async(
                                                            () ->
                                                                    await(
                                                                            lock.use(
                                                                                    () ->
                                                                                            await(
                                                                                                    queue
                                                                                                            .get())))),
                                                    "B");
                                    await(sleep(0));
                                    createTask(async(() -> await(lock.acquire())), "A");
                                    await(b);
                                }))
                .isEqualTo(
                        """
                        who waits:
                          task 'main' waits for task 'B'
                          task 'B' waits for an item of Queue 'orders', into which nobody puts
                          task 'A' waits for Lock 'till', held by task 'B'\
                        """);
    }

    @Test
    void twoLocks_takenInBothOrders_areACircle() {
        assertThat(
                        graph(
                                () -> {
                                    Lock fork = new Lock().named("fork");
                                    Lock knife = new Lock().named("knife");
                                    await(
                                            gather(
                                                    createTask(takesBoth(fork, knife), "A"),
                                                    createTask(takesBoth(knife, fork), "B")));
                                }))
                .isEqualTo(
                        """
                        who waits:
                          task 'main' waits for task 'A', task 'B'
                          task 'A' waits for Lock 'knife', held by task 'B'
                          task 'B' waits for Lock 'fork', held by task 'A'
                          in a circle: task 'A', task 'B', and again task 'A'\
                        """);
    }

    private static Coroutine<Void> takesBoth(Lock first, Lock second) {
        return async(
                () ->
                        await(
                                first.use(
                                        () -> {
                                            await(sleep(1));
                                            await(second.acquire());
                                        })));
    }

    @Test
    void lock_takenTwice_isACircleOfOne() {
        assertThat(
                        graph(
                                () -> {
                                    Lock lock = new Lock().named("self");
                                    await(lock.acquire());
                                    await(lock.acquire());
                                }))
                .isEqualTo(
                        """
                        who waits:
                          task 'main' waits for Lock 'self', held by task 'main'
                          in a circle: task 'main', and again task 'main'\
                        """);
    }

    @Test
    void everyPrimitive_saysWhatIsMissing() {
        assertThat(graph(() -> await(new Event().named("e").waitOn())))
                .endsWith("waits for Event 'e', which nobody sets");
        assertThat(graph(() -> await(new Semaphore(0).named("s").acquire())))
                .endsWith("waits for a permit of Semaphore 's', to which nobody gives one back");
        assertThat(graph(() -> await(new Barrier(2).named("b").waitOn())))
                .endsWith("waits for Barrier 'b', to which too few come");
        Condition condition = new Condition().named("c");
        assertThat(graph(() -> await(condition.use(() -> await(condition.waitOn())))))
                .endsWith("waits for Condition 'c', which nobody notifies");
        Queue<Integer> full = new Queue<Integer>(1).named("q");
        full.putNoWait(1);
        assertThat(graph(() -> await(full.put(2))))
                .endsWith("waits for room in Queue 'q', from which nobody takes");
        Queue<Integer> undone = new Queue<Integer>().named("j");
        undone.putNoWait(1);
        assertThat(graph(() -> await(undone.join())))
                .endsWith("waits for the end of the work of Queue 'j', which nobody says is done");
    }

    @Test
    void everyWayToWaitForOthers_namesThem() {
        assertThat(graph(() -> await(shield(createTask(stuck(), "inner")))))
                .startsWith(
                        "who waits:\n  task 'main' waits for task 'inner'\n  task 'inner' waits");
        assertThat(graph(() -> await(waitOn(List.of(createTask(stuck(), "one"))))))
                .startsWith("who waits:\n  task 'main' waits for task 'one'\n  task 'one' waits");
        assertThat(
                        graph(
                                () ->
                                        await(
                                                taskGroup(
                                                        group -> {
                                                            for (int i = 0; i < 5; i++) {
                                                                group.createTask(stuck(), "t" + i);
                                                            }
                                                        }))))
                .startsWith(
                        "who waits:\n"
                                + "  task 'main' waits for task 't0', task 't1', task 't2' and 2 more"
                                + " of its group\n"
                                + "  task 't0' waits for <Future pending>, which nobody completes\n"
                                + "  task 't1'");
    }

    @Test
    void futureBehindAnother_isNamedByWhatItStandsFor() {
        WaitPoint tide = () -> "the tide";

        assertThat(graph(() -> await(shield(getRunningLoop().createFuture(tide)))))
                .isEqualTo("who waits:\n  task 'main' waits for the tide");
        assertThat(graph(() -> await(waitOn(List.of(getRunningLoop().createFuture(tide))))))
                .isEqualTo("who waits:\n  task 'main' waits for the tide");
    }

    private static Coroutine<Object> stuck() {
        return async(() -> await(getRunningLoop().createFuture()));
    }

    @Test
    void manyTasks_areCounted() {
        String text =
                graph(
                        () -> {
                            for (int i = 0; i < 1000; i++) {
                                createTask(stuck());
                            }
                            await(stuck());
                        });

        assertThat(text.lines()).hasSize(102).last().isEqualTo("  and 901 more");
    }

    @Test
    void where_isTheInnermostFrameOfTheUser() {
        assertThat(graph(() -> await(elsewhere.GraphScenes.stuck())))
                .matches(
                        "who waits:\n"
                                + "  task 'main' waits for <Future pending>, which nobody completes at"
                                + " elsewhere\\.GraphScenes\\.wedge\\(GraphScenes\\.java:\\d+\\)");
    }

    @Test
    void names_areMadeWhenAskedFor_andKept() {
        Lock lock = new Lock();

        String name = lock.name();

        assertThat(name).matches("Lock-\\d+").isEqualTo(lock.name());
        assertThat(lock).hasToString("<Lock [unlocked]>");
        assertThat(new Lock().named("till")).hasToString("<Lock 'till' [unlocked]>");
        assertThat(new Queue<>().named("orders")).hasToString("<Queue 'orders' maxsize=0>");
    }

    // ---- what the loop does

    @Test
    void report_comesOnce_afterASecond() {
        List<String> reports = reported(() -> await(new Event().named("never").waitOn()));

        assertThat(reports)
                .singleElement()
                .asString()
                .isEqualTo(
                        """
                        the loop would wait for ever: nothing is ready, no timer is set; who waits:
                          task 'main' waits for Event 'never', which nobody sets
                        (unless another thread calls callSoonThreadsafe; to be rid of this, call\
                         loop.setOnDeadlock(OnDeadlock.IGNORE))\
                        """);
        assertThat(machine.nanos).isEqualTo(1_000_000_000L);
    }

    @Test
    void ignore_isSilent() {
        loop.setOnDeadlock(OnDeadlock.IGNORE);

        assertThat(reported(() -> await(new Event().waitOn()))).isEmpty();
        assertThat(loop.onDeadlock()).isEqualTo(OnDeadlock.IGNORE);
    }

    @Test
    void raise_letsTheMainTaskFailWhereItWaits() {
        loop.setOnDeadlock(OnDeadlock.RAISE);
        Event never = new Event().named("never");

        String result =
                loop.runUntilComplete(
                        async(
                                () -> {
                                    try {
                                        await(never.waitOn());
                                        return "woken";
                                    } catch (DeadlockError deadlock) {
                                        return "caught, waiters " + never.waiters();
                                    }
                                }));

        assertThat(result).isEqualTo("caught, waiters []");
    }

    @Test
    void raise_again_failsAgain() {
        loop.setOnDeadlock(OnDeadlock.RAISE);
        int[] failures = new int[1];

        loop.runUntilComplete(
                async(
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                try {
                                    await(loop.createFuture());
                                } catch (DeadlockError deadlock) {
                                    failures[0]++;
                                }
                            }
                        }));

        assertThat(failures).containsExactly(3);
    }

    @Test
    void timer_isNoDeadlock() {
        assertThat(reported(() -> await(gather(sleep(5), stuck())))).hasSize(1);
        assertThat(machine.nanos).isEqualTo(6_000_000_000L);
    }

    @Test
    void registeredIo_isNoDeadlock() {
        machine.hasEvents = true;
        assertThat(reported(() -> await(stuck()))).isEmpty();
    }

    @Test
    void callInAThread_isNoDeadlock() {
        CompletableFuture<String> goOn = new CompletableFuture<>();

        assertThat(reported(() -> await(toThread(() -> goOn.get())))).isEmpty();
        goOn.complete("end");
    }

    @Test
    void stageOfAnotherLibrary_isNoDeadlock_whileItIsAwaited() {
        assertThat(reported(() -> await(new CompletableFuture<String>()))).isEmpty();
        assertThat(reported(() -> await(stuck()))).hasSize(1);
    }

    @Test
    void sharedQueue_isNoDeadlock() {
        assertThat(reported(() -> await(new SharedQueue<String>(1).get()))).isEmpty();
    }

    @Test
    void selectOfASharedEvent_isNoDeadlock_untilItIsOver() {
        SharedEvent event = new SharedEvent();
        assertThat(reported(() -> await(Select.first(event.waiting())))).isEmpty();
        assertThat(
                        reported(
                                () -> {
                                    Queue<Boolean> queue = new Queue<>();
                                    loop.callLater(1, () -> queue.putNoWait(true));
                                    await(Select.first(event.waiting(), queue.getting()));
                                    await(stuck());
                                }))
                .hasSize(1);
    }

    @Test
    void signalHandler_maySpeakUntilItIsRemoved() {
        loop.addSignalHandler(Signal.SIGUSR2, () -> {});
        loop.addSignalHandler(Signal.SIGUSR2, () -> {});
        assertThat(reported(() -> await(stuck()))).isEmpty();
        loop.removeSignalHandler(Signal.SIGUSR2);
        assertThat(reported(() -> await(stuck()))).hasSize(1);
    }

    @Test
    void letterOutOfSilence_meansThatOthersMaySpeak() {
        machine.duringSilence = () -> loop.callSoonThreadsafe(() -> {});

        assertThat(reported(() -> await(stuck()))).isEmpty();
    }

    @Test
    void loopWithoutTasks_justWaits() {
        try (Log log = new Log()) {
            machine.asleep = loop::stop;
            loop.runForever();

            assertThat(log.messages()).isEmpty();
        }
    }
}
