// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.durable.Codec;
import dev.asyncio4j.durable.DurableQueue;
import dev.asyncio4j.durable.suite.BrokerProcess;
import dev.asyncio4j.nats.JetStreamBroker;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The example `Orders` on a broker that runs here, while consumer and broker are killed.
@Tag("real-time")
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("once")
class OrdersTest {
    private static final int ORDERS = 200;

    private BrokerProcess server;
    private String url;

    @BeforeEach
    void startServer() {
        server =
                new BrokerProcess(
                        "nats-server",
                        (port, folder) ->
                                List.of(
                                        "-a",
                                        "127.0.0.1",
                                        "-p",
                                        "" + port,
                                        "-js",
                                        "-sd",
                                        "" + folder));
        url = "nats://127.0.0.1:" + server.port();
    }

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void ordersOnABroker_areEachDoneOrDead_whoeverIsKilled() throws Exception {
        try (Program first = Program.start("Orders", url, "work");
                Program putter = Program.start("Orders", url, "put", "" + ORDERS)) {
            first.awaitLines("40 orders", lines -> ids("done", lines).size() >= 40);
            first.kill();
            Set<String> done = ids("done", first.lines());
            Set<String> dead = ids("dead", first.lines());

            try (Program second = Program.start("Orders", url, "work")) {
                second.awaitLines("20 orders", lines -> ids("done", lines).size() >= 20);
                server.kill();
                server.start();
                assertThat(putter.awaitEnd()).isZero();
                Set<String> put = ids("put", putter.lines());
                assertThat(put).hasSize(ORDERS);
                assertThat(putter.lines().getLast()).startsWith(ORDERS + " put, 0 done, 0 dead");

                second.awaitLines(
                        "all other orders",
                        lines -> {
                            done.addAll(ids("done", lines));
                            dead.addAll(ids("dead", lines));
                            return done.size() + dead.size() >= ORDERS;
                        });
                assertThat(second.terminate()).isZero();
                assertThat(second.lines().getLast())
                        .matches(
                                "0 put, \\d+ done, \\d+ dead letters, \\d+ deliveries repeated, 0 open");

                Set<String> settled = new TreeSet<>(done);
                settled.addAll(dead);
                assertThat(settled).isEqualTo(put);
                assertThat(done).doesNotContainAnyElementsOf(dead);
                assertThat(dead).hasSize(ORDERS / 10).allMatch(id -> id.endsWith("9"));
            }
        }
    }

    /// Whoever may put may put nonsense: bytes that are no order, and an order without a name.
    @Test
    void nonsense_keepsNobodyFromTheirOrders() throws Exception {
        try (Program worker = Program.start("Orders", url, "work")) {
            putNonsense();
            try (Program putter = Program.start("Orders", url, "put", "4")) {
                assertThat(putter.awaitEnd()).isZero();
                worker.awaitLines(
                        "two dead letters that cannot be read",
                        lines ->
                                ids("done", lines).size() == 4
                                        && lines.stream()
                                                        .filter(l -> l.startsWith("unreadable: "))
                                                        .count()
                                                == 2);
            }
            assertThat(worker.terminate()).isZero();
        }
    }

    private void putNonsense() {
        run(
                async(
                        () -> {
                            var orders =
                                    new DurableQueue<>(
                                            new JetStreamBroker(url, "orders"), Codec.utf8());
                            await(orders.put("no order at all"));
                            await(orders.put("{}"));
                            await(orders.close());
                        }));
    }

    /// What was told of orders by lines such as `done 17`.
    private static Set<String> ids(String what, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(what + " "))
                .map(line -> line.substring(what.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
