// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Instrument;
import dev.asyncio4j.loop.Ready;
import dev.asyncio4j.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Since when who runs was ready, by a clock on which a step takes 10 and a poll 100.
class ReadyTimesTest {

    final EventLoop loop = new EventLoop(VirtualTime.options().withDebug(false));
    final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private final class Clock implements Instrument {
        final ReadyTimes times = new ReadyTimes(loop.columns());
        long now;

        @Override
        public void beforeStep(Ready step) {
            long since = times.taken(now);
            times.look(now);
            if (step instanceof Task<?> task) {
                seen.add(task.name() + " " + (now - since));
            }
        }

        @Override
        public void afterStep(Ready step) {
            now += 10;
            times.look(now);
        }

        @Override
        public void beforePoll(long timeoutNanos) {
            times.look(now);
        }

        @Override
        public void afterPoll(long timeoutNanos) {
            now += 100;
            times.look(now);
        }
    }

    @Test
    void whoComesAfterOthers_wasReadyWhileTheyRan() {
        loop.addInstrument(new Clock());

        loop.runUntilComplete(
                loop.createTask(
                        async(
                                () -> {
                                    createTask(async(() -> await(sleep(0))), "a");
                                    createTask(async(() -> {}), "b");
                                    await(sleep(0));
                                }),
                        "main"));

        assertThat(seen).containsExactly("main 100", "a 100", "b 110", "main 120", "a 120");
    }

    @Test
    void whoIsWokenByATimer_wasReadySinceThat() {
        loop.addInstrument(new Clock());

        loop.runUntilComplete(loop.createTask(async(() -> await(sleep(5))), "main"));

        assertThat(seen).startsWith("main 100").hasSize(2);
    }

    @Test
    void crowd_keepsItsOrder_whenTheRingGrows() {
        loop.addInstrument(new Clock());

        loop.runUntilComplete(
                loop.createTask(
                        async(
                                () -> {
                                    for (int i = 0; i < 1_000; i++) {
                                        createTask(async(() -> {}), "c" + i);
                                    }
                                    await(sleep(0));
                                }),
                        "main"));

        assertThat(seen)
                .containsSequence(
                        IntStream.range(0, 1_000)
                                .mapToObj(i -> "c" + i + " " + (100 + 10 * i))
                                .toList());
    }
}
