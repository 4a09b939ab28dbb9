// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A thread dump borrows an unmounted virtual thread for a moment. Nothing may get lost by it.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lost wake-up hangs
class StrandDumpTest {
    @Test
    void stackTrace_atTheDoor_showsWhereItIs() {
        Rider rider = new Rider(StrandDumpTest::waitHere);
        rider.resume();

        StackTraceElement[] frames = rider.strand.thread().getStackTrace();

        assertThat(frames).extracting(StackTraceElement::getMethodName).contains("waitHere");
        rider.resume();
        assertThat(rider.ended).isTrue();
    }

    @Test
    void stackTrace_fromAnotherStrand_losesNothing() {
        Rider dumped = new Rider(StrandDumpTest::waitHere);
        Rider dumping = new Rider(self -> dumped.strand.thread().getStackTrace());
        dumped.resume();

        dumping.resume();
        dumped.resume();

        assertThat(dumping.ended).isTrue();
        assertThat(dumped.ended).isTrue();
    }

    @Test
    void stackTrace_afterTheEnd_isEmpty() {
        Rider rider = new Rider(self -> {});
        rider.resume();

        if (Strands.kind() == Strands.Kind.OWNED) { // a stock thread may still be on its way out
            assertThat(rider.strand.thread().getStackTrace()).isEmpty();
        }
        assertThat(rider.ended).isTrue();
    }

    @Tag("slow")
    @Test
    void stackTrace_hammeredWhileItTakesTurns_losesNothing() throws Exception {
        int[] count = new int[1];
        Rider rider =
                new Rider(
                        self -> {
                            while (count[0] < 20_000) {
                                count[0]++;
                                self.suspend();
                            }
                        });
        rider.resume();
        hammer(
                rider.strand.thread(),
                () -> {
                    for (int i = 2; i <= 20_000; i++) {
                        rider.resume();
                        assertThat(count[0]).isEqualTo(i);
                    }
                });
        rider.resume();

        assertThat(rider.ended).isTrue();
    }

    @Tag("slow")
    @Test
    void stackTrace_hammeredWhileItBlocks_losesNothing() throws Exception {
        int[] count = new int[1];
        Rider rider =
                new Rider(
                        self -> {
                            self.suspend();
                            for (int i = 0; i < 200; i++) {
                                Thread.sleep(0, 10_000);
                                count[0]++;
                                Thread.yield();
                            }
                            self.suspend();
                        });
        rider.resume();
        hammer(rider.strand.thread(), rider::resume);

        assertThat(count[0]).isEqualTo(200);
        rider.resume();
        assertThat(rider.ended).isTrue();
    }

    @Tag("slow")
    @Test
    void stackTrace_hammeredWhileDriversChange_losesNothing() throws Exception {
        int[] count = new int[1];
        Rider rider =
                new Rider(
                        self -> {
                            while (count[0] < 600) {
                                count[0]++;
                                self.suspend();
                            }
                        });
        rider.resume();
        hammer(
                rider.strand.thread(),
                () -> {
                    for (int i = 2; i <= 600; i++) {
                        Thread driver = Thread.ofPlatform().start(rider::resume);
                        driver.join();
                        assertThat(count[0]).isEqualTo(i);
                    }
                });

        rider.resume();
        assertThat(rider.ended).isTrue();
    }

    private static void waitHere(Rider self) {
        self.suspend();
    }

    private interface Work {
        void run() throws Exception;
    }

    /// Does the work while another thread dumps `thread` all the time.
    private static void hammer(Thread thread, Work work) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<Throwable> failed = new AtomicReference<>();
        Thread dumper =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        while (!over.get()) {
                                            thread.getStackTrace();
                                        }
                                    } catch (Throwable failure) {
                                        failed.set(failure);
                                    }
                                });
        try {
            work.run();
        } finally {
            over.set(true);
            dumper.join();
        }
        assertThat(failed.get()).isNull();
    }
}
