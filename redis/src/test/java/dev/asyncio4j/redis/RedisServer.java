// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.redis;

import dev.asyncio4j.durable.suite.BrokerLocation;
import dev.asyncio4j.durable.suite.BrokerProcess;
import java.util.List;

/// A Redis server of a test.
final class RedisServer {
    private RedisServer() {}

    static BrokerProcess start() {
        return new BrokerProcess(
                "redis-server",
                (port, folder) ->
                        List.of(
                                "--bind", "127.0.0.1",
                                "--port", "" + port,
                                "--dir", "" + folder,
                                "--save", "",
                                "--appendonly", "yes",
                                "--appendfsync", "always"));
    }

    static BrokerLocation location(BrokerProcess server) {
        return new BrokerLocation(RedisBroker.class, "redis://127.0.0.1:" + server.port());
    }
}
