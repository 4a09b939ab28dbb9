// SPDX-License-Identifier: Apache-2.0
package stranger;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.micrometer.LoopMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/// Counts the tasks of a loop.
public final class Main {

    private Main() {}

    public static void main(String[] none) {
        var registry = new SimpleMeterRegistry();
        try (var loops = LoopMetrics.ofAll()) {
            loops.bindTo(registry);
            run(
                    async(
                            () -> {
                                LoopMetrics.of(getRunningLoop(), "mine").bindTo(registry);
                                await(createTask(sleep(0)));
                                System.out.println(created(registry));
                            }));
        }
    }

    private static double created(SimpleMeterRegistry registry) {
        return registry.get("asyncio.tasks.created").tag("loop", "mine").functionCounter().count();
    }
}
