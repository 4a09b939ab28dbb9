// SPDX-License-Identifier: Apache-2.0
// A server under load, without a network: requests come in, wait in a queue, and are worked on by
// a few workers, who share two connections to a database. The queue grows where the work is slow.
// Run it, open the address that it prints; Ctrl-C ends it:
// ./asyncio run --whiteboard examples/WhiteboardServer.java

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.Semaphore;

record Request(int number, Future<String> answer) {}

final Queue<Request> requests = new Queue<Request>(40).named("requests");
final Semaphore database = new Semaphore(2).named("database connections");
final Random random = new Random(7);
int served;

Coroutine<Void> client(int number) {
    return async(
            () -> {
                while (true) {
                    await(sleep(random.nextDouble(0.4))); // thinks
                    Future<String> answer = getRunningLoop().createFuture();
                    await(requests.put(new Request(number, answer)));
                    await(answer);
                }
            });
}

Coroutine<Void> worker() {
    return async(
            () -> {
                while (true) {
                    Request request = await(requests.get());
                    await(sleep(0.004)); // reads it
                    try (var _ = await(database.acquire())) {
                        await(sleep(0.005 + random.nextDouble(0.01)));
                    }
                    request.answer().setResult("answer to " + request.number());
                    requests.taskDone();
                    served++;
                }
            });
}

Coroutine<Void> serve() {
    return async(
            () -> {
                for (int i = 1; i <= 12; i++) {
                    createTask(worker(), "worker " + i);
                }
                for (int i = 1; i <= 100; i++) {
                    createTask(client(i), "client " + i);
                }
                System.out.println("100 clients, 12 workers, 2 database connections");
                while (true) {
                    await(sleep(60));
                    System.out.println(served + " requests served");
                }
            });
}

void main() {
    run(serve());
}
