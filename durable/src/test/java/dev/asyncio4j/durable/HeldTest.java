// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What becomes of messages in the buffer, whatever the broker does.
class HeldTest {

    /// A message of a broker that has a fault.
    private record Stubborn() implements Message {

        @Override
        public byte[] body() {
            return new byte[0];
        }

        @Override
        public int deliveryCount() {
            return 1;
        }

        @Override
        public Coroutine<@Nullable Void> ack() {
            return async(() -> {});
        }

        @Override
        public Coroutine<@Nullable Void> nack(Duration delay) {
            return async(() -> {});
        }

        @Override
        public Coroutine<@Nullable Void> extend() {
            return async(
                    () -> {
                        throw new IllegalStateException("no such thing");
                    });
        }
    }

    @Test
    void faultOfExtend_isReported() {
        List<String> faults = new ArrayList<>();
        EventLoop loop = new EventLoop(VirtualTime.options());
        try {
            loop.setExceptionHandler(
                    (where, fault) -> faults.add(fault.message() + ": " + fault.exception()));
            loop.runUntilComplete(
                    async(
                            () -> {
                                DurableOptions options =
                                        DurableOptions.defaults()
                                                .withVisibility(Duration.ofSeconds(10));
                                Broker broker = new MemoryBroker("orders");
                                Held<String> held =
                                        new Held<>(
                                                "orders",
                                                options,
                                                new DeadLetters(broker, options),
                                                () -> {});
                                held.add(new Stubborn(), "one");
                                held.add(new Stubborn(), "two");
                                await(sleep(6));
                                held.returnBuffer();
                                await(sleep(10));
                            }));
        } finally {
            loop.close();
        }

        assertThat(faults)
                .containsExactly(
                        "a message of orders could not be extended:"
                                + " java.lang.IllegalStateException: no such thing");
    }
}
