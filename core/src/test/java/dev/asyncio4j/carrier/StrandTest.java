// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StrandTest {
    final List<String> marks = new ArrayList<>();

    @Nested
    class ResumeAndSuspend {
        @Test
        void resume_untilItSuspends_takeTurns() {
            Rider rider =
                    new Rider(
                            self -> {
                                marks.add("2 strand");
                                self.suspend();
                                marks.add("4 strand");
                            });
            marks.add("1 driver");

            rider.resume();
            marks.add("3 driver");
            rider.resume();
            marks.add("5 driver");

            assertThat(marks)
                    .containsExactly("1 driver", "2 strand", "3 driver", "4 strand", "5 driver");
            assertThat(rider.ended).isTrue();
        }

        @Test
        void create_withoutResume_runsNothing() {
            new Rider(self -> marks.add("never"));

            assertThat(marks).isEmpty();
        }

        @Test
        void resume_manyTimes_losesNone() {
            int[] count = new int[1];
            Rider rider =
                    new Rider(
                            self -> {
                                while (count[0] < 50_000) {
                                    count[0]++;
                                    self.suspend();
                                }
                            });

            for (int i = 1; i <= 50_000; i++) {
                rider.resume();
                assertThat(count[0]).isEqualTo(i);
            }
            rider.resume();

            assertThat(rider.ended).isTrue();
        }

        @Test
        void resume_deepStack_comesBackInPlace() {
            Rider rider = new Rider(self -> marks.add("depth " + descend(self, 500)));

            rider.resume();
            assertThat(marks).isEmpty();
            rider.resume();

            assertThat(marks).containsExactly("depth 500");
        }

        @Test
        void resume_severalStrandsInTurn_eachKeepsItsPlace() {
            List<Rider> riders = new ArrayList<>();
            for (String name : List.of("a", "b", "c")) {
                riders.add(
                        new Rider(
                                self -> {
                                    marks.add(name + 1);
                                    self.suspend();
                                    marks.add(name + 2);
                                }));
            }

            riders.forEach(Rider::resume);
            riders.reversed().forEach(Rider::resume);

            assertThat(marks).containsExactly("a1", "b1", "c1", "c2", "b2", "a2");
        }

        @Test
        void resume_byAnotherDriver_worksToo() throws Exception {
            Rider rider =
                    new Rider(
                            self -> {
                                self.suspend();
                                marks.add("resumed");
                            });
            rider.resume();

            Thread.ofPlatform().start(rider::resume).join();

            assertThat(marks).containsExactly("resumed");
        }

        private int descend(Rider self, int depth) {
            if (depth == 0) {
                self.suspend();
                return 0;
            }
            return 1 + descend(self, depth - 1);
        }
    }

    @Nested
    class Identity {
        @Test
        void thread_overAllResumes_isOneVirtualThread() {
            Set<Thread> threads = new LinkedHashSet<>();
            Rider rider =
                    new Rider(
                            self -> {
                                threads.add(Thread.currentThread());
                                self.suspend();
                                threads.add(Thread.currentThread());
                            });

            rider.resume();
            rider.resume();

            assertThat(threads).containsExactly(rider.strand.thread());
            assertThat(rider.strand.thread().isVirtual()).isTrue();
        }

        @Test
        void threadLocal_isTheStrandsOwn() {
            ThreadLocal<String> local = new ThreadLocal<>();
            local.set("driver");
            Rider rider =
                    new Rider(
                            self -> {
                                marks.add("strand " + local.get());
                                local.set("strand");
                                self.suspend();
                                marks.add("strand " + local.get());
                            });

            rider.resume();
            marks.add("driver " + local.get());
            rider.resume();

            assertThat(marks).containsExactly("strand null", "driver driver", "strand strand");
        }

        @Test
        void current_insideAndOutside() {
            List<Passenger> seen = new ArrayList<>();
            Rider rider = new Rider(self -> seen.add(Passenger.current()));

            rider.resume();

            assertThat(seen).containsExactly(rider);
            assertThat(Passenger.current()).isNull();
        }

        @Test
        void current_onAVirtualThreadOfSomebodyElse_isNull() throws Exception {
            List<Boolean> none = new ArrayList<>();

            Thread.startVirtualThread(() -> none.add(Passenger.current() == null)).join();

            assertThat(none).containsExactly(true);
        }
    }

    @Nested
    class Detour {
        @Test
        void detour_errand_runsOnTheDriversThread() {
            List<Thread> threads = new ArrayList<>();
            Rider rider =
                    new Rider(
                            self -> {
                                marks.add("1 strand");
                                self.strand.detour(
                                        () -> {
                                            marks.add("2 errand");
                                            threads.add(Thread.currentThread());
                                        });
                                marks.add("3 strand");
                            });

            rider.resume();

            assertThat(marks).containsExactly("1 strand", "2 errand", "3 strand");
            assertThat(threads).containsExactly(Thread.currentThread());
            assertThat(rider.ended).isTrue();
        }

        @Test
        void detour_severalThenSuspend_allRun() {
            Rider rider =
                    new Rider(
                            self -> {
                                self.strand.detour(() -> marks.add("first"));
                                self.strand.detour(() -> marks.add("second"));
                                self.suspend();
                                self.strand.detour(() -> marks.add("third"));
                            });

            rider.resume();
            assertThat(marks).containsExactly("first", "second");
            rider.resume();

            assertThat(marks).containsExactly("first", "second", "third");
        }

        @Test
        void detour_toOtherStrandsInside_nests() {
            Rider inner =
                    new Rider(
                            self -> {
                                self.strand.detour(() -> marks.add("2 inner's errand"));
                                marks.add("3 inner");
                                self.suspend();
                                marks.add("5 inner");
                            });
            Rider outer =
                    new Rider(
                            self -> {
                                marks.add("1 outer");
                                self.strand.detour(inner::resume);
                                marks.add("4 outer");
                                self.strand.detour(inner::resume);
                                marks.add("6 outer");
                            });

            outer.resume();

            assertThat(marks)
                    .containsExactly(
                            "1 outer",
                            "2 inner's errand",
                            "3 inner",
                            "4 outer",
                            "5 inner",
                            "6 outer");
        }
    }
}
