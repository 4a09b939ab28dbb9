// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LoopTurnTest {
    final VirtualTime time = new VirtualTime();
    final List<String> marks = new ArrayList<>();
    final PlainLoop loop = new PlainLoop(time.in(LoopOptions.defaults()));

    @Nested
    class Order {
        @Test
        void turn_readyIoTimers_inThisOrder() {
            List<Runnable> io = new ArrayList<>();
            PlainLoop polling = new PlainLoop(time.in(LoopOptions.defaults()).withPoller(io(io)));
            io.add(() -> polling.callSoon(() -> marks.add("2 I/O")));
            polling.callLater(0, () -> marks.add("3 timer"));
            polling.callSoon(() -> marks.add("1 ready"));

            polling.runOnce();

            assertThat(marks).containsExactly("1 ready", "2 I/O", "3 timer");
        }

        @Test
        void turn_madeReadyMeanwhile_waitsForTheNext() {
            loop.callSoon(
                    () -> {
                        marks.add("first");
                        loop.callSoon(() -> marks.add("child"));
                    });
            loop.callSoon(() -> marks.add("second"));

            loop.runOnce();

            assertThat(marks).containsExactly("first", "second");
            loop.runOnce();
            assertThat(marks).containsExactly("first", "second", "child");
        }

        @Test
        void turn_chainOfCallbacks_looksAtIoEachTime() {
            List<Long> looks = new ArrayList<>();
            PlainLoop polling =
                    new PlainLoop(
                            LoopOptions.defaults()
                                    .withPoller(
                                            io(List.of()).andThen(timeout -> looks.add(timeout))));
            chain(polling, 3);

            polling.runForever();

            assertThat(looks).containsExactly(0L, 0L, 0L);
        }

        @Test
        void callSoonThreadsafe_betweenRuns_keepsTheOrderOfCalls() {
            loop.callSoon(() -> marks.add("ready 1"));
            loop.callSoonThreadsafe(() -> marks.add("letter 1"));
            loop.callSoonThreadsafe(() -> marks.add("letter 2"));
            loop.callSoon(() -> marks.add("ready 2"));

            loop.runOnce();

            assertThat(marks).containsExactly("ready 1", "letter 1", "letter 2", "ready 2");
        }

        @Test
        void callSoonThreadsafe_onTheLoopsThread_keepsTheOrderOfCalls() {
            loop.callSoon(
                    () -> {
                        loop.callSoonThreadsafe(() -> marks.add("letter 1"));
                        loop.callSoon(() -> marks.add("ready"));
                        loop.callSoonThreadsafe(() -> marks.add("letter 2"));
                    });
            loop.runOnce();
            assertThat(marks).isEmpty();

            loop.runOnce();

            assertThat(marks).containsExactly("letter 1", "ready", "letter 2");
        }

        @Test
        void callSoonThreadsafe_whileTheLoopIsBusy_keepsTheOrderOfArrival() {
            loop.callSoon(
                    () -> {
                        loop.callSoon(() -> marks.add("ready 1"));
                        post("letter 1");
                        post("letter 2");
                        loop.callSoon(() -> marks.add("ready 2"));
                        post("letter 3");
                        loop.callSoonThreadsafe(() -> marks.add("ready 3"));
                    });
            loop.runOnce();
            assertThat(marks).isEmpty();

            loop.runOnce();

            assertThat(marks)
                    .containsExactly(
                            "ready 1", "letter 1", "letter 2", "ready 2", "letter 3", "ready 3");
        }

        @Test
        void callSoonThreadsafe_whileThePollerLooks_comesAfterWhatThatTells() {
            List<Runnable> io = new ArrayList<>();
            PlainLoop polling = new PlainLoop(time.in(LoopOptions.defaults()).withPoller(io(io)));
            io.add(() -> polling.callSoonThreadsafe(() -> marks.add("letter")));
            io.add(() -> polling.callSoon(() -> marks.add("I/O")));

            polling.runOnce();

            assertThat(marks).containsExactly("I/O", "letter");
        }

        /// Posts from another thread, and waits until it is done.
        private void post(String mark) {
            try {
                Thread.ofPlatform()
                        .start(() -> loop.callSoonThreadsafe(() -> marks.add(mark)))
                        .join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void callLater_zero_firesAfterALaterCallSoon() {
            loop.callLater(0, () -> marks.add("timer"));
            loop.callSoon(() -> marks.add("soon"));

            loop.runOnce();

            assertThat(marks).containsExactly("soon", "timer");
        }

        private void chain(PlainLoop polling, int left) {
            polling.callSoon(
                    () -> {
                        if (left == 1) {
                            polling.stop();
                        } else {
                            chain(polling, left - 1);
                        }
                    });
        }
    }

    @Nested
    class Timers {
        @Test
        void callLater_severalDelays_fireByDeadlineThenByOrder() {
            loop.callLater(2, () -> mark("c"));
            loop.callLater(1, () -> mark("a"));
            loop.callLater(Duration.ofSeconds(1), () -> mark("b"));
            loop.callAt(3, loop::stop);

            loop.runForever();

            assertThat(marks).containsExactly("a 1.0", "b 1.0", "c 2.0");
        }

        @Test
        void callAt_past_firesAtOnce() {
            time.pass(Duration.ofSeconds(5));
            loop.callAt(1, () -> mark("late"));

            loop.runOnce();

            assertThat(marks).containsExactly("late 5.0");
        }

        @Test
        void callLater_minusInfinity_firesAtOnce() {
            time.pass(Duration.ofSeconds(1));
            loop.callLater(Double.NEGATIVE_INFINITY, loop::stop);
            time.pass(Duration.ofSeconds(1));

            loop.runForever();

            assertThat(loop.time()).isEqualTo(2);
        }

        @Test
        void callAt_minusInfinity_firesAtOnce() {
            time.pass(Duration.ofSeconds(1));
            loop.callAt(Double.NEGATIVE_INFINITY, loop::stop);

            loop.runForever();

            assertThat(loop.time()).isEqualTo(1);
        }

        @Test
        void callLater_infinity_isBehindAllOthers() {
            time.pass(Duration.ofSeconds(1));
            TimerHandle never = loop.callLater(Double.POSITIVE_INFINITY, () -> mark("never"));
            loop.callLater(1e9, loop::stop);

            loop.runForever();

            assertThat(marks).isEmpty();
            assertThat(never.when()).isEqualTo(Long.MAX_VALUE / 1e9);
        }

        @Test
        void callLater_notANumber_isRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loop.callLater(Double.NaN, () -> {}))
                    .withMessage("Invalid delay: NaN (not a number)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loop.callAt(Double.NaN, () -> {}))
                    .withMessage("Invalid when: NaN (not a number)");
            assertThat(loop).hasToString("ready=0 timers=0");
        }

        @Test
        void cancel_pendingTimer_leavesTheTimersAtOnce() {
            TimerHandle timer = loop.callLater(5, () -> mark("never"));

            timer.cancel();
            timer.cancel();

            assertThat(timer.isCancelled()).isTrue();
            assertThat(loop).hasToString("ready=0 timers=0");
        }

        @Test
        void cancel_dueTimerOfTheSameTurn_isNotCalled() {
            TimerHandle[] second = new TimerHandle[1];
            loop.callLater(0, () -> second[0].cancel());
            second[0] = loop.callLater(0, () -> marks.add("never"));

            loop.runOnce();

            assertThat(marks).isEmpty();
        }

        @Test
        void callLater_fromATimer_waitsForTheNextTurnThoughDue() {
            loop.callLater(
                    0,
                    () -> {
                        marks.add("first");
                        loop.callLater(0, () -> marks.add("second"));
                    });

            loop.runOnce();

            assertThat(marks).containsExactly("first");
        }

        private void mark(String word) {
            marks.add(word + " " + loop.time());
        }
    }

    @Nested
    class Contexts {
        final ContextVar<String> var = ContextVar.withDefault("var", "default");

        @Test
        void callSoon_context_isCopiedWhenCalled() {
            Context mine = new Context();
            mine.run(
                    () -> {
                        var.set("before");
                        loop.callSoon(() -> marks.add(var.get()));
                        loop.callLater(0, () -> marks.add(var.get()));
                        loop.callSoonThreadsafe(() -> marks.add(var.get()));
                        var.set("after");
                    });

            loop.runOnce();

            assertThat(marks).containsExactly("before", "before", "before");
        }

        @Test
        void callSoon_givenContext_isThatVeryOne() {
            Context mine = new Context();
            loop.callSoon(mine, () -> var.set("set by the callback"));

            loop.runOnce();

            assertThat(mine.get(var)).isEqualTo("set by the callback");
        }

        @Test
        void runForever_afterwards_callersContextIsBack() {
            Context before = Context.current();
            loop.callSoon(() -> var.set("inside"));

            loop.runOnce();

            assertThat(Context.current()).isSameAs(before);
            assertThat(var.get()).isEqualTo("default");
        }

        @Test
        void runForever_leftByAnExit_callersContextIsBack() {
            Context before = Context.current();
            loop.callSoon(
                    () -> {
                        throw new PlainLoop.Exit();
                    });

            try {
                loop.runForever();
            } catch (PlainLoop.Exit expected) {
                marks.add("left");
            }

            assertThat(marks).containsExactly("left");
            assertThat(Context.current()).isSameAs(before);
        }
    }

    /// A poller at whose look these things happen, once.
    private static Io io(List<Runnable> happenings) {
        return new Io(happenings);
    }

    private static final class Io implements Poller {
        private final List<Runnable> happenings;
        private java.util.function.LongConsumer watcher = timeout -> {};

        private Io(List<Runnable> happenings) {
            this.happenings = happenings;
        }

        Io andThen(java.util.function.LongConsumer then) {
            watcher = then;
            return this;
        }

        @Override
        public void attach(Thread loopThread) {
            // needs no thread
        }

        @Override
        public void detach() {
            // nothing to put back
        }

        @Override
        public void poll(long timeoutNanos) {
            watcher.accept(timeoutNanos);
            happenings.forEach(Runnable::run);
        }

        @Override
        public void wakeup() {
            throw new AssertionError("nobody posts");
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
