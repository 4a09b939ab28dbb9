// SPDX-License-Identifier: Apache-2.0
// await is the one place where a task pauses. Between two awaits nobody else runs.
// Run it with: ./asyncio run examples/AwaitPauses.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;

Coroutine<Void> cook(String dish, int steps) {
    return async(
            () -> {
                for (int step = 1; step <= steps; step++) {
                    System.out.println(dish + ": step " + step);
                    await(sleep(0)); // "who else wants to go on?"
                }
                System.out.println(dish + ": done");
            });
}

Coroutine<Void> kitchen() {
    return async(
            () -> {
                System.out.println("One after the other: each await waits for the whole dish");
                await(cook("soup", 2));
                await(cook("salad", 2));

                System.out.println("Together: each await lets the other go on");
                await(gather(cook("soup", 2), cook("salad", 2)));
            });
}

void main() {
    run(kitchen());
}
