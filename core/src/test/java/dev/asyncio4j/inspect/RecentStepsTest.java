// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Ready;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is told of steps between two looks.
class RecentStepsTest {

    final EventLoop loop = new EventLoop();
    final RecentSteps recent = new RecentSteps();

    @AfterEach
    void close() {
        loop.close();
    }

    private String told() {
        Json json = new Json().open('{');
        recent.tell(json);
        return json.close('}').toString();
    }

    private void runTasks(int count) {
        loop.runUntilComplete(
                async(
                        "main",
                        () -> {
                            for (int i = 0; i < count; i++) {
                                loop.createTask(async("errand", () -> {}), "errand-" + i);
                            }
                        }));
    }

    @Test
    void tasks_thatHaveEnded_areCountedByTheirCode() {
        loop.addInstrument(recent);
        runTasks(40);

        recent.look();

        assertThat(told())
                .startsWith("{\"started\":41,")
                .contains("{\"name\":\"errand\",\"task\":true,\"steps\":40,\"busyMicros\":0,")
                .contains("{\"name\":\"main\",\"task\":true,\"steps\":1,");
    }

    @Test
    void stepsForWhichThereIsNoRoom_areCountedAsThoseForWhichThereIs() {
        loop.addInstrument(recent);
        for (int i = 0; i < 100; i++) {
            loop.runUntilComplete(
                    async(
                            "main",
                            () -> {
                                for (int k = 0; k < 1000; k++) {
                                    loop.createTask(async(k % 2 == 0 ? "even" : "odd", () -> {}));
                                }
                            }));
            recent.look();
        }

        assertThat(steps("even") + steps("odd")).isBetween(98_000L, 100_300L);
        assertThat(steps("even")).isBetween(45_000L, 55_000L); // by a seed that is the same always
    }

    private long steps(String code) {
        String[] parts = told().split("\"" + code + "\",\"task\":true,\"steps\":");
        return Long.parseLong(parts[1].substring(0, parts[1].indexOf(',')));
    }

    @Test
    void timers_areOneKind_wheneverTheyAreDue() {
        loop.addInstrument(recent);
        for (int i = 1; i <= 3; i++) {
            loop.callLater(i * 1e-6, RecentStepsTest::nothing);
        }
        loop.callLater(1e-5, loop::stop);
        loop.runForever();

        recent.look();

        assertThat(told())
                .contains("\"task\":false,\"steps\":4,")
                .contains("\"<Handle dev.asyncio4j.inspect.RecentStepsTest");
    }

    private static void nothing() {}

    @Test
    void time_isAddedUp_alsoOfTasksThatAreTooManyToBeTold() {
        for (int i = 0; i < 3; i++) {
            Task<?> task = loop.createTask(async("errand", () -> {}));
            recent.saw((Ready) task, 2_000_000, i * 100_000_000L);
        }

        assertThat(told())
                .contains("\"busyMicros\":6000,\"longestMicros\":200000,\"overMicros\":4000}");
        loop.setExceptionHandler((where, fault) -> {}); // for tasks that never ran
    }

    @Test
    void detached_isToldNothing() {
        loop.addInstrument(recent);
        recent.detachFrom(loop);
        runTasks(1);
        runTasks(7);

        recent.look();

        assertThat(told()).doesNotContain("\"steps\":7");
        assertThat(loop.instrument()).isNull();
    }
}
