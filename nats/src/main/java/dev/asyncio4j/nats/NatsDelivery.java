// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.durable.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A message of a stream. What is said of it is a request, so that the server's answer is awaited:
/// without one an acknowledgement could be lost, and nobody would know. **Thread** loop.
final class NatsDelivery implements Message {

    private final io.nats.client.Message message;
    private final NatsRequests requests;

    NatsDelivery(io.nats.client.Message message, NatsRequests requests) {
        this.message = message;
        this.requests = requests;
    }

    @Override
    public byte[] body() {
        return message.getData();
    }

    @Override
    public int deliveryCount() {
        return (int) Math.min(Integer.MAX_VALUE, message.metaData().deliveredCount());
    }

    @Override
    public Coroutine<@Nullable Void> ack() {
        return say("+ACK");
    }

    @Override
    public Coroutine<@Nullable Void> nack(Duration delay) {
        return say(delay.isZero() ? "-NAK" : "-NAK {\"delay\": " + delay.toNanos() + "}");
    }

    @Override
    public Coroutine<@Nullable Void> extend() {
        return say("+WPI");
    }

    private Coroutine<@Nullable Void> say(String word) {
        return async(
                word,
                () -> {
                    requests.ask(
                            message.getReplyTo(), null, word.getBytes(StandardCharsets.US_ASCII));
                });
    }
}
