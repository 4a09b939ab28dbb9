// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.net.transport.TransportSocket;
import dev.asyncio4j.sync.Queue;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What can be wished of the sockets of servers, connections and datagrams, on each engine.
@Tag("real-time") // with real sockets
class ServeOptionsTest {
    private final Stage stage = Stage.real();
    private final Queue<Boolean> probed = new Queue<>();

    /// Plays `body` with this engine, and waits for the ends of the sessions, which outlive a
    /// server.
    private void play(Engine engine, Body.OfNothing body) {
        stage.play(
                () -> {
                    use(engine);
                    body.run();
                    while (getRunningLoop().allTasks().size() > 1) {
                        await(sleep(0.001));
                    }
                });
        stage.endsCleanly();
    }

    private Coroutine<Void> greet(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    probed.putNoWait(isProbed(writer));
                    await(writer.send("welcome\n"));
                    await(reader.read());
                    writer.close();
                });
    }

    private static boolean isProbed(StreamWriter writer) {
        var socket = (TransportSocket) writer.extraInfo("socket");
        return socket.option(StandardSocketOptions.SO_KEEPALIVE);
    }

    private static void welcome(int port, String host) throws IOException {
        try (Connection ours = await(openConnection(host, port))) {
            assertThat(text(await(ours.reader().readline()))).isEqualTo("welcome\n");
        }
    }

    private static int port(Server server) {
        return ((InetSocketAddress) server.sockets().getFirst().sockname()).getPort();
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void keepAlive_isSetOnBothSides_onlyIfAskedFor(Engine engine) {
        play(
                engine,
                () -> {
                    for (boolean wish : new boolean[] {false, true}) {
                        ServeOptions serving = ServeOptions.defaults();
                        ConnectOptions connecting = ConnectOptions.defaults();
                        try (Server server =
                                        await(
                                                startServer(
                                                        this::greet,
                                                        "127.0.0.1",
                                                        0,
                                                        wish ? serving.withKeepAlive() : serving));
                                Connection ours =
                                        await(
                                                openConnection(
                                                        "127.0.0.1",
                                                        port(server),
                                                        wish
                                                                ? connecting.withKeepAlive()
                                                                : connecting))) {
                            assertThat(isProbed(ours.writer())).isEqualTo(wish);
                            assertThat(await(probed.get())).isEqualTo(wish);
                        }
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void port_isShared_onlyIfBothWantTo(Engine engine) {
        play(
                engine,
                () -> {
                    ServeOptions shares = ServeOptions.defaults().withReusePort();
                    try (Server first = await(startServer(this::greet, "127.0.0.1", 0, shares))) {
                        int port = port(first);
                        try (Server second =
                                await(startServer(this::greet, "127.0.0.1", port, shares))) {
                            assertThat(port(second)).isEqualTo(port);
                            for (int i = 0; i < 10; i++) {
                                welcome(port, "127.0.0.1");
                            }
                        }
                        assertThatThrownBy(() -> await(startServer(this::greet, "127.0.0.1", port)))
                                .isInstanceOf(BindException.class);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void port_ofDatagrams_isShared_onlyIfBothWantTo(Engine engine) {
        play(
                engine,
                () -> {
                    DatagramOptions any =
                            DatagramOptions.local(new InetSocketAddress("127.0.0.1", 0));
                    try (var first = await(openDatagramEndpoint(any.withReusePort()))) {
                        var at = (InetSocketAddress) first.sockname();
                        DatagramOptions same = DatagramOptions.local(at);
                        try (var second = await(openDatagramEndpoint(same.withReusePort()))) {
                            assertThat(second.sockname()).isEqualTo(at);
                        }
                        assertThatThrownBy(() -> await(openDatagramEndpoint(same)))
                                .isInstanceOf(BindException.class);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void addressOfAnOldConnection_canBeTaken_unlessThatIsNotWished(Engine engine) {
        play(
                engine,
                () -> {
                    int port;
                    try (Server before = await(startServer(this::hangUp, "127.0.0.1", 0))) {
                        port = port(before);
                        try (Connection ours = await(openConnection("127.0.0.1", port))) {
                            assertThat(await(ours.reader().read())).isEmpty();
                        }
                    }
                    ServeOptions strict = ServeOptions.defaults().withReuseAddress(false);
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    startServer(
                                                            this::hangUp,
                                                            "127.0.0.1",
                                                            port,
                                                            strict)))
                            .isInstanceOf(BindException.class);
                    try (Server after = await(startServer(this::greet, "127.0.0.1", port))) {
                        welcome(port(after), "127.0.0.1");
                    }
                });
    }

    /// Closes first, so that the system remembers the connection on this side.
    private Coroutine<Void> hangUp(StreamReader reader, StreamWriter writer) {
        return async(writer::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void server_hasSeveralAddresses(Engine engine) {
        play(
                engine,
                () -> {
                    List<String> hosts = List.of("127.0.0.1", "127.0.0.2", "::1");
                    try (Server server =
                            await(startServer(this::greet, hosts, 0, ServeOptions.defaults()))) {
                        Set<String> at = new HashSet<>();
                        for (TransportSocket each : server.sockets()) {
                            var address = (InetSocketAddress) each.sockname();
                            at.add(address.getAddress().getHostAddress());
                            welcome(address.getPort(), address.getAddress().getHostAddress());
                        }
                        assertThat(at)
                                .containsExactlyInAnyOrder(
                                        "127.0.0.1", "127.0.0.2", "0:0:0:0:0:0:0:1");
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void server_hasEachAddressOnce(Engine engine) {
        play(
                engine,
                () -> {
                    int port;
                    try (Server free = await(startServer(this::greet, "127.0.0.1", 0))) {
                        port = port(free);
                    }
                    List<String> hosts = List.of("127.0.0.1", "127.0.0.2", "127.0.0.1");
                    try (Server server =
                            await(startServer(this::greet, hosts, port, ServeOptions.defaults()))) {
                        assertThat(server.sockets()).hasSize(2);
                    }
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "NIO", "IO_URING"})
    void server_ofWhichOneAddressIsTaken_hasNone(Engine engine) {
        play(
                engine,
                () -> {
                    try (Server taken = await(startServer(this::greet, "127.0.0.2", 0))) {
                        int port = port(taken);
                        List<String> hosts = List.of("127.0.0.1", "127.0.0.2");
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        startServer(
                                                                this::greet,
                                                                hosts,
                                                                port,
                                                                ServeOptions.defaults())))
                                .isInstanceOf(BindException.class);
                        try (Server free = await(startServer(this::greet, "127.0.0.1", port))) {
                            welcome(port(free), "127.0.0.1");
                        }
                    }
                });
    }
}
