// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrandFailureTest {
    final List<String> marks = new ArrayList<>();

    @Test
    void passenger_throws_isToldBeforeResumeReturns() {
        RuntimeException failure = new RuntimeException("x");
        Rider rider =
                new Rider(
                        self -> {
                            self.suspend();
                            throw new IllegalStateException("outer", failure);
                        });
        rider.resume();

        rider.resume();

        assertThat(rider.died).hasSize(1).first().extracting(Throwable::getCause).isNotNull();
        assertThat(rider.ended).isTrue();
    }

    @Test
    void stackOverflow_caughtInside_canStillSuspend() {
        Rider rider =
                new Rider(
                        self -> {
                            try {
                                overflow(0);
                            } catch (StackOverflowError expected) {
                                marks.add("caught");
                            }
                            self.suspend();
                            marks.add("resumed");
                        });

        rider.resume();
        marks.add("driver");
        rider.resume();

        assertThat(marks).containsExactly("caught", "driver", "resumed");
    }

    /// Owned strands live on the driver's thread, which a class initialiser pins; a stock
    /// virtual thread pins its carrier only.
    @Test
    void suspend_inAClassInitialiser_saysSoOrWorks() {
        Rider rider =
                new Rider(
                        self -> {
                            Pinning.suspend = self::suspend;
                            Pinning.touch();
                            self.suspend();
                            marks.add("goes on");
                        });

        rider.resume();
        if (Strands.kind() == Strands.Kind.OWNED) {
            assertThat(Pinning.refusal)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "await inside a class initialiser or below a native frame: this"
                                    + " stack cannot be suspended; move the await out of the"
                                    + " initialiser");
        } else {
            rider.resume();
            assertThat(Pinning.refusal).isNull();
        }
        assertThat(marks).isEmpty();
        rider.resume();

        assertThat(marks).containsExactly("goes on");
    }

    @Test
    void detour_refused_doesNotRunLater() {
        if (Strands.kind() != Strands.Kind.OWNED) {
            return; // only there it is refused
        }
        Rider rider =
                new Rider(
                        self -> {
                            PinningDetour.detour =
                                    () -> self.strand.detour(() -> marks.add("never"));
                            PinningDetour.touch();
                            self.suspend();
                        });

        rider.resume();
        rider.resume();

        assertThat(PinningDetour.refusal).isInstanceOf(IllegalStateException.class);
        assertThat(marks).isEmpty();
        assertThat(rider.ended).isTrue();
    }

    @Test
    void thread_beforeTheFirstResume_isUnstartedOrRefused() {
        Rider rider = new Rider(self -> {});

        if (Strands.kind() == Strands.Kind.OWNED) {
            assertThat(rider.strand.thread().getState()).isEqualTo(Thread.State.NEW);
        } else {
            assertThatIllegalStateException()
                    .isThrownBy(rider.strand::thread)
                    .withMessage("strand has not been resumed yet");
        }
    }

    private int overflow(int depth) {
        return depth < 0 ? depth : overflow(depth + 1) + 1; // never negative
    }

    private static final class Pinning {
        static Runnable suspend = () -> {};
        static Throwable refusal;

        static void touch() {
            Held.touch();
        }

        private static final class Held {
            static {
                try {
                    suspend.run();
                } catch (IllegalStateException refused) {
                    refusal = refused;
                }
            }

            static void touch() {
                // its initialiser has run
            }
        }
    }

    private static final class PinningDetour {
        static Runnable detour = () -> {};
        static Throwable refusal;

        static void touch() {
            Held.touch();
        }

        private static final class Held {
            static {
                try {
                    detour.run();
                } catch (IllegalStateException refused) {
                    refusal = refused;
                }
            }

            static void touch() {
                // its initialiser has run
            }
        }
    }
}
