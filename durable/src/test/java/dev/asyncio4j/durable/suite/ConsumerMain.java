// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.run;

import dev.asyncio4j.Task;
import dev.asyncio4j.durable.Broker;
import dev.asyncio4j.durable.Codec;
import dev.asyncio4j.durable.Delivery;
import dev.asyncio4j.durable.DeliveryExpired;
import dev.asyncio4j.durable.DurableOptions;
import dev.asyncio4j.durable.DurableQueue;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The program of a [ConsumerProcess].
final class ConsumerMain {

    /// Straight to the pipe: what was printed has left this process, even if it is killed then.
    private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

    private ConsumerMain() {}

    public static void main(String[] args) throws ClassNotFoundException {
        Broker broker =
                new BrokerLocation(Class.forName(args[0]).asSubclass(Broker.class), args[1])
                        .broker(args[2]);
        DurableOptions options =
                DurableOptions.defaults()
                        .withVisibility(Duration.parse(args[3]))
                        .withPrefetch(Integer.parseInt(args[4]))
                        .withMaxDeliveries(0)
                        .withPatience(Duration.ofMinutes(2));
        boolean acks = args[5].equals("ack");
        run(
                async(
                        () -> {
                            var queue = new DurableQueue<>(broker, Codec.utf8(), options);
                            List<Task<Void>> workers = new ArrayList<>();
                            for (int i = 0; i < options.prefetch(); i++) {
                                workers.add(createTask(async(() -> consume(queue, acks))));
                            }
                            for (Task<Void> worker : workers) {
                                await(worker);
                            }
                        }));
    }

    private static void consume(DurableQueue<String> queue, boolean acks) throws IOException {
        while (true) {
            Delivery<String> delivery = await(queue.get());
            say("got " + delivery.value());
            if (acks) {
                try {
                    await(delivery.ack());
                    say("done " + delivery.value());
                } catch (DeliveryExpired again) {
                    say("late " + delivery.value());
                }
            }
        }
    }

    private static void say(String line) throws IOException {
        OUT.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
