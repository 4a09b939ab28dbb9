// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.context.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerHeapTest {
    static final Comparator<TimerHandle> ORDER =
            Comparator.<TimerHandle>comparingLong(t -> t.dueNanos).thenComparingLong(t -> t.order);

    final PlainLoop loop = new PlainLoop();
    final Context context = new Context();
    final TimerHeap heap = new TimerHeap();
    long set;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void addTakeRemove_atRandom_isASortedSet(long seed) {
        Random random = new Random(seed);
        TreeSet<TimerHandle> model = new TreeSet<>(ORDER);

        for (int i = 0; i < 20_000; i++) {
            boolean grows = (i / 4_000) % 2 == 0;
            if (model.isEmpty() || random.nextInt(10) < (grows ? 6 : 3)) {
                TimerHandle timer = timer(random.nextInt(seed % 2 == 0 ? 5 : 1_000_000));
                heap.add(timer);
                model.add(timer);
            } else if (random.nextBoolean()) {
                assertThat(heap.firstDue()).isEqualTo(model.first().dueNanos);
                assertThat(heap.take()).isSameAs(model.pollFirst());
            } else {
                TimerHandle victim = random.nextBoolean() ? model.last() : model.first();
                heap.remove(victim);
                model.remove(victim);
            }
            assertThat(heap.size()).isEqualTo(model.size());
        }

        assertThat(drained()).containsExactlyElementsOf(model);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void remove_fromTheMiddleAtRandom_keepsTheOrder(long seed) {
        Random random = new Random(seed);
        List<TimerHandle> all = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            TimerHandle timer = timer(random.nextInt(500));
            heap.add(timer);
            all.add(timer);
        }

        for (int i = 0; i < 2_000; i++) {
            heap.remove(all.remove(random.nextInt(all.size())));
        }

        all.sort(ORDER);
        assertThat(drained()).containsExactlyElementsOf(all);
    }

    @Test
    void take_equalDeadlines_inOrderOfSetting() {
        for (int i = 0; i < 1_000; i++) {
            heap.add(timer(7));
        }

        List<TimerHandle> taken = drained();

        assertThat(taken).extracting(t -> t.order).isSorted().hasSize(1_000);
    }

    @Test
    void remove_twiceOrNeverAdded_doesNothing() {
        TimerHandle timer = timer(1);
        heap.add(timer);
        heap.add(timer(2));

        heap.remove(timer);
        heap.remove(timer);
        heap.remove(timer(0));

        assertThat(heap.size()).isEqualTo(1);
        assertThat(heap.firstDue()).isEqualTo(2);
    }

    @Test
    void take_extremeDeadlines_keepsTheOrder() {
        heap.add(timer(Long.MAX_VALUE));
        heap.add(timer(0));
        heap.add(timer(Long.MIN_VALUE));

        assertThat(drained())
                .extracting(t -> t.dueNanos)
                .containsExactly(Long.MIN_VALUE, 0L, Long.MAX_VALUE);
    }

    @Test
    void addAndCancel_aMillion_leavesNothingBehind() throws Exception {
        List<TimerHandle> timers = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            timers.add(loop.callLater(1 + i % 1000, () -> {}));
        }

        timers.forEach(TimerHandle::cancel);

        assertThat(loop.board.timers.size()).isZero();
        assertThat(slots(loop.board.timers)).hasSizeLessThanOrEqualTo(64).allMatch(Objects::isNull);
    }

    @Test
    void take_afterABurst_givesTheMemoryBack() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            heap.add(timer(i));
        }

        for (int i = 0; i < 99_990; i++) {
            heap.take();
        }

        assertThat(slots(heap)).hasSizeLessThanOrEqualTo(256);
        assertThat(drained()).hasSize(10);
    }

    private TimerHandle timer(long due) {
        return new TimerHandle(loop, context, () -> {}, due, set++);
    }

    private List<TimerHandle> drained() {
        List<TimerHandle> taken = new ArrayList<>();
        while (!heap.isEmpty()) {
            taken.add(heap.take());
        }
        return taken;
    }

    /// The array in which the heap holds its timers.
    private static List<Object> slots(TimerHeap heap) throws ReflectiveOperationException {
        var field = TimerHeap.class.getDeclaredField("handles");
        field.setAccessible(true);
        return Arrays.asList((Object[]) field.get(heap));
    }
}
