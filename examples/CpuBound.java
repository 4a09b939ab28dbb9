// SPDX-License-Identifier: Apache-2.0
// Computing does not wait for anything, so awaiting cannot help it: it needs another core.
// Python needs other processes for that, because of its global lock. In Java threads will do.
// Run it with: ./asyncio run examples/CpuBound.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;

int primesBelow(int limit) {
    return (int)
            IntStream.range(2, limit)
                    .filter(
                            n ->
                                    IntStream.rangeClosed(2, (int) Math.sqrt(n))
                                            .allMatch(d -> n % d != 0))
                    .count();
}

Coroutine<Void> demo() {
    return async(
            () -> {
                System.out.println(
                        "Counting primes on one thread a core, while the loop stays free");
                var counts =
                        createTask(
                                map(
                                        4,
                                        List.of(10_000, 20_000, 30_000),
                                        n -> toCpu(() -> primesBelow(n))));
                System.out.println("  the loop goes on meanwhile");
                System.out.println("  " + await(counts));
            });
}

void main() {
    run(demo());
}
