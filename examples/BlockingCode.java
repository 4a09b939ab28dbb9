// SPDX-License-Identifier: Apache-2.0
// A call that blocks would stop everybody. toThread runs it elsewhere, and the loop goes on.
// Run it with: ./asyncio run examples/BlockingCode.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;

String readSlowly(String file) throws InterruptedException { // a library that knows no coroutines
    Thread.sleep(60);
    return "contents of " + file;
}

Coroutine<Void> heartbeat() {
    return async(
            () -> {
                for (int beat = 1; beat <= 2; beat++) {
                    System.out.println("  loop is alive: beat " + beat);
                    await(sleep(0.02));
                }
            });
}

Coroutine<Void> demo() {
    return async(
            () -> {
                System.out.println("Blocking in the loop: the heart waits");
                var heart = createTask(heartbeat());
                System.out.println("  " + readSlowly("a.txt"));
                await(heart);

                System.out.println("Blocking in a thread: the heart beats");
                heart = createTask(heartbeat());
                System.out.println("  " + await(toThread(() -> readSlowly("b.txt"))));
                await(heart);
            });
}

void main() {
    run(demo());
}
