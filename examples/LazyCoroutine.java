// SPDX-License-Identifier: Apache-2.0
// A coroutine object is work that has been described and not begun.
// Run it with: ./asyncio run examples/LazyCoroutine.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;

Coroutine<String> greet(String name) {
    return async(
            () -> {
                System.out.println("  now the body runs");
                return "Hello, " + name + "!";
            });
}

Coroutine<Void> demo() {
    return async(
            () -> {
                Coroutine<String> greeting = greet("Ada");
                System.out.println("Called greet(): nothing has happened yet");
                String text = await(greeting);
                System.out.println("Awaited it: " + text);

                try {
                    await(greeting);
                } catch (IllegalStateException e) {
                    System.out.println("A second time? " + e.getMessage());
                }

                Coroutine<String> unwanted = greet("nobody");
                unwanted.close();
                System.out.println("Closed one that never ran: its body stays silent");
            });
}

void main() {
    run(demo());
}
