// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoicesTest {
    final List<String> asked = new ArrayList<>();
    final List<String> marks = new ArrayList<>();

    @Test
    void equalTimers_alwaysTheLast_fireBackwards() {
        PlainLoop loop = loop(false);
        for (String name : List.of("a", "b", "c")) {
            loop.callAt(1, () -> marks.add(name));
        }
        loop.callAt(2, () -> marks.add("alone"));
        loop.callAt(3, loop::stop);

        loop.runForever();

        assertThat(marks).containsExactly("c", "b", "a", "alone");
        assertThat(asked).containsExactly("EQUAL_TIMERS 3", "EQUAL_TIMERS 2");
    }

    @Test
    void timersWithDifferentDeadlines_dueAtOnce_areNotAskedAbout() {
        VirtualTime time = new VirtualTime();
        PlainLoop loop = new PlainLoop(time.in(LoopOptions.defaults()).withChoices(last(false)));
        loop.callAt(2, () -> marks.add("b"));
        loop.callAt(1, () -> marks.add("a"));
        time.pass(Duration.ofSeconds(5));

        loop.runOnce();

        assertThat(marks).containsExactly("a", "b");
        assertThat(asked).isEmpty();
    }

    @Test
    void readyOrder_byDefault_isNotAskedAbout() {
        PlainLoop loop = loop(false);
        loop.callSoon(() -> marks.add("a"));
        loop.callSoon(() -> marks.add("b"));

        loop.runOnce();

        assertThat(marks).containsExactly("a", "b");
        assertThat(asked).isEmpty();
    }

    @Test
    void readyOrder_chosen_staysWithinTheTurn() {
        PlainLoop loop = loop(true);
        loop.callSoon(() -> marks.add("a"));
        loop.callSoon(() -> marks.add("b"));
        loop.callSoon(
                () -> {
                    marks.add("c");
                    loop.callSoon(() -> marks.add("next turn"));
                });

        loop.runOnce();

        assertThat(marks).containsExactly("c", "b", "a");
        assertThat(asked).containsExactly("READY 3", "READY 2");
        loop.runOnce();
        assertThat(marks).containsExactly("c", "b", "a", "next turn");
    }

    /// Who looks does so by the clock on the wall: whether there are two or three to choose from
    /// must not depend on it.
    @Test
    void letters_thatOnlyLook_runWithoutBeingAskedAbout() throws InterruptedException {
        PlainLoop loop = loop(true);
        loop.callSoon(() -> marks.add("a"));
        Thread curious = Thread.ofPlatform().start(() -> loop.lookSoon(() -> marks.add("look")));
        curious.join();
        loop.callSoon(() -> marks.add("b"));

        loop.runOnce();

        assertThat(marks).containsExactly("look", "b", "a");
        assertThat(asked).containsExactly("READY 2");
    }

    @Test
    void letters_thatOnlyLook_withoutOracle_waitForTheirTurn() throws InterruptedException {
        PlainLoop loop = new PlainLoop();
        loop.callSoon(() -> marks.add("a"));
        Thread curious = Thread.ofPlatform().start(() -> loop.lookSoon(() -> marks.add("look")));
        curious.join();
        loop.callSoon(() -> marks.add("b"));

        loop.runOnce();

        assertThat(marks).containsExactly("a", "look", "b");
    }

    @Test
    void pollResults_ofOneLook_areAskedAbout() {
        VirtualTime time = new VirtualTime();
        List<Runnable> io = new ArrayList<>();
        PlainLoop loop =
                new PlainLoop(
                        LoopOptions.defaults()
                                .withClock(time)
                                .withPoller(new Io(time, io))
                                .withChoices(last(false)));
        loop.callSoon(() -> marks.add("ready"));
        io.add(() -> loop.callSoon(() -> marks.add("a")));
        io.add(() -> loop.callSoon(() -> marks.add("b")));

        loop.runOnce();

        assertThat(marks).containsExactly("ready", "b", "a");
        assertThat(asked).containsExactly("POLL_RESULTS 2");
    }

    /// They keep the order in which their thread posted them, and when they come is chance: to ask
    /// about them would make each later answer land on another question.
    @Test
    void letters_whileTheLoopLooks_areNotAskedAbout() {
        VirtualTime time = new VirtualTime();
        List<Runnable> io = new ArrayList<>();
        PlainLoop loop =
                new PlainLoop(
                        LoopOptions.defaults()
                                .withClock(time)
                                .withPoller(new Io(time, io))
                                .withChoices(last(false)));
        io.add(() -> loop.callSoonThreadsafe(() -> marks.add("a")));
        io.add(() -> loop.callSoonThreadsafe(() -> marks.add("b")));

        loop.runOnce();

        assertThat(marks).containsExactly("a", "b");
        assertThat(asked).isEmpty();
    }

    private PlainLoop loop(boolean readyOrder) {
        return new PlainLoop(VirtualTime.options().withChoices(last(readyOrder)));
    }

    private Choices last(boolean readyOrder) {
        return new Choices() {
            @Override
            public int choose(Kind kind, int count) {
                asked.add(kind + " " + count);
                return count - 1;
            }

            @Override
            public boolean choosesReadyOrder() {
                return readyOrder;
            }
        };
    }

    /// A poller at whose look these things happen.
    private record Io(VirtualTime time, List<Runnable> happenings) implements Poller {
        @Override
        public void attach(Thread loopThread) {
            time.attach(loopThread);
        }

        @Override
        public void detach() {
            time.detach();
        }

        @Override
        public void poll(long timeoutNanos) {
            happenings.forEach(Runnable::run);
        }

        @Override
        public void wakeup() {
            time.wakeup();
        }

        @Override
        public void close() {
            time.close();
        }
    }
}
