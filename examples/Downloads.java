// SPDX-License-Identifier: Apache-2.0
// Three downloads at the same time: the program every reader meets first.
// Run it with: ./asyncio run examples/Downloads.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;

Coroutine<String> downloadImage(String name, double delay) {
    return async(
            () -> {
                System.out.printf("[%s] Starting download...%n", name);
                await(sleep(delay)); // the task pauses here, and the others go on
                System.out.printf("[%s] Download finished!%n", name);
                return "Image " + name + " downloaded";
            });
}

Coroutine<Void> orchestrateDownloads() {
    return async(
            () -> {
                System.out.println("Starting multiple downloads concurrently...");
                long start = System.nanoTime();

                var task1 = createTask(downloadImage("Pic A", 3));
                var task2 = createTask(downloadImage("Pic B", 1));
                var task3 = createTask(downloadImage("Pic C", 2));
                List<String> results = await(gather(task1, task2, task3));

                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.println("All downloads complete!");
                System.out.println("Results: " + results.stream().map(r -> "'" + r + "'").toList());
                System.out.printf(Locale.ROOT, "Total time taken: %.2f seconds%n", seconds);
            });
}

void main() {
    run(orchestrateDownloads());
}
