// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/// Where a test's coroutines play: a loop with a time of its own, and a list of what they did in
/// which order.
final class Stage {
    final EventLoop loop;
    final List<Fault> faults = new ArrayList<>();
    private final List<String> marks = new ArrayList<>();

    Stage() {
        this(VirtualTime.options());
    }

    Stage(LoopOptions options) {
        loop = new EventLoop(options);
        loop.setExceptionHandler((where, fault) -> faults.add(fault));
    }

    static Stage inDebugMode() {
        return new Stage(VirtualTime.options().withDebug(true));
    }

    static Stage with(Choices choices) {
        return new Stage(VirtualTime.options().withChoices(choices));
    }

    <T> T play(Body<T> body) {
        return loop.runUntilComplete(new Coroutine<>("main", body));
    }

    void play(Body.OfNothing body) {
        loop.runUntilComplete(new Coroutine<>("main", Body.of(body)));
    }

    /// Notes that something happened now.
    void mark(Object what) {
        marks.add(String.valueOf(what));
    }

    /// What was marked since the last look.
    List<String> marks() {
        List<String> seen = List.copyOf(marks);
        marks.clear();
        return seen;
    }

    /// A coroutine that marks its name, waits so many turns, marks again, and gives its name.
    Coroutine<String> job(String name, int turns) {
        return Asyncio.async(
                name,
                () -> {
                    mark(name + " begins");
                    for (int i = 0; i < turns; i++) {
                        Asyncio.await(Asyncio.sleep(0));
                    }
                    mark(name + " ends");
                    return name;
                });
    }

    /// A coroutine that waits until it is cancelled, and marks that.
    Coroutine<Void> endless(String name) {
        return Asyncio.async(
                name,
                () -> {
                    try {
                        Asyncio.await(Asyncio.sleep(3600));
                    } catch (CancelledError cancelled) {
                        mark(name + " cancelled");
                        throw cancelled;
                    }
                });
    }

    /// A coroutine that fails after so many turns.
    static <T> Coroutine<T> failing(Exception failure, int turns) {
        return Asyncio.async(
                () -> {
                    for (int i = 0; i < turns; i++) {
                        Asyncio.await(Asyncio.sleep(0));
                    }
                    throw failure;
                });
    }

    /// The faults reported since the last look, as texts.
    List<String> faultMessages() {
        List<String> messages = faults.stream().map(fault -> fault.message()).toList();
        faults.clear();
        return messages;
    }

    /// The end of every test: nothing is left, and nothing was reported that the test did not look
    /// at.
    void endsCleanly() {
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.allTasks()).isEmpty();
        loop.close();
        assertThat(faults).isEmpty();
    }
}
