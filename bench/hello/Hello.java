// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;

/// The least that a program can do: one coroutine, one sleep, one line. Its start is what counts.
void main() {
    run(greet("world"));
}

Coroutine<Void> greet(String name) {
    return async(
            () -> {
                await(sleep(0));
                System.out.println("Hello, " + name);
            });
}
