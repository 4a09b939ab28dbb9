// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.Body;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.durable.Broker;
import dev.asyncio4j.durable.Codec;
import dev.asyncio4j.durable.Delivery;
import dev.asyncio4j.durable.DurableOptions;
import dev.asyncio4j.durable.DurableQueue;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A loop for one test, and the queues that are made in it and closed after it. A test fails for
/// faults that nobody awaits, and for tasks that its queues leave behind.
public final class Stage {
    /// Short, so that tests which wait for it end soon; long enough for a slow machine.
    public static final Duration VISIBILITY = Duration.ofMillis(700);

    /// What the tests of the suite use.
    public static final DurableOptions OPTIONS =
            DurableOptions.defaults()
                    .withVisibility(VISIBILITY)
                    .withPrefetch(16)
                    .withDrain(Duration.ofSeconds(5));

    private final LoopOptions options;
    private final List<DurableQueue<?>> queues = new ArrayList<>();

    /// A stage whose loop is made of `options`.
    public Stage(LoopOptions options) {
        this.options = options;
    }

    /// Runs `body` in a new loop, closes all queues, and looks whether something is left.
    public void run(Body.OfNothing body) {
        List<Fault> faults = new ArrayList<>();
        EventLoop loop = new EventLoop(options);
        loop.setExceptionHandler((here, fault) -> faults.add(fault));
        try {
            loop.runUntilComplete(
                    async(
                            () -> {
                                try {
                                    body.run();
                                } finally {
                                    for (DurableQueue<?> queue : queues) {
                                        await(queue.close(Duration.ZERO));
                                    }
                                }
                            }));
            assertThat(loop.allTasks()).as("tasks that were left").isEmpty();
        } finally {
            loop.runUntilComplete(loop.shutdownDefaultExecutor());
            loop.close();
        }
        assertThat(faults).isEmpty();
    }

    /// A queue of texts.
    public DurableQueue<String> queue(Broker broker) {
        return queue(broker, OPTIONS);
    }

    /// A queue of texts with options.
    public DurableQueue<String> queue(Broker broker, DurableOptions changed) {
        return keep(new DurableQueue<>(broker, Codec.utf8(), changed));
    }

    /// Closes `queue` with the others.
    public <T> DurableQueue<T> keep(DurableQueue<T> queue) {
        queues.add(queue);
        return queue;
    }

    /// The next delivery, which comes within ten seconds.
    public static <T> Delivery<T> next(DurableQueue<T> queue) {
        return await(waitFor(queue.get(), 10));
    }

    /// Gets the next, checks its value, and acknowledges it.
    public static void handle(DurableQueue<String> queue, String value) {
        Delivery<String> delivery = next(queue);
        assertThat(delivery.value()).isEqualTo(value);
        await(delivery.ack());
    }

    /// Fails if something is delivered within this time.
    public static void nothingComes(DurableQueue<?> queue, Duration within) {
        assertThatExceptionOfType(TimeoutError.class)
                .isThrownBy(() -> await(waitFor(queue.get(), within)));
    }
}
