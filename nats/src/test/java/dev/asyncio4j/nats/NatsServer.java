// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import dev.asyncio4j.durable.suite.BrokerLocation;
import dev.asyncio4j.durable.suite.BrokerProcess;
import java.util.List;

/// A JetStream server of a test.
final class NatsServer {
    private NatsServer() {}

    static BrokerProcess start() {
        return new BrokerProcess(
                "nats-server",
                (port, folder) ->
                        List.of("-a", "127.0.0.1", "-p", "" + port, "-js", "-sd", "" + folder));
    }

    static BrokerLocation location(BrokerProcess server) {
        return new BrokerLocation(JetStreamBroker.class, "nats://127.0.0.1:" + server.port());
    }
}
