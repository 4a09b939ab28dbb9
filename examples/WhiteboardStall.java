// SPDX-License-Identifier: Apache-2.0
// Three clients want an answer ten times a second. A fourth task computes for three seconds without
// an await: meanwhile nobody gets anything, and the whiteboard shows whose fault it is.
// Run it, open the address that it prints, and wait for it; Ctrl-C ends it:
// ./asyncio run --whiteboard examples/WhiteboardStall.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;

Coroutine<Void> client(String name) {
    return async(
            () -> {
                System.out.println(name + " is served");
                while (true) {
                    await(sleep(0.1)); // another request, another answer
                }
            });
}

Coroutine<Void> monthlyReport() {
    return async(
            () -> {
                while (true) {
                    await(sleep(2));
                    compute(Duration.ofSeconds(3)); // toCpu(() -> compute(...)) would harm nobody
                }
            });
}

void compute(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    double sum = 0;
    while (System.nanoTime() < end) {
        sum += Math.sqrt(sum + 1);
    }
}

Coroutine<Void> office() {
    return async(
            () -> {
                var report = createTask(monthlyReport(), "monthly report");
                for (String name : List.of("Ada", "Bob", "Eve")) {
                    createTask(client(name), name);
                }
                await(report);
            });
}

void main() {
    run(office());
}
