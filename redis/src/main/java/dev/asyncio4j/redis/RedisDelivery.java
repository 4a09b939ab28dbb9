// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.redis;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.redis.RedisLink.GROUP;
import static dev.asyncio4j.redis.RedisLink.bytes;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.durable.DeliveryExpired;
import dev.asyncio4j.durable.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An entry of the stream. What is given back is a new entry, at the end of the stream, which
/// remembers how often it was delivered. **Thread** loop.
final class RedisDelivery implements Message {

    private final RedisSession session;
    private final String id;
    private final byte[] body;
    private final int deliveryCount;

    RedisDelivery(RedisSession session, String id, byte[] body, int deliveryCount) {
        this.session = session;
        this.id = id;
        this.body = body;
        this.deliveryCount = deliveryCount;
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public int deliveryCount() {
        return deliveryCount;
    }

    @Override
    public Coroutine<@Nullable Void> ack() {
        return async(
                "ack",
                () -> {
                    session.link().number(Scripts.ACK, GROUP, bytes(id));
                });
    }

    @Override
    public Coroutine<@Nullable Void> nack(Duration delay) {
        return async(
                "nack",
                () -> {
                    session.link()
                            .number(
                                    Scripts.NACK,
                                    GROUP,
                                    bytes(id),
                                    bytes("" + deliveryCount),
                                    body,
                                    bytes("" + delay.toMillis()));
                });
    }

    @Override
    public Coroutine<@Nullable Void> extend() {
        return async(
                "extend",
                () -> {
                    long extended =
                            session.link()
                                    .number(Scripts.EXTEND, GROUP, session.consumer(), bytes(id));
                    if (extended == 0) {
                        throw new DeliveryExpired(
                                "entry " + id + " of '" + session.link().name() + "' is another's");
                    }
                });
    }
}
