// SPDX-License-Identifier: Apache-2.0
package stranger;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.durable.BrokerUnavailable;
import dev.asyncio4j.redis.RedisBroker;
import java.time.Duration;

/// Calls at a port where nobody listens: its client is loaded, tries, and says so.
public final class Main {

    private Main() {}

    public static void main(String[] none) {
        run(
                async(
                        () -> {
                            var broker = new RedisBroker("redis://127.0.0.1:1", "orders");
                            try {
                                await(broker.open(Duration.ofSeconds(30)));
                            } catch (BrokerUnavailable refused) {
                                System.out.println("unavailable");
                            }
                        }));
    }
}
