// SPDX-License-Identifier: Apache-2.0
package it;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.Schedules;
import dev.asyncio4j.testing.Explorer.Injection;
import dev.asyncio4j.testing.VirtualTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/// What groups, timeouts and gathers promise, under many schedules, and with a cancellation or a
/// fault at each await. That they leave no task behind, the extension sees to.
@Schedules(
        value = 600,
        inject = {Injection.CANCEL, Injection.FAULT, Injection.FAULT_AFTER})
class ScopesUnderSchedulesTest {

    private final List<String> open = new ArrayList<>();

    private Coroutine<String> resource(String name, double seconds) {
        return async(
                () -> {
                    open.add(name);
                    try {
                        await(sleep(seconds));
                        return name;
                    } finally {
                        open.remove(name);
                    }
                });
    }

    @AfterEach
    void everythingIsClosed() {
        assertThat(open).isEmpty();
    }

    @AsyncTest
    void group_outlivesItsTasks() {
        await(
                taskGroup(
                        group -> {
                            group.createTask(resource("a", 0));
                            group.createTask(resource("b", 1));
                            await(sleep(0.5));
                            group.createTask(resource("c", 1));
                        }));

        assertThat(open).isEmpty();
    }

    @AsyncTest
    void group_oneFails_endsTheOthers() {
        try {
            await(
                    taskGroup(
                            group -> {
                                group.createTask(resource("a", 3600));
                                group.createTask(failing());
                                group.createTask(resource("b", 3600));
                            }));
        } catch (ExceptionGroup failures) {
            failures.on(IOException.class, part -> assertThat(part.exceptions()).hasSize(1))
                    .rethrowRest();
        }

        assertThat(open).isEmpty();
    }

    private static Coroutine<Void> failing() {
        return async(
                () -> {
                    await(sleep(1));
                    throw new IOException("no disk");
                });
    }

    @AsyncTest
    void timeout_endsWhatItIsAround(VirtualTime time) {
        try {
            await(timeout(2, () -> await(resource("slow", 3600))));
        } catch (TimeoutError expired) {
            assertThat(time.nanos()).isGreaterThanOrEqualTo(2_000_000_000L);
        }

        assertThat(open).isEmpty();
    }

    @AsyncTest
    void timeout_withinATimeout_theEarlierOneCounts() {
        var seen = new ArrayList<String>();
        try {
            await(
                    timeout(
                            1,
                            () -> {
                                try {
                                    await(timeout(2, () -> await(resource("slow", 3600))));
                                } catch (TimeoutError notThisOne) {
                                    seen.add("inner");
                                } catch (CancelledError passing) {
                                    seen.add("cancelled");
                                    throw passing;
                                }
                            }));
        } catch (TimeoutError expired) {
            seen.add("outer");
        }

        assertThat(seen).containsExactly("cancelled", "outer");
    }

    @AsyncTest
    void gather_keepsTheOrderOfItsArguments() {
        await(
                taskGroup(
                        group -> {
                            var a = group.createTask(resource("a", 2));
                            var b = group.createTask(resource("b", 1));
                            assertThat(await(gather(a, b))).containsExactly("a", "b");
                        }));
    }

    @AsyncTest
    @Schedules(value = 600, inject = Injection.CANCEL)
    void gatherWithALimit_leavesNothingWhenItIsCancelled() {
        List<Coroutine<String>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(resource("r" + i, 1));
        }
        assertThat(await(gather(2, all))).hasSize(5);
    }
}
