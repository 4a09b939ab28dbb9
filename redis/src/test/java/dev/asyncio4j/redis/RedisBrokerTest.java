// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.redis;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.durable.Broker;
import dev.asyncio4j.durable.Delivery;
import dev.asyncio4j.durable.DurableQueue;
import dev.asyncio4j.durable.suite.BrokerLocation;
import dev.asyncio4j.durable.suite.BrokerProcess;
import dev.asyncio4j.durable.suite.BrokerSuite;
import dev.asyncio4j.durable.suite.Stage;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The suite over a Redis server.
class RedisBrokerTest extends BrokerSuite {
    private static BrokerProcess server;

    @BeforeAll
    static void startServer() {
        server = RedisServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    protected BrokerProcess server() {
        return server;
    }

    @Override
    protected BrokerLocation location() {
        return RedisServer.location(server);
    }

    @Override
    protected Broker broker(String name) {
        return location().broker(name);
    }

    private static <R> R asked(Function<RedisCommands<String, String>, R> command) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + server.port())) {
            return command.apply(client.connect().sync());
        }
    }

    @Override
    protected void forget(String name) {
        asked(redis -> redis.del(name));
    }

    /// Whoever may write to the stream may write nonsense.
    @Test
    void entriesOfStrangers_keepNobodyFromTheirs() {
        stage.run(
                () -> {
                    String name = broker.name();
                    DurableQueue<String> queue = stage.queue(broker);
                    await(queue.put("first"));
                    await(
                            toThread(
                                    () -> {
                                        asked(r -> r.xadd(name, Map.of("b", "x", "n", "many")));
                                        asked(r -> r.xadd(name, Map.of("n", "-99999999999")));
                                        return asked(r -> r.xadd(name, Map.of("other", "y")));
                                    }));
                    await(queue.put("last"));

                    for (String value : List.of("first", "x", "", "", "last")) {
                        Delivery<String> delivery = Stage.next(queue);
                        assertThat(delivery.value()).isEqualTo(value);
                        assertThat(delivery.deliveryCount()).isEqualTo(1);
                        await(delivery.ack());
                    }
                });
    }

    /// Nobody lets it in if it only waits.
    @Test
    void wrongPassword_failsAtOnce_andSaysSo() {
        stage.run(
                () -> {
                    String url = "redis://ann:secret@127.0.0.1:" + server.port();
                    DurableQueue<String> queue = stage.queue(new RedisBroker(url, "orders"));

                    assertThatThrownBy(() -> await(queue.put("tea")))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("Redis for queue 'orders'")
                            .hasMessageContaining("WRONGPASS");
                });
    }
}
