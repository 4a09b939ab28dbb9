// SPDX-License-Identifier: Apache-2.0
package stranger;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.durable.Codec;
import dev.asyncio4j.durable.DurableQueue;
import dev.asyncio4j.durable.MemoryBroker;

/// Sends one message to itself.
public final class Main {

    private Main() {}

    public static void main(String[] none) {
        run(
                async(
                        () -> {
                            var orders =
                                    new DurableQueue<>(new MemoryBroker("orders"), Codec.utf8());
                            await(orders.put("tea"));
                            var delivery = await(orders.get());
                            await(delivery.ack());
                            System.out.println(delivery.value());
                            await(orders.close());
                        }));
    }
}
