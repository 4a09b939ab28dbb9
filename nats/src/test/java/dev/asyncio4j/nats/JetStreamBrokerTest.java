// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import dev.asyncio4j.durable.Broker;
import dev.asyncio4j.durable.suite.BrokerLocation;
import dev.asyncio4j.durable.suite.BrokerProcess;
import dev.asyncio4j.durable.suite.BrokerSuite;
import io.nats.client.Connection;
import io.nats.client.Nats;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The suite over a JetStream server.
class JetStreamBrokerTest extends BrokerSuite {
    private static BrokerProcess server;

    @BeforeAll
    static void startServer() {
        server = NatsServer.start();
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
        return NatsServer.location(server);
    }

    @Override
    protected Broker broker(String name) {
        return location().broker(name);
    }

    @Override
    protected void forget(String name) throws Exception {
        Connection connection = Nats.connect("nats://127.0.0.1:" + server.port());
        boolean _ = connection.jetStreamManagement().deleteStream(name);
        connection.close();
    }
}
