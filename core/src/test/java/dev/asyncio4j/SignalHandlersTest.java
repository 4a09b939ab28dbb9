// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.loop.Poller;
import dev.asyncio4j.signal.JvmSignal;
import dev.asyncio4j.sync.Queue;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Handlers of signals that this JVM sends itself. A listener below them catches what reaches none,
/// which would otherwise end the JVM.
@DisabledOnOs(OS.WINDOWS)
class SignalHandlersTest {
    private final LinkedBlockingQueue<String> unhandled = new LinkedBlockingQueue<>();
    private JvmSignal.Listener net;

    @BeforeEach
    void spreadNet() throws Exception {
        net = JvmSignal.listen("USR1", () -> unhandled.add("USR1"));
    }

    @AfterEach
    void takeNetDown() {
        net.close();
    }

    @Test
    void handler_isACallbackOfTheLoop() {
        run(
                async(
                        () -> {
                            EventLoop loop = getRunningLoop();
                            Queue<Object> got = new Queue<>();
                            loop.addSignalHandler(
                                    Signal.SIGUSR1,
                                    () -> {
                                        assertThat(getRunningLoop()).isSameAs(loop);
                                        assertThat(Task.current()).isNull();
                                        got.putNoWait("called");
                                    });

                            Signal.SIGUSR1.raise();

                            assertThat(got.qsize()).as("not inline").isZero();
                            assertThat(await(got.get())).isEqualTo("called");
                            assertThat(unhandled).isEmpty();
                        }));
    }

    @Test
    void handler_runsInTheContextItWasAddedIn() {
        ContextVar<String> user = ContextVar.of("user");
        run(
                async(
                        () -> {
                            Queue<String> got = new Queue<>();
                            user.set("Ann");
                            getRunningLoop()
                                    .addSignalHandler(
                                            Signal.SIGUSR1, () -> got.putNoWait(user.get()));
                            user.set("Bob");

                            Signal.SIGUSR1.raise();

                            assertThat(await(got.get())).isEqualTo("Ann");
                        }));
    }

    @Test
    void handler_thatFails_isReportedAndStays() {
        run(
                async(
                        () -> {
                            EventLoop loop = getRunningLoop();
                            Queue<String> faults = new Queue<>();
                            loop.setExceptionHandler(
                                    (where, fault) ->
                                            faults.putNoWait(
                                                    fault.message() + ": " + fault.exception()));
                            loop.addSignalHandler(
                                    Signal.SIGUSR1,
                                    () -> {
                                        throw new IllegalStateException("broken");
                                    });

                            for (int i = 0; i < 2; i++) {
                                Signal.SIGUSR1.raise();

                                assertThat(await(faults.get()))
                                        .isEqualTo(
                                                "Exception in callback handler of SIGUSR1:"
                                                        + " java.lang.IllegalStateException: broken");
                            }
                        }));
    }

    @Test
    void handler_addedLater_replaces() {
        run(
                async(
                        () -> {
                            Queue<String> got = new Queue<>();
                            EventLoop loop = getRunningLoop();
                            loop.addSignalHandler(Signal.SIGUSR1, () -> got.putNoWait("first"));
                            loop.addSignalHandler(Signal.SIGUSR1, () -> got.putNoWait("second"));

                            Signal.SIGUSR1.raise();

                            assertThat(await(got.get())).isEqualTo("second");
                            assertThat(loop.removeSignalHandler(Signal.SIGUSR1)).isTrue();
                            assertThat(loop.removeSignalHandler(Signal.SIGUSR1)).isFalse();
                            Signal.SIGUSR1.raise();
                            assertThat(unhandled.take()).isEqualTo("USR1");
                            assertThat(got.qsize()).isZero();
                        }));
    }

    @Test
    void handler_replacedWhileTheLetterIsOnItsWay_isTheNewOne() {
        Queue<String> got = new Queue<>();
        Arrival arrival = new Arrival();
        EventLoop loop = new EventLoop(LoopOptions.defaults().withPoller(arrival));
        loop.addSignalHandler(Signal.SIGUSR1, () -> got.putNoWait("old"));
        arrival.change = () -> loop.addSignalHandler(Signal.SIGUSR1, () -> got.putNoWait("new"));

        assertThat(loop.runUntilComplete(got.get())).isEqualTo("new");
        assertThat(got.qsize()).isZero();
        loop.close();
    }

    @Test
    void handler_removedWhileTheLetterIsOnItsWay_isNotCalled() {
        Queue<String> got = new Queue<>();
        Arrival arrival = new Arrival();
        EventLoop loop = new EventLoop(LoopOptions.defaults().withPoller(arrival));
        loop.addSignalHandler(Signal.SIGUSR1, () -> got.putNoWait("old"));
        arrival.change =
                () -> {
                    loop.removeSignalHandler(Signal.SIGUSR1);
                    loop.stop();
                };

        loop.runForever(); // its last turn reads the letter

        assertThat(got.qsize()).isZero();
        assertThat(unhandled).isEmpty();
        loop.close();
    }

    /// When the loop would wait: raises the signal, and changes something when its letter lies
    /// in the inbox.
    private static final class Arrival implements Poller {

        private final CountDownLatch posted = new CountDownLatch(1);
        Runnable change = () -> {};

