// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.simulated.Town.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.DeadlockError;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private static final Link LINK = Link.perfect().withLatency(0.05);

    private final Town town = new Town();

    @AfterEach
    void nothingIsLeft() {
        assertThat(town.network.connections()).isEmpty();
        town.stage.endsCleanly();
    }

    private double time() {
        return town.stage.loop.time();
    }

    private void close(Connection streams) throws Exception {
        streams.writer().close();
        await(streams.writer().waitClosed());
        await(sleep(1)); // lets the other side hear of it
    }

    @Test
    void connect_takesARoundTripAndAMessageAnother() {
        town.play(
                1,
                LINK,
                () -> {
                    town.serve(Town::echo);
                    Connection streams = town.connect();
                    assertThat(time()).isCloseTo(0.1, within(1e-9));
                    streams.writer().write("hello");

                    assertThat(text(await(streams.reader().readexactly(5)))).isEqualTo("hello");

                    assertThat(time()).isCloseTo(0.2, within(1e-9));
                    close(streams);
                });
    }

    @Test
    void whoWaits_isToldForWhom_alsoInADeadlock() {
        String[] connecting = new String[1];

        assertThatThrownBy(
                        () ->
                                town.play(
                                        1,
                                        LINK,
                                        () -> {
                                            Server server = town.serve((reader, writer) -> null);
                                            Task<Connection> task =
                                                    createTask(async(() -> town.connect()));
                                            await(sleep(0.01));
                                            connecting[0] = TaskDump.of(server.loop()).toString();
                                            Connection ours = await(task);
                                            try {
                                                await(ours.reader().read(1));
                                            } finally {
                                                ours.writer().transport().abort();
                                                server.abortClients();
                                                server.close();
                                            }
                                        }))
                .isInstanceOf(DeadlockError.class)
                .hasMessageContaining(" waits for data from server:80");
        assertThat(connecting[0]).endsWith(", for a connection to server:80");
        town.stage.play(
                () -> {
                    Task<?> me = Task.current();
                    Asyncio.allTasks().stream().filter(each -> each != me).forEach(Task::cancel);
                    await(sleep(1));
                });
    }

    @Test
    void server_ofSeveralHosts_listensOnce_andOfNone_nowhere() {
        town.play(
                1,
                LINK,
                () -> {
                    var options = ServeOptions.defaults();
                    Server two =
                            await(
                                    startServer(
                                            Town::echo, List.of("127.0.0.1", "::1"), 80, options));
                    Server none = await(startServer(Town::echo, List.of(), 81, options));

                    assertThat(two.sockets()).hasSize(1);
                    assertThat(none.sockets()).isEmpty();
                    two.close();
                    none.close();
                });
    }

    @Test
    void connect_whereNobodyListens_isRefusedAfterARoundTrip() {
        town.play(
                1,
                LINK,
                () -> {
                    assertThatThrownBy(town::connect)
                            .isInstanceOf(ConnectException.class)
                            .hasMessage("Connection refused: server:80");
                    assertThat(time()).isCloseTo(0.1, within(1e-9));
                });
    }

    @Test
    void connect_cancelledOnTheWay_resetsTheServersSide() {
        town.play(
                1,
                LINK,
                () -> {
                    town.serve(
                            (reader, writer) ->
                                    async(
                                            () -> {
                                                try {
                                                    await(
                                                            reader.read(1),
                                                            ConnectionResetError.class);
                                                } catch (ConnectionResetError e) {
                                                    town.stage.mark(e.getMessage());
                                                }
                                            }));
                    Task<Connection> connecting = createTask(async(() -> town.connect()));
                    await(sleep(0.07)); // the server has it, the client does not know yet
                    connecting.cancel();
                    await(sleep(1));

                    assertThat(town.stage.marks()).containsExactly("Connection reset by peer");
                });
    }

    @Test
    void listen_onATakenPort_isRefused() {
        town.play(
                1,
                LINK,
                () -> {
                    Server first = town.serve(Town::echo);
                    assertThatThrownBy(() -> town.serve(Town::echo))
                            .isInstanceOf(BindException.class)
                            .hasMessage("Address already in use: server:80");
                    first.close();
                    town.serve(Town::echo).close();

                    assertThatThrownBy(town::connect).isInstanceOf(ConnectException.class);
                });
    }

    @Test
    void halfClose_letsTheOtherSideAnswer() {
        town.play(
                1,
                LINK.withFragments(true),
                () -> {
                    town.serve(
                            (reader, writer) ->
                                    async(
                                            () -> {
                                                byte[] all = await(reader.read());
                                                writer.write(all.length + " bytes");
                                                writer.close();
                                            }));
                    Connection streams = town.connect();
                    streams.writer().write(new byte[10_000]);
                    streams.writer().writeEof();

                    assertThat(text(await(streams.reader().read()))).isEqualTo("10000 bytes");

                    close(streams);
                });
    }

    @Test
    void slowReader_makesTheWriterWait() {
        town.play(
                1,
                LINK,
                () -> {
                    List<Integer> read = new ArrayList<>();
                    town.serve(
                            (reader, writer) ->
                                    async(
                                            () -> {
                                                try (writer) {
                                                    byte[] data;
                                                    do {
                                                        await(sleep(1));
                                                        data = await(reader.read(50_000));
                                                        read.add(data.length);
                                                    } while (data.length > 0);
                                                }
                                            }));
                    Connection streams = town.connect();
                    int written = 0;
                    for (int i = 0; i < 100; i++) {
                        await(streams.writer().send(new byte[10_000]));
                        written += 10_000;
                        int unread = written - read.stream().mapToInt(Integer::intValue).sum();
                        // a window, what the reader buffers, what the writer may have unsent, a
                        // piece
                        assertThat(unread).isLessThan(65_536 * 5 + 10_000);
                    }
                    streams.writer().writeEof();
                    assertThat(await(streams.reader().read())).isEmpty();

                    assertThat(read.stream().mapToInt(Integer::intValue).sum()).isEqualTo(written);
                    assertThat(time()).isGreaterThan(20);
                    close(streams);
                });
    }

    @Test
    void slowLink_takesTheTimeThatTheBytesTake() {
        town.play(
                1,
                LINK.withBytesPerSecond(1000),
                () -> {
                    town.serve(Town::echo);
                    Connection streams = town.connect();
                    streams.writer().write(new byte[2000]);

                    await(streams.reader().readexactly(2000));

                    // 2 s there, the echo comes in two halves of which the second takes 1 s more
                    assertThat(time()).isBetween(4.0, 4.3);
                    close(streams);
                });
    }

    @Test
    void partition_holdsConnectionsBackUntilItHeals() {
        town.play(
                1,
                LINK,
                () -> {
                    town.serve(Town::echo);
                    Connection streams = town.connect();
                    town.network.partition(Set.of("client"), Set.of("server"));
                    streams.writer().write("first ");
                    streams.writer().write("second");
                    assertThatThrownBy(
                                    () -> await(timeout(10, () -> await(streams.reader().read(1)))))
                            .isInstanceOf(TimeoutError.class);
                    town.network.heal();
                    streams.writer().write(" third");

                    assertThat(text(await(streams.reader().readexactly(18))))
                            .isEqualTo("first second third");

                    close(streams);
                });
    }

    @Test
    void writeToWhoHasClosed_isReset() {
        town.play(
                1,
                LINK,
                () -> {
                    town.serve(
                            (reader, writer) -> {
                                writer.close();
                                return null;
                            });
                    Connection streams = town.connect();
                    assertThat(await(streams.reader().read(1))).isEmpty();
                    streams.writer().write("too late");

                    assertThatThrownBy(() -> await(streams.writer().waitClosed()))
                            .isInstanceOf(ConnectionResetError.class)
                            .hasMessage("Connection reset by peer");
                });
    }

    @Test
    void cutAfterEachByte_bothSidesKnowAndNothingIsLeft() {
        int crossings = 24; // twelve there, twelve back
        for (int at = 0; at <= crossings; at++) {
            int bytes = at;
            var one = new Town();
            one.play(
                    at,
                    LINK.withFragments(true),
                    () -> {
                        Server listener =
                                one.serve(
                                        (reader, writer) ->
                                                async(
                                                        () -> {
                                                            try {
                                                                await(
                                                                        Town.echo(reader, writer),
                                                                        ConnectionResetError.class);
                                                            } catch (ConnectionResetError e) {
                                                                one.stage.mark("server saw it");
                                                            }
                                                        }));
                        Connection streams = one.connect();
                        one.network.connections().getFirst().cutAfter(bytes);
                        streams.writer().write("hello, world");
                        int received = 0;
                        try {
                            for (; received < 12; received++) {
                                await(streams.reader().readexactly(1), ConnectionResetError.class);
                            }
                            await(streams.reader().read(1), ConnectionResetError.class);
                        } catch (ConnectionResetError e) {
                            one.stage.mark("client saw it");
                        }
                        streams.writer().close();
                        await(sleep(1));

                        // an error comes before what is left to read, so less may be seen
                        assertThat(received).isLessThanOrEqualTo(Math.max(0, bytes - 12));
                        assertThat(one.stage.marks())
                                .containsExactlyInAnyOrder("client saw it", "server saw it");
                        assertThat(listener.clientCount()).isZero();
                        assertThat(one.network.connections()).isEmpty();
                        listener.close();
                    });
            one.stage.endsCleanly();
        }
        town.play(1, LINK, () -> {});
    }

    @Test
    void sameSeed_samePiecesAtTheSameTimes() {
        List<List<String>> seen = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2}) {
            var one = new Town();
            one.play(
                    seed,
                    LINK.withJitter(0.02).withFragments(true),
                    () -> {
                        one.serve(
                                (reader, writer) ->
                                        async(
                                                () -> {
                                                    try (writer) {
                                                        byte[] data;
                                                        do {
                                                            data = await(reader.read(1000));
                                                            one.stage.mark(
                                                                    data.length
                                                                            + " at "
                                                                            + one.stage.loop
                                                                                    .time());
                                                        } while (data.length > 0);
                                                    }
                                                }));
                        Connection streams = one.connect();
                        for (int i = 0; i < 5; i++) {
                            streams.writer().write(new byte[100]);
                            await(sleep(0.01));
                        }
                        close(streams);
                    });
            seen.add(one.stage.marks());
            one.stage.endsCleanly();
        }
        town.play(1, LINK, () -> {});

        assertThat(seen.get(0)).isEqualTo(seen.get(1)).isNotEqualTo(seen.get(2));
    }

    @Test
    void manyReaders_pausedTransport_keepsWhatArrives() {
        town.play(
                1,
                LINK,
                () -> {
                    town.serve(Town::echo);
                    Connection streams = town.connect(16);
                    streams.writer().write(new byte[1000]);
                    await(sleep(1)); // far above twice the limit

                    assertThat(await(streams.reader().readexactly(1000))).hasSize(1000);

                    close(streams);
                });
    }

    @Test
    void extraInfo_namesBothEnds() {
        town.play(
                1,
                LINK,
                () -> {
                    town.serve(
                            (reader, writer) -> {
                                town.stage.mark(writer.extraInfo("sockname"));
                                writer.close();
                                return null;
                            });
                    Connection streams = town.connect();

                    assertThat(streams.writer().extraInfo("peername"))
                            .isEqualTo(InetSocketAddress.createUnresolved("server", PORT));
                    close(streams);
                    assertThat(town.stage.marks()).contains("server/<unresolved>:80");
                });
    }
}
