// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable.suite;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Task;
import dev.asyncio4j.durable.Broker;
import dev.asyncio4j.durable.Codec;
import dev.asyncio4j.durable.DurableOptions;
import dev.asyncio4j.durable.DurableQueue;
import dev.asyncio4j.loop.LoopOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The ledger: many messages are put, while the broker and the consumer, each in a process of its
/// own, are killed in turn. Every message whose put came back is read by somebody, in the end.
///
/// `-Dledger.messages` and `-Dledger.kills` make it larger.
@Tag("real-time")
public abstract class LedgerSuite {
    private static final int MESSAGES = Integer.getInteger("ledger.messages", 20_000);
    private static final int KILLS = Integer.getInteger("ledger.kills", 3);
    private static final int PUTTERS = 100;

    private static final DurableOptions OPTIONS =
            DurableOptions.defaults()
                    .withVisibility(Duration.ofSeconds(3))
                    .withPrefetch(64)
                    .withPatience(Duration.ofMinutes(2));

    // any thread, under the lock of this
    private final BitSet kept = new BitSet(MESSAGES);
    private final BitSet read = new BitSet(MESSAGES);
    private int deliveries;

    private final Semaphore progress = new Semaphore(0); // a permit for each first reading
    private int next;

    /// The broker's server.
    protected abstract BrokerProcess server();

    /// How consumers find it.
    protected abstract BrokerLocation location();

    @Test
    void everyMessageThatWasKept_isRead() throws Exception {
        String name = DeliverySuite.freshName();
        Broker broker = location().broker(name);
        List<Thread> readers = new ArrayList<>();
        ConsumerProcess consumer = startConsumer(name, readers);
        Thread producer =
                Thread.ofVirtual()
                        .start(() -> new Stage(LoopOptions.defaults()).run(() -> putAll(broker)));

        int between = MESSAGES / (KILLS + 1);
        for (int kill = 0; kill < KILLS; kill++) {
            awaitReadings(between);
            if (kill % 2 == 0) {
                server().kill();
                server().start();
            } else {
                consumer.kill();
                consumer = startConsumer(name, readers);
            }
        }
        producer.join();
        awaitReadings(MESSAGES - KILLS * between);
        consumer.kill();
        for (Thread reader : readers) {
            reader.join();
        }

        synchronized (this) {
            System.out.printf(
                    "ledger of %s: %,d put, %,d kept, %,d read, %,d deliveries, %d kills%n",
                    server(), MESSAGES, kept.cardinality(), read.cardinality(), deliveries, KILLS);
            BitSet lost = (BitSet) kept.clone();
            lost.andNot(read);
            assertThat(kept.cardinality()).isEqualTo(MESSAGES);
            assertThat(lost.cardinality()).isZero();
        }
    }

    private void awaitReadings(int count) throws InterruptedException {
        assertThat(progress.tryAcquire(count, 10, TimeUnit.MINUTES))
                .as("%d more were read; then nothing for 10 minutes", count)
                .isTrue();
    }

    private void putAll(Broker broker) {
        DurableQueue<String> queue = new DurableQueue<>(broker, Codec.utf8(), OPTIONS);
        List<Task<Void>> putters = new ArrayList<>();
        for (int i = 0; i < PUTTERS; i++) {
            putters.add(createTask(async(() -> putSome(queue))));
        }
        await(Asyncio.gather(putters));
        await(queue.close());
    }

    private void putSome(DurableQueue<String> queue) {
        while (next < MESSAGES) {
            int number = next++;
            await(queue.put("" + number));
            synchronized (this) {
                kept.set(number);
            }
        }
    }

    private ConsumerProcess startConsumer(String name, List<Thread> readers) throws IOException {
        ConsumerProcess consumer = ConsumerProcess.start(location(), name, OPTIONS, "ack");
        readers.add(Thread.ofPlatform().daemon().start(() -> readAll(consumer)));
        return consumer;
    }

    private void readAll(ConsumerProcess consumer) {
        try {
            for (String line = consumer.readLine(); line != null; line = consumer.readLine()) {
                if (line.startsWith("got ")) {
                    note(Integer.parseInt(line.substring(4)));
                }
            }
        } catch (IOException closed) {
            throw new AssertionError("the consumer's lines cannot be read", closed);
        }
    }

    private synchronized void note(int number) {
        deliveries++;
        if (!read.get(number)) {
            read.set(number);
            progress.release();
        }
    }
}
