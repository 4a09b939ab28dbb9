// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Body;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.testing.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where a test's coroutines play: a loop, what was reported to it, and marks of what happened.
public final class Stage {
    public final EventLoop loop;
    public final List<Fault> faults = new ArrayList<>();
    private final List<String> marks = new ArrayList<>();

    /// With a time of its own.
    public Stage() {
        this(VirtualTime.options());
    }

    /// In real time, with a loop of these options.
    public static Stage real(LoopOptions options) {
        return new Stage(options);
    }

    private Stage(LoopOptions options) {
        loop = new EventLoop(options);
        loop.setExceptionHandler((where, fault) -> faults.add(fault));
    }

    /// In real time, with the real network.
    public static Stage real() {
        return new Stage(LoopOptions.defaults());
    }

    public <T> T play(Body<T> body) {
        return loop.runUntilComplete(Asyncio.async("main", body));
    }

    public void play(Body.OfNothing body) {
        loop.runUntilComplete(Asyncio.async("main", body));
    }

    public void mark(Object what) {
        marks.add(String.valueOf(what));
    }

    /// What was marked since the last look.
    public List<String> marks() {
        List<String> seen = List.copyOf(marks);
        marks.clear();
        return seen;
    }

    /// The faults reported since the last look, as texts.
    public List<String> faultMessages() {
        List<String> messages = faults.stream().map(Fault::message).toList();
        faults.clear();
        return messages;
    }

    /// The end of every test: nothing is left, and nothing was reported that it did not look at.
    public void endsCleanly() {
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.allTasks()).isEmpty();
        loop.close();
        assertThat(faults).isEmpty();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
