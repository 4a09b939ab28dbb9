// SPDX-License-Identifier: Apache-2.0
// Tasks run beside each other; gather collects their results in the order given.
// Run it with: ./asyncio run examples/TasksAndGather.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.TimeoutError;

Coroutine<Integer> square(int n, double delay) {
    return async(
            () -> {
                await(sleep(delay));
                if (n < 0) {
                    throw new IllegalArgumentException("n: " + n + " (expected: >= 0)");
                }
                System.out.println("  squared " + n);
                return n * n;
            });
}

Coroutine<Void> demo() {
    return async(
            () -> {
                System.out.println("gather: results in the order given, whoever is first");
                System.out.println(
                        await(gather(square(3, 0.03), square(1, 0.01), square(2, 0.02))));

                System.out.println("a task group: one failure stops the others");
                try {
                    await(
                            taskGroup(
                                    group -> {
                                        group.createTask(square(4, 10));
                                        group.createTask(square(-1, 0.01));
                                    }));
                } catch (ExceptionGroup failures) {
                    System.out.println("  " + failures.getMessage() + ": " + failures.exceptions());
                }

                System.out.println("a time limit around any code");
                try {
                    await(timeout(0.01, () -> await(square(5, 10))));
                } catch (TimeoutError e) {
                    System.out.println("  too slow");
                }

                System.out.println("at most two at a time");
                System.out.println(await(map(2, List.of(1, 2, 3, 4), n -> square(n, 0.01))));
            });
}

void main() {
    run(demo());
}
