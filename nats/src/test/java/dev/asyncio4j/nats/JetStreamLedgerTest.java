// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.nats;

import dev.asyncio4j.durable.suite.BrokerLocation;
import dev.asyncio4j.durable.suite.BrokerProcess;
import dev.asyncio4j.durable.suite.LedgerSuite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/// The ledger over JetStream, by `durable/ledger`. Not with every build: a server of 2.9 that was
/// killed may have forgotten which deliveries were acknowledged, looks for messages that it has
/// deleted, one each time a visibility is over, and answers nobody until it has found none of them.
@Tag("soak")
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
