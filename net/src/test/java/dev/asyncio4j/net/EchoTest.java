// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.testing.VirtualTime;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams over real sockets.
@Tag("real-time")
class EchoTest {
    private final Stage stage = Stage.real();

    static Coroutine<Void> echo(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    for (byte[] line : awaitEach(reader)) {
                        await(writer.send(line));
                    }
                    writer.close();
                    await(writer.waitClosed());
                });
    }

    static int port(Server server) {
        return ((InetSocketAddress) server.sockets().getFirst().sockname()).getPort();
    }

    @Test
    void lines_comeBack() {
        stage.play(
                () -> {
                    try (var server = await(startServer(EchoTest::echo, "127.0.0.1", 0))) {
                        try (var client = await(openConnection("127.0.0.1", port(server)))) {
                            for (String word : List.of("one\n", "two\n", "three\n")) {
                                client.writer().write(word);
                                assertThat(text(await(client.reader().readline()))).isEqualTo(word);
                            }
                        }
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void megabytes_comeBack_whoeverIsFaster() {
        byte[] much = new byte[5_000_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31 + i / 1000);
        }
        stage.play(
                () -> {
                    ClientConnected echoAll =
                            (reader, writer) ->
                                    async(
                                            () -> {
                                                byte[] piece;
                                                while ((piece = await(reader.read(100_000))).length
                                                        > 0) {
                                                    await(writer.send(piece));
                                                }
                                                writer.close();
                                            });
                    try (var server = await(startServer(echoAll, "127.0.0.1", 0));
                            var client = await(openConnection("127.0.0.1", port(server)))) {
                        var sent =
                                createTask(
                                        async(
                                                () -> {
                                                    await(client.writer().send(much));
                                                    client.writer().writeEof();
                                                }));
                        assertThat(Arrays.equals(await(client.reader().read()), much)).isTrue();
                        await(sent);
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void manyClients_atOnce() {
        stage.play(
                () -> {
                    try (var server = await(startServer(EchoTest::echo, "127.0.0.1", 0))) {
                        List<Coroutine<String>> clients = new ArrayList<>();
                        for (int i = 0; i < 200; i++) {
                            clients.add(oneLine(port(server), "client " + i + "\n"));
                        }
                        List<String> lines = await(gather(clients));
                        assertThat(lines).hasSize(200).doesNotHaveDuplicates();
                        assertThat(lines.get(17)).isEqualTo("client 17\n");
                        await(server.drain(Duration.ofSeconds(5)));
                        assertThat(server.clientCount()).isZero();
                    }
                });
        stage.endsCleanly();
    }

    private static Coroutine<String> oneLine(int port, String line) {
        return async(
                () -> {
                    try (var client = await(openConnection("127.0.0.1", port))) {
                        client.writer().write(line);
                        return text(await(client.reader().readline()));
                    }
                });
    }

    @Test
    void refusedConnection_saysSo() {
        stage.play(
                () -> {
                    int port;
                    try (var server = await(startServer(EchoTest::echo, "127.0.0.1", 0))) {
                        port = port(server);
                    }
                    assertThatThrownBy(() -> await(openConnection("127.0.0.1", port)))
                            .isInstanceOf(java.net.ConnectException.class)
                            .hasMessageContaining("Connection refused");
                });
        stage.endsCleanly();
    }

    @Test
    void unixSocket_isReplacedWhenStale_andRemovedAtTheEnd(@TempDir Path folder) {
        Path path = folder.resolve("s");
        stage.play(
                () -> {
                    try (var server = await(startUnixServer(EchoTest::echo, path));
                            var client = await(openUnixConnection(path))) {
                        assertThat(server.isServing()).isTrue();
                        client.writer().write("hello\n");
                        assertThat(text(await(client.reader().readline()))).isEqualTo("hello\n");
                        assertThat(client.writer().extraInfo("peername"))
                                .isEqualTo(java.net.UnixDomainSocketAddress.of(path));
                        client.writer().close();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                    assertThat(path).doesNotExist();
                    assertThatThrownBy(() -> await(openUnixConnection(path)))
                            .isInstanceOf(java.nio.file.NoSuchFileException.class);
                    Files.writeString(path, "a plain file");
                    assertThatThrownBy(() -> await(startUnixServer(EchoTest::echo, path)))
                            .isInstanceOf(IOException.class)
                            .hasMessageContaining("is already in use");
                });
        stage.endsCleanly();
    }

    @Test
    void virtualTime_refusesRealSockets_andNamesTheWayOut() {
        Stage virtual = new Stage();
        virtual.play(
                () ->
                        assertThatThrownBy(() -> await(openConnection("127.0.0.1", 1)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("simulated network"));
        virtual.endsCleanly();
    }

    @Test
    void virtualTime_thatAllowsThem_stillJumps() {
        var loop =
                new dev.asyncio4j.EventLoop(
                        VirtualTime.withRealSockets(Duration.ofMillis(100))
                                .in(LoopOptions.defaults()));
        loop.runUntilComplete(
                async(
                        () -> {
                            try (var server = await(startServer(EchoTest::echo, "127.0.0.1", 0))) {
                                assertThat(await(oneLine(port(server), "x\n"))).isEqualTo("x\n");
                                await(sleep(3600));
                            }
                        }));
        assertThat(loop.time()).isGreaterThanOrEqualTo(3600);
        loop.close();
    }

    @Test
    void engine_isNamed_withTheReason() {
        stage.play(
                () -> {
                    assertThat(engineReason()).startsWith(engine().toString() + ": ");
                    assertThatThrownBy(
                                    () -> use(engine() == Engine.NIO ? Engine.KQUEUE : Engine.NIO))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("choose before the first network call");
                });
        stage.endsCleanly();
    }

    @Test
    void nio_canBeAskedFor_everywhere() {
        stage.play(
                () -> {
                    use(Engine.NIO);
                    try (var server = await(startServer(EchoTest::echo, "127.0.0.1", 0))) {
                        assertThat(await(oneLine(port(server), "x\n"))).isEqualTo("x\n");
                        SocketAddress at = server.sockets().getFirst().sockname();
                        assertThat(((InetSocketAddress) at).getAddress().isLoopbackAddress())
                                .isTrue();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                    assertThat(engineReason()).isEqualTo("nio: asked for");
                });
        stage.endsCleanly();
    }
}
