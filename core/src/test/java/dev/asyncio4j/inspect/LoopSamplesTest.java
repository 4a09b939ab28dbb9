// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Ready;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is added up from samples of a loop.
class LoopSamplesTest {

    private static final long MS = 1_000_000;

    final EventLoop loop = new EventLoop();
    final LoopSamples samples = new LoopSamples(loop);

    @AfterEach
    void close() {
        loop.setExceptionHandler((where, fault) -> {}); // for tasks that never ran
        loop.close();
    }

    private Ready task(String name) {
        Task<?> task = loop.createTask(async(() -> {}), name);
        return (Ready) task;
    }

    @Test
    void time_isOfWhoWasSeenToRun() {
        Ready writer = task("writer");

        samples.add(null, 1, true, 10 * MS);
        samples.add(writer, 2, false, 12 * MS);
        samples.add(writer, 3, false, 14 * MS);
        samples.add(null, 4, true, 20 * MS);

        assertThat(samples.text(20 * MS))
                .contains(
                        "\"watchedMicros\":10000,\"busyMicros\":4000,\"asleepMicros\":6000,\"turns\":3")
                .contains(
                        "\"name\":\"writer\",\"busyMicros\":4000,\"longestMicros\":0,\"overMicros\":0}");
    }

    @Test
    void step_thatIsSeenInOneTurn_isOneStep() {
        Ready writer = task("writer");

        for (int at = 1; at <= 5; at++) {
            samples.add(writer, 7, false, at * 100 * MS);
        }

        assertThat(samples.text(500 * MS))
                .contains("\"stepMicros\":400000")
                .contains("\"longestMicros\":400000,\"overMicros\":400000}");
    }

    @Test
    void lag_isHowLongALetterTakes() {
        List<Runnable> posted = new ArrayList<>();

        long begin = System.nanoTime();
        samples.ping(posted::add, begin);
        samples.ping(posted::add, begin + 1000 * MS); // one is under way

        assertThat(posted).hasSize(1);
        assertThat(samples.text(System.nanoTime() + 1000 * MS))
                .contains("\"letters\":0")
                .containsPattern("\"openMicros\":\\d{6,},\"medianMicros\":0");

        posted.getFirst().run();
        samples.ping(posted::add, begin); // too soon for another one, however slow this test is

        assertThat(samples.text(System.nanoTime()))
                .contains("\"lag\":{\"letters\":1,\"openMicros\":0");
    }

    @Test
    void steps_overTheLimit_areOthers() {
        for (int i = 0; i < 1002; i++) {
            samples.add(task("t" + i), i, false, (i + 1) * MS);
        }

        assertThat(samples.text(2000 * MS))
                .contains("\"id\":null,\"name\":\"others\",\"busyMicros\":2000");
    }

    /// Nor its text made: that is a user's code, which is for the loop alone.
    private static final class Mute implements Runnable {
        @Override
        public void run() {
            // nothing to do
        }

        @Override
        public String toString() {
            throw new AssertionError("asked by the sampler");
        }
    }

    @Test
    void callback_isNamedByItsClass() {
        samples.add(loop.callSoon(new Mute()), 7, false, MS);

        assertThat(samples.text(2 * MS))
                .contains("\"name\":\"<Handle dev.asyncio4j.inspect.LoopSamplesTest$Mute>\"");
    }
}
