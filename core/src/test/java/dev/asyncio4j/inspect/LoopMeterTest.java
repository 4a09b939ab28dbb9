// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.testing.VirtualTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoopMeterTest {
    final VirtualTime time = new VirtualTime();
    final EventLoop loop = new EventLoop(time.in(LoopOptions.defaults().withDebug(false)));

    private void work(int millis) {
        time.pass(Duration.ofMillis(millis));
    }

    @Test
    void steps_andTurns_areMeasured() {
        LoopMeter meter = LoopMeter.of(loop, time::nanos);

        loop.runUntilComplete(
                async(
                        () -> {
                            var other = createTask(async(() -> work(30)));
                            work(10);
                            await(sleep(0));
                            work(20);
                            await(other);
                        }));

        assertThat(meter.steps().count()).isEqualTo(4); // two, one, and the one that stops the run
        assertThat(meter.steps().max()).isEqualTo(Duration.ofMillis(30));
        assertThat(meter.steps().percentile(0)).isZero();
        assertThat(meter.lags().max()).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void waiting_isNoLag() {
        LoopMeter meter = LoopMeter.of(loop, time::nanos);

        loop.runUntilComplete(sleep(3600));

        assertThat(meter.lags().max()).isZero();
    }

    @Test
    void close_endsMeasuring_andTwoMetersDoNotDisturbEachOther() {
        LoopMeter first = LoopMeter.of(loop, time::nanos);
        LoopMeter second = LoopMeter.of(loop, time::nanos);
        loop.setDebug(true);
        loop.setDebug(false);

        loop.runUntilComplete(sleep(1));
        long before = first.steps().count();
        first.close();
        first.close();
        loop.runUntilComplete(sleep(1));
        second.close();

        assertThat(before).isPositive();
        assertThat(first.steps().count()).isEqualTo(before);
        assertThat(second.steps().count()).isGreaterThan(before);
        assertThat(loop.instrument()).isNull();
    }

    @Test
    void percentile_isRightToAnEighth() {
        Random random = new Random(1);
        Histogram histogram = new Histogram();
        long[] values = new long[1001];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) Math.exp(random.nextDouble() * 40);
            histogram.add(values[i]);
        }
        java.util.Arrays.sort(values);

        for (double share : new double[] {0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 1}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            assertThat(histogram.percentile(share).toNanos())
                    .isBetween(exact, exact + exact / 8 + 1);
        }
        assertThat(histogram.max().toNanos()).isEqualTo(values[1000]);
        assertThat(histogram.count()).isEqualTo(1001);
    }

    @Test
    void extremes_haveABucket() {
        Histogram histogram = new Histogram();
        histogram.add(-5);
        histogram.add(Long.MAX_VALUE);

        assertThat(histogram.percentile(0.5)).isZero();
        assertThat(histogram.percentile(1).toNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void histogram_empty_isZero() {
        assertThat(new Histogram().percentile(0.5)).isZero();
        assertThat(new Histogram().mean()).isZero();
        assertThat(new Histogram())
                .hasToString("0 values, median 0.000 ms, 99 % 0.000 ms, max 0.000 ms");
    }

    @Test
    void share_outsideItsRange_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Histogram().percentile(1.5))
                .withMessage("share: 1.5 (expected: 0 to 1)");
    }
}
