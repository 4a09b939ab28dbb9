// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InboxTest {
    final PlainLoop loop = new PlainLoop();
    final Inbox inbox = new Inbox();

    @Nested
    class Order {
        @Test
        void drainTo_lettersOfOneThread_oldestFirst() {
            Handle first = letter();
            Handle second = letter();
            Handle third = letter();
            inbox.post(first);
            inbox.post(second);
            inbox.post(third);

            List<Ready> drained = drained();

            assertThat(drained).containsExactly(first, second, third);
            assertThat(inbox.isEmpty()).isTrue();
        }

        @Test
        void drainTo_behindWhatIsReady_goesToTheEnd() {
            ReadyQueue ready = new ReadyQueue();
            Handle earlier = letter();
            Handle posted = letter();
            ready.add(earlier);
            inbox.post(posted);

            inbox.drainTo(ready);

            assertThat(ready.take()).isSameAs(earlier);
            assertThat(ready.take()).isSameAs(posted);
        }

        @Test
        void drainTo_empty_doesNothing() {
            assertThat(drained()).isEmpty();
        }

        @Test
        void drainTo_letters_keepNoLinkToEachOther() {
            Handle first = letter();
            Handle second = letter();
            inbox.post(first);
            inbox.post(second);

            drained();

            assertThat(first.next).isNull();
            assertThat(second.next).isNull();
        }
    }

    @Nested
    class Waking {
        @Test
        void post_loopAwake_needsNoWake() {
            assertThat(inbox.post(letter())).isFalse();
        }

        @Test
        void post_loopAsleep_wakesOnce() {
            assertThat(inbox.fallAsleep()).isTrue();

            boolean first = inbox.post(letter());
            boolean second = inbox.post(letter());

            assertThat(first).isTrue();
            assertThat(second).isFalse();
        }

        @Test
        void fallAsleep_letterIsThere_mustNotBlock() {
            inbox.post(letter());

            assertThat(inbox.fallAsleep()).isFalse();
            assertThat(inbox.post(letter())).isFalse();
        }

        @Test
        void post_afterWakeUp_needsNoWake() {
            inbox.fallAsleep();
            inbox.wakeUp();

            assertThat(inbox.post(letter())).isFalse();
        }
    }

    /// Several threads hammer a loop that falls asleep all the time: each letter must come, each
    /// thread's in its order. A lost wake-up would let the run hang.
    @Tag("slow")
    @Test
    void callSoonThreadsafe_severalThreads_allComeInTheirOrder() throws Exception {
        int threads = 4;
        int each = 50_000;
        PlainLoop real = new PlainLoop(LoopOptions.defaults());
        AtomicIntegerArray next = new AtomicIntegerArray(threads);
        List<String> wrong = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(threads);
        List<Thread> posters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Runnable post =
                    () -> {
                        for (int i = 0; i < each; i++) {
                            int number = i;
                            real.callSoonThreadsafe(
                                    () -> {
                                        if (next.getAndIncrement(thread) != number) {
                                            wrong.add(thread + ":" + number);
                                        }
                                    });
                            if (i % 64 == 0) {
                                Thread.yield(); // gives the loop time to fall asleep
                            }
                        }
                        done.countDown();
                        if (done.getCount() == 0) {
                            real.callSoonThreadsafe(real::stop);
                        }
                    };
            posters.add(Thread.ofPlatform().unstarted(post));
        }

        posters.forEach(Thread::start);
        real.runForever();
        for (Thread poster : posters) {
            poster.join();
        }
        real.runOnce(); // what came behind the stop

        assertThat(wrong).isEmpty();
        for (int t = 0; t < threads; t++) {
            assertThat(next.get(t)).isEqualTo(each);
        }
    }

    private Handle letter() {
        return new Handle(loop, new Context(), () -> {});
    }

    private List<Ready> drained() {
        ReadyQueue ready = new ReadyQueue();
        inbox.drainTo(ready);
        List<Ready> all = new ArrayList<>();
        while (ready.size() > 0) {
            all.add(ready.take());
        }
        return all;
    }
}
