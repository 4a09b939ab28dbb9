// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.redis;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.wrapFuture;

import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.durable.BrokerUnavailable;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Two connections to a server: one for what is answered at once, one for reads that wait there.
/// Without a connection commands fail at once; those under way when it is lost fail, too.
final class RedisLink {

    static final byte[] GROUP = bytes("workers");

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> quick;
    private final StatefulRedisConnection<byte[], byte[]> waiting;
    private final String name;
    private final WaitPoint answer;

    private RedisLink(RedisClient client, String name) {
        this.client = client;
        this.name = name;
        this.answer = new OfRedis("an answer from", name);
        this.quick = client.connect(ByteArrayCodec.INSTANCE);
        this.waiting = client.connect(ByteArrayCodec.INSTANCE);
    }

    /// Connects, and creates stream and group if there are none. Blocks.
    /// @throws BrokerUnavailable if trying again may help
    static RedisLink open(String url, String name) {
        RedisClient client = RedisClient.create(url);
        try {
            client.setOptions(
                    ClientOptions.builder()
                            .disconnectedBehavior(
                                    ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                            .replayFilter(command -> true)
                            .timeoutOptions(TimeoutOptions.enabled(LIMIT))
                            .build());
            RedisLink link = new RedisLink(client, name);
            link.ensureGroup();
            return link;
        } catch (RedisException failed) {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            throw translated(name, failed);
        }
    }

    private void ensureGroup() {
        try {
            quick.sync().xgroupCreate(all(), GROUP, XGroupCreateArgs.Builder.mkstream());
        } catch (RedisBusyException thereIsOne) {
            System.getLogger("asyncio")
                    .log(System.Logger.Level.DEBUG, "the group of {0} is there", name);
        }
    }

    /// From the first entry on.
    private XReadArgs.StreamOffset<byte[]> all() {
        return XReadArgs.StreamOffset.from(bytes(name), "0-0");
    }

    String name() {
        return name;
    }

    RedisAsyncCommands<byte[], byte[]> quick() {
        return quick.async();
    }

    RedisAsyncCommands<byte[], byte[]> waiting() {
        return waiting.async();
    }

    /// Runs a script on the queue's keys that gives a number. **Suspends** until it is done.
    long number(String script, byte[]... arguments) {
        Long number =
                answer(quick().<Long>eval(script, ScriptOutputType.INTEGER, keys(), arguments));
        return number == null ? 0 : number;
    }

    /// Runs a script on the queue's keys that gives rows. **Suspends** until it is done.
    List<List<byte[]>> rows(String script, byte[]... arguments) {
        return answer(
                quick().<List<List<byte[]>>>eval(
                                script, ScriptOutputType.MULTI, keys(), arguments));
    }

    private byte[][] keys() {
        return new byte[][] {bytes(name), bytes(name + ":delayed")};
    }

    /// What a command answers. **Suspends** until it does.
    /// @throws BrokerUnavailable if it does not
    <R extends @Nullable Object> R answer(CompletionStage<R> command) {
        return await(wrapFuture(orUnavailable(command), answer));
    }

    /// The client cancels, or fails, what it has no answer to: for a loop that would be a
    /// cancellation.
    <R extends @Nullable Object> CompletionStage<R> orUnavailable(CompletionStage<R> command) {
        return command.exceptionally(
                failure -> {
                    Throwable cause =
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure;
                    throw translated(name, cause);
                });
    }

    /// The server refuses a command, be it the one with the password while it is connected to: then
    /// nothing is gained by trying again.
    private static RuntimeException translated(String name, Throwable failure) {
        String message = "Redis for queue '" + name + "': " + failure.getMessage();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RedisCommandExecutionException
                    && !(each instanceof RedisLoadingException)) {
                String why = each == failure ? "" : ": " + each.getMessage();
                return new IllegalStateException(message + why, failure);
            }
        }
        return new BrokerUnavailable(message, failure);
    }

    /// Whether a command was refused because there is no such stream, or group, any more.
    static boolean isForgotten(IllegalStateException refused) {
        String why = String.valueOf(refused.getMessage());
        return why.contains("NOGROUP") || why.contains("UNBLOCKED");
    }

    /// Creates stream and group, unless somebody else has done it. **Suspends** until they are
    /// there.
    void makeGroup() {
        try {
            answer(quick().xgroupCreate(all(), GROUP, XGroupCreateArgs.Builder.mkstream()));
        } catch (IllegalStateException refused) {
            if (!(refused.getCause() instanceof RedisBusyException)) {
                throw refused;
            }
        }
    }

    /// Disconnects. Blocks.
    void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
