// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import dev.asyncio4j.durable.Broker;

/// How a test in one JVM and a consumer in another find the same queue.
///
/// @param type the broker's class, which has a constructor of two texts
/// @param url the first; the second is the name of the queue
public record BrokerLocation(Class<? extends Broker> type, String url) {

    /// The queue `name` there.
    public Broker broker(String name) {
        try {
            return type.getConstructor(String.class, String.class).newInstance(url, name);
        } catch (ReflectiveOperationException failed) {
            throw new AssertionError(failed);
        }
    }
}
