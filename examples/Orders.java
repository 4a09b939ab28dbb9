// SPDX-License-Identifier: Apache-2.0
// A message consumer: four workers share a queue of orders. What fails comes again, what never
// works goes to the dead letters, and a ledger tells at the end that no order is lost.
// Run it with: ./asyncio run examples/Orders.java
// or on a broker, in three terminals; kill what you like, and start it again:
//     nats-server -a 127.0.0.1 -js -sd /tmp/orders
//     ./asyncio run examples/Orders.java nats://127.0.0.1:4222 work
//     ./asyncio run examples/Orders.java nats://127.0.0.1:4222 put 1000
// DEPS dev.asyncio4j:asyncio4j-nats

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Signal;
import dev.asyncio4j.durable.*;
import dev.asyncio4j.http.message.Json;
import dev.asyncio4j.nats.JetStreamBroker;
import dev.asyncio4j.sync.Event;

record Order(String id, int number, int cents) {}

final Json json = Json.found();
final Codec<Order> codec = Codec.of(json::write, bytes -> json.read(bytes, Order.class));
// The ledger. One loop, one thread: no lock.
final Set<String> put = new TreeSet<>();
final Set<String> done = new TreeSet<>();
final Set<String> dead = new TreeSet<>();
int repeats;
int expected = Integer.MAX_VALUE; // how many orders this program works off; without end on a broker
final Event end = new Event();

Coroutine<Void> putOrder(DurableQueue<Order> orders, String batch, int n) {
    return async(
            () -> {
                var order = new Order(batch + n, n, n % 10 == 9 ? -1 : n * 100);
                await(orders.put(order)); // from here on the broker has it
                note("put", put, order.id());
            });
}

/** Somebody else's service: slow, sometimes busy, and it has rules. */
void charge(Order order, boolean isFirstTime) {
    await(sleep(0.05));
    if (order.cents() < 0) {
        throw new IllegalArgumentException("cents: " + order.cents());
    }
    if (order.number() % 5 == 0 && isFirstTime) {
        throw new IllegalStateException("the bank is busy");
    }
}

/** An order may come twice, and what is done is not done again; a real one asks its database. */
void handle(Delivery<Order> delivery) {
    Order order = delivery.value();
    try {
        if (!done.contains(order.id())) {
            charge(order, delivery.deliveryCount() == 1);
            note("done", done, order.id());
        }
    } catch (RuntimeException failure) {
        System.out.println("failed " + order.id() + ": " + failure.getMessage());
        await(delivery.nack(Duration.ofSeconds(1)));
        return;
    }
    await(delivery.ack());
}

void work(DurableQueue<Order> orders) {
    for (var delivery : awaitEach(orders)) { // until the queue is closed
        repeats += delivery.deliveryCount() > 1 ? 1 : 0;
        try {
            handle(delivery);
        } catch (DeliveryExpired late) {
            System.out.println(late.getMessage()); // it comes again
        }
    }
}

void bury(DurableQueue<byte[]> letters) {
    for (var letter : awaitEach(letters)) {
        try {
            note("dead", dead, codec.decode(letter.value()).id());
        } catch (Exception stranger) { // it never was an order
            System.out.println("unreadable: " + stranger.toString().lines().findFirst().get());
        }
        await(letter.ack());
    }
}

void note(String what, Set<String> where, String id) {
    where.add(id);
    System.out.println(what + " " + id);
    if (done.size() + dead.size() == expected) {
        end.set();
    }
}

void serve(Broker broker, DurableOptions options) {
    var orders = new DurableQueue<>(broker, codec, options);
    var letters = orders.deadLetters();
    getRunningLoop().addSignalHandler(Signal.SIGINT, end::set);
    getRunningLoop().addSignalHandler(Signal.SIGTERM, end::set);
    await(
            taskGroup(
                    group -> {
                        for (int i = 0; i < 4; i++) {
                            group.createTask(async(() -> work(orders)));
                        }
                        group.createTask(async(() -> bury(letters)));
                        if (broker instanceof MemoryBroker) {
                            putAll(broker, options, "", expected);
                        }
                        await(end.waitOn());
                        await(orders.close()); // lets the workers finish what they have
                        await(letters.close());
                    }));
}

void putAll(Broker broker, DurableOptions options, String batch, int count) {
    var numbers = IntStream.rangeClosed(1, count).boxed().toList();
    await(
            use(
                    new DurableQueue<>(broker, codec, options),
                    orders -> await(map(50, numbers, n -> putOrder(orders, batch, n)))));
}

void main(String[] args) {
    var options =
            DurableOptions.defaults()
                    .withVisibility(Duration.ofSeconds(5)) // then somebody else gets it
                    .withMaxDeliveries(3)
                    .withPrefetch(8);
    if (args.length == 0) {
        expected = 12;
        run(async(() -> serve(new MemoryBroker("orders"), options)));
    } else if (args.length == 2 && args[1].equals("work")) {
        run(async(() -> serve(new JetStreamBroker(args[0], "orders"), options)));
    } else if (args.length == 3 && args[1].equals("put")) {
        var batch = UUID.randomUUID().toString().substring(0, 8) + "-"; // others put, too
        var broker = new JetStreamBroker(args[0], "orders");
        run(async(() -> putAll(broker, options, batch, Integer.parseInt(args[2]))));
    } else {
        System.err.println("Usage: Orders.java [URL work | URL put COUNT]");
        System.exit(2);
    }
    long open = put.stream().filter(id -> !done.contains(id) && !dead.contains(id)).count();
    System.out.printf(
            "%d put, %d done, %d dead letters, %d deliveries repeated, %d open%n",
            put.size(), done.size(), dead.size(), repeats, open);
}
