// SPDX-License-Identifier: Apache-2.0
// Two friends, one knife, one fork: each takes one and waits for the other, for ever.
// Run it, open the address that it prints, and look at the circle; Ctrl-C ends it:
// ./asyncio run --whiteboard examples/WhiteboardDeadlock.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.sync.Lock;

final Lock knife = new Lock().named("knife");
final Lock fork = new Lock().named("fork");

Coroutine<Void> dine(String name, Lock first, Lock second) {
    return async(
            () -> {
                System.out.println(name + " takes the " + first.name());
                try (var _ = await(first.acquire())) {
                    await(sleep(0.5)); // meanwhile the other one takes the other thing
                    System.out.println(name + " waits for the " + second.name());
                    try (var _ = await(second.acquire())) {
                        System.out.println(name + " eats"); // never: who would let go first?
                    }
                }
            });
}

Coroutine<Void> dinner() {
    return async(
            () -> {
                var ada = createTask(dine("Ada", knife, fork), "Ada");
                var bob = createTask(dine("Bob", fork, knife), "Bob");
                await(gather(ada, bob));
            });
}

void main() {
    run(dinner());
}