        @Override
        public void poll(long timeoutNanos) {
            if (timeoutNanos != 0) {
                Signal.SIGUSR1.raise();
                try {
                    posted.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                change.run();
            }
        }

        @Override
        public void wakeup() {
            posted.countDown();
        }

        @Override
        public void attach(Thread loopThread) {
            // any may poll
        }

        @Override
        public void detach() {
            // see attach
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    @Test
    void closedLoop_givesTheSignalBackAndRefusesHandlers() throws Exception {
        EventLoop loop = new EventLoop();
        loop.addSignalHandler(Signal.SIGUSR1, () -> unhandled.add("loop"));

        loop.close();

        Signal.SIGUSR1.raise();
        assertThat(unhandled.take()).isEqualTo("USR1");
        assertThat(loop.removeSignalHandler(Signal.SIGUSR1)).isFalse();
        assertThatThrownBy(() -> loop.addSignalHandler(Signal.SIGUSR1, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Event loop is closed");
    }

    @Test
    void twoLoops_theNewestHears_andTheOtherAgainWhenItLeaves() {
        EventLoop one = new EventLoop();
        EventLoop other = new EventLoop();
        Queue<String> got = new Queue<>();
        one.addSignalHandler(Signal.SIGUSR1, () -> got.putNoWait("one"));
        other.addSignalHandler(Signal.SIGUSR1, () -> unhandled.add("other"));

        other.close();

        Signal.SIGUSR1.raise();
        assertThat(one.runUntilComplete(got.get())).isEqualTo("one");
        one.close();
        assertThat(unhandled).isEmpty();
    }

    @Test
    void twoLoops_closedInTheOrderOfTheirBirth_leaveNothingBehind() throws Exception {
        EventLoop one = new EventLoop();
        EventLoop other = new EventLoop();
        one.addSignalHandler(Signal.SIGUSR1, () -> unhandled.add("one"));
        other.addSignalHandler(Signal.SIGUSR1, () -> unhandled.add("other"));

        one.close();
        other.close();

        Signal.SIGUSR1.raise();
        assertThat(unhandled.take()).isEqualTo("USR1");
    }

    @Test
    void signals_ofTheSystemAndOfTheJvm_areRefused() {
        EventLoop loop = new EventLoop();
        for (Signal each : List.of(Signal.SIGKILL, Signal.SIGSTOP, Signal.SIGSEGV, Signal.SIGBUS)) {
            assertThatThrownBy(() -> loop.addSignalHandler(each, () -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("sig " + each.number() + " cannot be caught");
            assertThat(loop.removeSignalHandler(each)).isFalse();
        }
        loop.close();
    }

    @Test
    void interrupt_handledByTheLoop_isTheRunnersAgainAfterwards() {
        Queue<String> got = new Queue<>();
        assertThatThrownBy(
                        () ->
                                run(
                                        async(
                                                () -> {
                                                    EventLoop loop = getRunningLoop();
                                                    loop.addSignalHandler(
                                                            Signal.SIGINT,
                                                            () -> got.putNoWait("loop"));
                                                    Signal.SIGINT.raise();
                                                    await(got.get());
                                                    loop.removeSignalHandler(Signal.SIGINT);
                                                    Signal.SIGINT.raise();
                                                    await(sleep(60));
                                                })))
                .isInstanceOf(KeyboardInterrupt.class);
    }

    @Test
    void interrupt_handledBeforeTheRun_leavesTheRunnerAlone() {
        Queue<String> got = new Queue<>();
        try (Runner runner = new Runner()) {
            runner.loop().addSignalHandler(Signal.SIGINT, () -> got.putNoWait("loop"));

            String who =
                    runner.run(
                            async(
                                    () -> {
                                        Signal.SIGINT.raise();
                                        return await(got.get());
                                    }));

            assertThat(who).isEqualTo("loop");
        }
    }

    @Test
    void storm_losesNoLoop() { // of a signal whose stragglers, after the end, harm nobody
        AtomicInteger calls = new AtomicInteger();
        run(
                async(
                        () -> {
                            EventLoop loop = getRunningLoop();
                            Queue<Integer> got = new Queue<>();
                            loop.addSignalHandler(Signal.SIGURG, calls::incrementAndGet);
                            Process storm = storm(10_000);
                            int status = await(Asyncio.toThread(storm::waitFor));
                            loop.addSignalHandler(Signal.SIGURG, () -> got.putNoWait(calls.get()));
                            Signal.SIGURG.raise();

                            assertThat(status).isZero();
                            assertThat(await(got.get())).isBetween(1, 10_000);
                        }));
    }

    private static Process storm(int signals) throws Exception {
        String kill = "kill -URG " + ProcessHandle.current().pid();
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "i=0; while [ $i -lt " + signals + " ]; do " + kill + "; i=$((i+1)); done")
                .inheritIO()
                .start();
    }

    @Test
    void ignored_doesNothing_untilClosed() throws Exception {
        try (AutoCloseable deaf = Signal.SIGUSR1.ignore()) {
            assertThat(deaf).isNotNull();
            Signal.SIGUSR1.raise();
        }
        Signal.SIGUSR1.raise();

        assertThat(unhandled.take()).isEqualTo("USR1");
        assertThatThrownBy(Signal.SIGKILL::ignore).hasMessage("sig 9 cannot be caught");
    }

    @Test
    void numbers_areTheSystems() {
        assertThat(Signal.SIGINT.number()).isEqualTo(2);
        assertThat(Signal.of(15)).isSameAs(Signal.SIGTERM);
        for (int bad : new int[] {0, -1, 10_000}) {
            assertThatThrownBy(() -> Signal.of(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("invalid signal number " + bad);
        }
    }

    @Test
    void signals_thatLinuxLacks_areSaidSo() {
        EventLoop loop = new EventLoop();
        Signal lacking = Signal.SIGEMT.number() == 0 ? Signal.SIGEMT : Signal.SIGPWR;

        assertThatThrownBy(() -> loop.addSignalHandler(lacking, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this system has no " + lacking);
        assertThatThrownBy(lacking::raise)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(lacking + " cannot be raised here");
        loop.close();
    }
}
