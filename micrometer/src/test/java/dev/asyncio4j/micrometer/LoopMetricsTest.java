// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.testing.VirtualTime;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a registry is told of a loop.
class LoopMetricsTest {

    private final EventLoop loop = new EventLoop(VirtualTime.options());
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong now = new AtomicLong(1);
    private final LoopMetrics metrics = LoopMetrics.of(loop, "test", now::get);

    @AfterEach
    void close() {
        metrics.close();
        loop.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    private void play(Body.OfNothing body) {
        loop.runUntilComplete(async(body));
    }

    private static double value(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).meter().measure().iterator().next().getValue();
    }

    private double value(String name, String... tags) {
        return value(registry, name, tags);
    }

    private void takes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void gauges_tellWhatTheLoopHas() {
        metrics.bindTo(registry);

        play(
                () -> {
                    List<Task<Void>> sleepers =
                            List.of(createTask(sleep(10)), createTask(sleep(20)));
                    await(sleep(1));
                    createTask(async(() -> {}));
                    loop.callSoon(() -> {});

                    assertThat(value("asyncio.tasks", "state", "ready")).isEqualTo(1);
                    assertThat(value("asyncio.tasks", "state", "waiting")).isEqualTo(3);
                    assertThat(value("asyncio.loop.ready", "loop", "test")).isEqualTo(2);
                    assertThat(value("asyncio.loop.timers")).isEqualTo(2);
                    sleepers.forEach(Task::cancel);
                    await(sleep(0));
                });

        assertThat(value("asyncio.tasks.cancellations")).isEqualTo(2);
        assertThat(value("asyncio.tasks.created")).isEqualTo(4);
    }

    @Test
    void steps_areCountedAndSummed_andTheLongOnesAreStalls() {
        metrics.bindTo(registry);

        play(
                () -> {
                    await(sleep(0));
                    loop.callSoon(() -> takes(Duration.ofSeconds(2)));
                    loop.callSoon(() -> takes(Duration.ofMillis(500)));
                    await(sleep(1));
                });

        assertThat(registry.get("asyncio.loop.steps").functionTimer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(2.5);
        assertThat(registry.get("asyncio.loop.steps").functionTimer().count()).isBetween(4d, 8d);
        assertThat(value("asyncio.loop.stalls")).isEqualTo(1);
        assertThat(registry.get("asyncio.loop.lag").timer().max(TimeUnit.SECONDS)).isEqualTo(2.5);
        assertThat(value("asyncio.loop.turns")).isGreaterThan(2);
    }

    @Test
    void runningStep_isSeenWhileItRuns() {
        metrics.bindTo(registry);

        play(
                () -> {
                    await(sleep(0));
                    takes(Duration.ofSeconds(3));
                    assertThat(
                                    registry.get("asyncio.loop.step.running")
                                            .timeGauge()
                                            .value(TimeUnit.SECONDS))
                            .isEqualTo(3);
                });
    }

    @Test
    void faults_areCounted() {
        loop.setExceptionHandler((where, fault) -> {});
        metrics.bindTo(registry);

        play(
                () -> {
                    loop.callSoon(
                            () -> {
                                throw new IllegalStateException("broken");
                            });
                    await(sleep(1));
                });

        assertThat(value("asyncio.loop.faults")).isEqualTo(1);
    }

    @Test
    void twoRegistries_areToldTheSame_andClosingTakesTheMetersAway() {
        MeterRegistry other = new SimpleMeterRegistry();
        metrics.bindTo(registry);
        metrics.bindTo(other);

        play(() -> await(createTask(sleep(1))));

        assertThat(value(other, "asyncio.tasks.created"))
                .isEqualTo(value("asyncio.tasks.created"))
                .isEqualTo(2);
        assertThat(other.get("asyncio.loop.lag").timer().count())
                .isEqualTo(registry.get("asyncio.loop.lag").timer().count())
                .isPositive();
        metrics.close();
        metrics.close();
        assertThat(other.getMeters()).isEmpty();
        assertThatThrownBy(() -> metrics.bindTo(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("<LoopMetrics test> is closed; create new ones");
    }

    @Test
    void meters_areNamedByTheConventions_andDescribed() {
        metrics.bindTo(registry);

        assertThat(registry.getMeters())
                .allSatisfy(
                        each -> {
                            Meter.Id id = each.getId();
                            assertThat(id.getName()).matches("asyncio(\\.[a-z]+)+");
                            assertThat(id.getTag("loop")).isEqualTo("test");
                            assertThat(id.getDescription()).isNotBlank();
                        });
    }

    @Test
    void guide_namesEachMeter() throws Exception {
        metrics.bindTo(registry);
        String root = System.getProperty("asyncio4j.root", "..");
        List<String> named =
                Files.readAllLines(Path.of(root, "docs/observability.md")).stream()
                        .filter(line -> line.startsWith("| `asyncio."))
                        .map(line -> line.split("`")[1])
                        .toList();

        assertThat(registry.getMeters().stream().map(each -> each.getId().getName()).distinct())
                .containsExactlyInAnyOrderElementsOf(named);
    }

    /// The loop is held, and whoever scrapes gets an answer all the same: the old one.
    @Test
    void stuckLoop_isTold_fromAnotherThread() throws Exception {
        EventLoop stuck = new EventLoop();
        LoopMetrics told = LoopMetrics.of(stuck, "stuck");
        CountDownLatch isStuck = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        told.bindTo(registry);
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () ->
                                        stuck.runUntilComplete(
                                                async(
                                                        () -> {
                                                            await(sleep(0));
                                                            isStuck.countDown();
                                                            goesOn.await();
                                                        })));
        isStuck.await();

        assertThat(value("asyncio.tasks", "state", "waiting")).isZero();
        assertThat(value("asyncio.loop.step.running")).isPositive();

        goesOn.countDown();
        thread.join();
        assertThat(value("asyncio.tasks.created")).isEqualTo(1);
        told.close();
        stuck.close();
    }

    @Test
    void runningLoop_answersAnotherThread() {
        metrics.bindTo(registry);

        play(
                () -> {
                    Task<?> sleeper = createTask(sleep(3));
                    await(sleep(0));
                    double waiting =
                            await(toThread(() -> value("asyncio.tasks", "state", "waiting")));
                    assertThat(waiting).isEqualTo(2);
                    await(sleeper);
                });
    }

    @Test
    void allLoops_areFound_andForgotten() {
        try (AllLoops all = LoopMetrics.ofAll()) {
            all.bindTo(registry);
            play(
                    () -> {
                        new LoopFinder().look(List.of(loop));
                        new LoopFinder().look(List.of(loop));
                        await(sleep(1));
                        await(createTask(sleep(1)));
                        assertThat(value("asyncio.tasks.created")).isEqualTo(1);
                    });
            assertThat(all).hasToString("<AllLoops of 1>");

            loop.close();
            new LoopFinder().look(List.of());

            assertThat(all).hasToString("<AllLoops of 0>");
            assertThat(registry.getMeters()).isEmpty();
        }
    }
}
