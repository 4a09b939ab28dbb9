// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import dev.asyncio4j.durable.suite.BrokerLocation;
import dev.asyncio4j.durable.suite.BrokerProcess;
import dev.asyncio4j.durable.suite.LedgerSuite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/// The ledger over JetStream.
@Tag("once")
class JetStreamLedgerTest extends LedgerSuite {
    private BrokerProcess server;

    @BeforeEach
    void startServer() {
        server = NatsServer.start();
    }

    @AfterEach
    void stopServer() {
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
}
