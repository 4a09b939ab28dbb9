// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadyQueueTest {
    final ReadyQueue queue = new ReadyQueue();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void addTakeTakeAtTrim_atRandom_isAList(long seed) throws Exception {
        Random random = new Random(seed);
        List<Ready> model = new ArrayList<>();
        Ready running = null;

        for (int i = 0; i < 30_000; i++) {
            boolean grows = (i / 5_000) % 2 == 0;
            if (model.isEmpty() || random.nextInt(10) < (grows ? 6 : 3)) {
                Ready item = item(i);
                queue.add(item);
                model.add(item);
            } else if (random.nextInt(4) > 0) {
                running = model.removeFirst();
                assertThat(queue.take()).isSameAs(running);
            } else {
                int at = random.nextInt(model.size());
                running = model.remove(at);
                assertThat(queue.takeAt(at)).isSameAs(running);
            }
            if (random.nextInt(100) == 0) {
                queue.trim();
                running = null;
            }
            assertThat(queue.running()).isSameAs(running);
            assertThat(queue.size()).isEqualTo(model.size());
        }

        assertThat(drained()).containsExactlyElementsOf(model);
        queue.trim();
        assertThat(ring()).allMatch(Objects::isNull);
    }

    @Test
    void take_afterWrappingAround_isFirstInFirstOut() {
        List<Ready> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            queue.add(item(-1));
        }
        for (int i = 0; i < 200; i++) {
            queue.take();
        }

        for (int i = 0; i < 250; i++) { // the smallest ring has 256 places
            Ready item = item(i);
            queue.add(item);
            expected.add(item);
        }

        assertThat(drained()).containsExactlyElementsOf(expected);
    }

    @Test
    void add_toAFullRingThatWrapsAround_growsInOrder() throws Exception {
        for (int i = 0; i < 100; i++) {
            queue.add(item(-1));
        }
        for (int i = 0; i < 100; i++) {
            queue.take();
        }
        List<Ready> expected = new ArrayList<>();

        for (int i = 0; i < 257; i++) {
            Ready item = item(i);
            queue.add(item);
            expected.add(item);
        }

        assertThat(ring()).hasSize(512);
        assertThat(drained()).containsExactlyElementsOf(expected);
    }

    @Test
    void takeAt_theMiddle_keepsTheOrderOfTheOthers() {
        fill(5);

        Ready taken = queue.takeAt(2);

        assertThat(taken).hasToString("2");
        assertThat(drained()).extracting(Object::toString).containsExactly("0", "1", "3", "4");
    }

    @Test
    void reorder_alwaysTheLast_turnsRoundWhatCameAfterFrom() {
        fill(6);

        queue.reorder(2, last(), Choices.Kind.POLL_RESULTS);

        assertThat(drained())
                .extracting(Object::toString)
                .containsExactly("0", "1", "5", "4", "3", "2");
    }

    @Test
    void reorder_alwaysTheFirst_changesNothing() {
        fill(4);

        queue.reorder(0, (kind, count) -> 0, Choices.Kind.POLL_RESULTS);

        assertThat(drained()).extracting(Object::toString).containsExactly("0", "1", "2", "3");
    }

    @Test
    void reorder_asksForEachPlaceButTheLast() {
        List<Integer> counts = new ArrayList<>();
        fill(5);

        queue.reorder(
                1,
                (kind, count) -> {
                    counts.add(count);
                    return 0;
                },
                Choices.Kind.EQUAL_TIMERS);

        assertThat(counts).containsExactly(4, 3, 2);
    }

    @Test
    void trim_afterABurst_givesTheMemoryBackInSteps() throws Exception {
        fill(10_000);
        while (queue.size() > 100) {
            queue.take();
        }

        queue.trim();
        int once = ring().size();
        queue.trim();
        queue.trim();

        assertThat(once).isEqualTo(16_384 / 4);
        assertThat(ring()).hasSizeLessThan(1_025);
        assertThat(drained()).hasSize(100);
    }

    @Test
    void trim_smallestRing_staysAsItIs() throws Exception {
        fill(1);

        queue.trim();

        assertThat(ring()).hasSize(256);
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            queue.add(item(i));
        }
    }

    private List<Ready> drained() {
        List<Ready> taken = new ArrayList<>();
        while (queue.size() > 0) {
            taken.add(queue.take());
        }
        return taken;
    }

    private static Choices last() {
        return (kind, count) -> count - 1;
    }

    private static Ready item(int number) {
        return new Ready() {
            @Override
            public void step() {
                throw new AssertionError("never run");
            }

            @Override
            public String describe() {
                return toString();
            }

            @Override
            public String toString() {
                return String.valueOf(number);
            }
        };
    }

    private List<Object> ring() throws ReflectiveOperationException {
        var field = ReadyQueue.class.getDeclaredField("ring");
        field.setAccessible(true);
        return Arrays.asList((Object[]) field.get(queue));
    }
}
