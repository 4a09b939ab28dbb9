// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import dev.asyncio4j.durable.suite.DurableQueueSuite;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.testing.VirtualTime;
import java.util.HashMap;
import java.util.Map;

/// The suite in memory, under virtual time.
class MemoryBrokerTest extends DurableQueueSuite {
    private final Map<String, Broker> brokers = new HashMap<>();

    @Override
    protected Broker broker(String name) {
        return brokers.computeIfAbsent(name, MemoryBroker::new);
    }

    @Override
    protected LoopOptions loopOptions() {
        return VirtualTime.options();
    }
}
