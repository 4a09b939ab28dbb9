// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriorityQueueTest {

    private record Item(int priority, int number) {}

    private static <T> List<T> drain(Queue<T> queue) {
        List<T> all = new ArrayList<>();
        while (!queue.isEmpty()) {
            all.add(queue.getNoWait());
        }
        return all;
    }

    @Test
    void get_anyOrder_givesTheLeastAndOfEqualOnesTheOldest() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Queue<Item> queue = new PriorityQueue<>(Comparator.comparingInt(Item::priority));
            List<Item> expected = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                if (random.nextInt(3) > 0 || expected.isEmpty()) {
                    Item item = new Item(random.nextInt(6), i);
                    queue.putNoWait(item);
                    expected.add(item);
                    expected.sort(Comparator.comparingInt(Item::priority)); // a stable sort
                } else {
                    assertThat(queue.getNoWait()).isEqualTo(expected.removeFirst());
                }
            }
            assertThat(drain(queue)).isEqualTo(expected);
        }
    }

    @Test
    void put_notComparable_isRefusedAndHarmsNothing() {
        Queue<Object> queue = new PriorityQueue<>(0);
        List<Object> numbers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            numbers.add(i);
            queue.putNoWait(19 - i);
            assertThatExceptionOfType(ClassCastException.class)
                    .isThrownBy(() -> queue.putNoWait("text"));
        }

        assertThat(queue.statistics().unfinished()).isEqualTo(20);
        assertThat(drain(queue)).isEqualTo(numbers);
    }

    @Test
    void put_comparatorFailsHalfWay_losesNothing() {
        boolean[] broken = new boolean[1];
        int[] comparisons = new int[1];
        Queue<Integer> queue =
                new PriorityQueue<>(
                        100,
                        (one, other) -> {
                            if (broken[0] && ++comparisons[0] == 2) {
                                throw new IllegalStateException("half way");
                            }
                            return Integer.compare(one, other);
                        });
        for (int i = 1; i <= 15; i++) {
            queue.putNoWait(i);
        }
        broken[0] = true;

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> queue.putNoWait(0));
        comparisons[0] = 0;
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(queue::getNoWait);
        broken[0] = false;

        assertThat(drain(queue)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void get_comparatorFailsForTheOneThatWasWoken_wakesTheNext(boolean bySelect) {
        boolean[] broken = new boolean[1];
        Queue<Integer> queue =
                new PriorityQueue<>(
                        (one, other) -> {
                            if (broken[0]) {
                                broken[0] = false;
                                throw new IllegalStateException("once");
                            }
                            return Integer.compare(one, other);
                        });
        try (Scene scene = new Scene()) {
            scene.run(
                    () -> {
                        for (int i = 1; i <= 4; i++) {
                            scene.begin(
                                    "getter " + i,
                                    () ->
                                            await(
                                                    bySelect
                                                            ? Select.first(queue.getting())
                                                            : queue.get()));
                        }
                        Scene.turns(1);
                        for (int i = 1; i <= 3; i++) {
                            queue.putNoWait(i); // each wakes one
                        }
                        broken[0] = true;
                        Scene.turns(5);
                        assertThat(scene.marks)
                                .containsExactly(
                                        "getter 1 IllegalStateException",
                                        "getter 2",
                                        "getter 3",
                                        "getter 4");
                    });
        }

        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void put_null_isRefused() {
        Queue<Integer> queue = new PriorityQueue<>();
        queue.putNoWait(1);

        assertThatExceptionOfType(ClassCastException.class)
                .isThrownBy(() -> queue.putNoWait(null))
                .withMessage("null cannot be compared");
    }

    @Test
    void toString_isThatOfAQueue() {
        Queue<Integer> queue = new PriorityQueue<>(2);
        queue.putNoWait(2);
        queue.putNoWait(1);

        assertThat(queue).hasToString("<PriorityQueue maxsize=2 _queue=[1, 2] tasks=2>");
    }
}
