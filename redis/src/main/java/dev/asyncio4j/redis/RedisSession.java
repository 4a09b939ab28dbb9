// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.redis;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.shield;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.Asyncio.wrapFuture;
import static dev.asyncio4j.redis.RedisLink.GROUP;
import static dev.asyncio4j.redis.RedisLink.bytes;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.durable.BrokerUnavailable;
import dev.asyncio4j.durable.Message;
import dev.asyncio4j.durable.Session;
import io.lettuce.core.Consumer;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One consumer of the group, with a name that no other has.
///
/// A fetch first looks, now and then, for what is due again: entries whose time is over, and those
/// that were given back with a delay. Then it reads what is new, and lets the server wait for it,
/// no longer than until it is time to look again.
///
/// **Thread** loop.
final class RedisSession implements Session {

    private static final Duration LONGEST_LOOK = Duration.ofMillis(250);

    // set once
    private final RedisLink link;
    private final byte[] consumer = bytes(UUID.randomUUID().toString());
    private final byte[] visibilityMillis;
    private final Duration lookEvery;

    // loop only
    private long nextLookNanos;

    RedisSession(RedisLink link, Duration visibility) {
        this.link = link;
        this.visibilityMillis = bytes("" + visibility.toMillis());
        Duration quarter = visibility.dividedBy(4);
        this.lookEvery = quarter.compareTo(LONGEST_LOOK) < 0 ? quarter : LONGEST_LOOK;
        this.nextLookNanos = getRunningLoop().nanos();
    }

    RedisLink link() {
        return link;
    }

    byte[] consumer() {
        return consumer;
    }

    @Override
    public Coroutine<@Nullable Void> put(byte[] body, String id) {
        return async(
                "put",
                () -> {
                    link.answer(link.quick().xadd(bytes(link.name()), Map.of(bytes("b"), body)));
                });
    }

    @Override
    public Coroutine<List<Message>> fetch(int max, Duration wait) {
        return async(
                "fetch",
                () -> {
                    try {
                        return fetchNow(max);
                    } catch (IllegalStateException refused) {
                        if (!RedisLink.isForgotten(refused)) {
                            throw refused;
                        }
                        link.makeGroup(); // a server that keeps nothing has started again, say
                        return List.of();
                    }
                });
    }

    private List<Message> fetchNow(int max) {
        long now = getRunningLoop().nanos();
        if (now >= nextLookNanos) {
            nextLookNanos = now + lookEvery.toNanos();
            List<Message> again = reclaim(max);
            if (!again.isEmpty()) {
                nextLookNanos = now; // there may be more
                return again;
            }
        }
        return readNew(max);
    }

    private List<Message> reclaim(int max) {
        List<List<byte[]>> entries =
                link.rows(Scripts.RECLAIM, GROUP, consumer, visibilityMillis, bytes("" + max));
        List<Message> messages = new ArrayList<>();
        for (List<byte[]> entry : entries) {
            int count = earlier(entry.get(2)) + Integer.parseInt(text(entry.get(3)));
            messages.add(new RedisDelivery(this, text(entry.get(0)), entry.get(1), count));
        }
        return messages;
    }

    @SuppressWarnings("unchecked") // the client has a varargs of a generic type
    private List<Message> readNew(int max) {
        Future<List<StreamMessage<byte[], byte[]>>> reading =
                wrapFuture(
                        link.orUnavailable(
                                link.waiting()
                                        .xreadgroup(
                                                Consumer.from(GROUP, consumer),
                                                XReadArgs.Builder.block(lookEvery).count(max),
                                                XReadArgs.StreamOffset.lastConsumed(
                                                        bytes(link.name())))),
                        new OfRedis("a message from", link.name()));
        try {
            return messages(await(shield(reading)));
        } catch (CancelledError cancelled) {
            giveBackLate(reading);
            throw cancelled;
        }
    }

    /// The server may have handed some out by now: waits for its answer, which comes soon.
    private void giveBackLate(Future<List<StreamMessage<byte[], byte[]>>> reading) {
        try {
            for (Message message : messages(await(reading))) {
                await(message.nack(Duration.ZERO));
            }
        } catch (BrokerUnavailable away) {
            System.getLogger("asyncio")
                    .log(
                            System.Logger.Level.DEBUG,
                            "not given back: it comes again by itself",
                            away);
        }
    }

    private List<Message> messages(@Nullable List<StreamMessage<byte[], byte[]>> read) {
        List<Message> messages = new ArrayList<>();
        if (read == null) {
            return messages;
        }
        for (StreamMessage<byte[], byte[]> each : read) {
            byte[] body = {};
            int earlier = 0;
            for (Map.Entry<byte[], byte[]> field : each.getBody().entrySet()) {
                switch (text(field.getKey())) {
                    case "b" -> body = field.getValue();
                    case "n" -> earlier = earlier(field.getValue());
                    default -> {} // somebody else's field
                }
            }
            messages.add(new RedisDelivery(this, each.getId(), body, earlier + 1));
        }
        return messages;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// How often it was delivered before. Strangers may have written nonsense there: then never.
    private static int earlier(byte[] field) {
        String number = text(field);
        return number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
    }

    @Override
    public Coroutine<@Nullable Void> close() {
        return async(
                "close",
                () ->
                        await(
                                toThread(
                                        () -> {
                                            link.close();
                                            return null;
                                        })));
    }
}
