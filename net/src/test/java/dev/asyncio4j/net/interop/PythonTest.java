// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.interop;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.openDatagramEndpoint;
import static dev.asyncio4j.net.Net.openUnixConnection;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Net.startUnixServer;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.interop.Program.line;
import static dev.asyncio4j.net.interop.Program.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.DatagramEndpoint;
import dev.asyncio4j.net.DatagramOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.process.Process;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Python's asyncio on the other end, in both roles.
@Tag("real-time") // with real programs
@EnabledOnOs(OS.LINUX)
class PythonTest {
    private final Stage stage = Stage.real();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    /// As `pattern` in `peer.py`.
    static byte[] pattern(int size) {
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
            data[i] = (byte) (i * 31 + i / 1000);
        }
        return data;
    }

    /// As `digest` in `peer.py`.
    static String digest(byte[] data) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(data);
        return data.length + " " + HexFormat.of().formatHex(hash);
    }

    static Coroutine<Void> echo(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    byte[] data = await(reader.read(65536));
                    while (data.length > 0) {
                        await(writer.send(data));
                        data = await(reader.read(65536));
                    }
                    writer.close();
                    await(writer.waitClosed());
                });
    }

    static int port(Server server) {
        return ((InetSocketAddress) server.sockets().getFirst().sockname()).getPort();
    }

    private static int listening(Process peer) {
        return Integer.parseInt(line(peer).replace("listening ", ""));
    }

    private static Connection connect(Process peer) {
        return await(openConnection("127.0.0.1", listening(peer)));
    }

    // ---- its server, our client

    @Test
    void itsServer_echoesWhatOursSends_whoeverIsFaster() {
        byte[] much = pattern(3_000_000);
        stage.play(
                () -> {
                    try (Process peer = peer("serve", "echo");
                            Connection ours = connect(peer)) {
                        Task<Void> sending =
                                createTask(
                                        async(
                                                () -> {
                                                    await(ours.writer().send(much));
                                                    ours.writer().writeEof();
                                                }));
                        byte[] back = await(ours.reader().read());
                        await(sending);

                        assertThat(digest(back)).isEqualTo(digest(much));
                    }
                });
    }

    @Test
    void itsServer_endsItsHalf_andReadsOn() {
        byte[] data = pattern(100_000);
        stage.play(
                () -> {
                    try (Process peer = peer("serve", "half");
                            Connection ours = connect(peer)) {
                        assertThat(text(await(ours.reader().read()))).isEqualTo("that was all\n");
                        assertThat(ours.reader().isAtEof()).isTrue();

                        await(ours.writer().send(data));
                        ours.writer().writeEof();

                        assertThat(line(peer)).isEqualTo(digest(data));
                    }
                });
    }

    @Test
    void itsServer_doesNotRead_andOursWaits() {
        byte[] data = pattern(20_000_000);
        stage.play(
                () -> {
                    try (Process peer = peer("serve", "lazy");
                            Connection ours = connect(peer)) {
                        Task<Void> sending = createTask(ours.writer().send(data));
                        untilSteady(ours);
                        assertThat(sending.isDone()).isFalse();
                        assertThat(ours.writer().transport().writeBufferSize())
                                .isGreaterThan(64 * 1024);

                        peer.stdin().write("go\n");
                        await(sending);
                        ours.writer().writeEof();

                        assertThat(line(peer)).isEqualTo(digest(data));
                        assertThat(text(await(ours.reader().read()))).isEqualTo("done\n");
                    }
                });
    }

    /// Turns until the system has taken all that it takes.
    private static void untilSteady(Connection ours) {
        int before = -1;
        for (int same = 0; same < 20; ) {
            int now = ours.writer().transport().writeBufferSize();
            same = now == before ? same + 1 : 0;
            before = now;
            await(dev.asyncio4j.Asyncio.sleep(0.005));
        }
    }

    @Test
    void itsServer_floods_andWaitsForOurs() {
        byte[] piece = pattern(50_000);
        stage.play(
                () -> {
                    try (Process peer = peer("serve", "flood");
                            Connection ours = connect(peer)) {
                        assertThat(line(peer)).isEqualTo("waiting");
                        assertThat(ours.reader().toString()).contains("paused");

                        for (int i = 0; i < 400; i++) {
                            assertThat(await(ours.reader().readexactly(piece.length)))
                                    .isEqualTo(piece);
                        }
                        assertThat(await(ours.reader().read())).isEmpty();
                    }
                });
    }

    @Test
    void itsServer_resets_andOursIsTold() {
        stage.play(
                () -> {
                    try (Process peer = peer("serve", "reset");
                            Connection ours = connect(peer)) {
                        assertThat(text(await(ours.reader().readexactly(11))))
                                .isEqualTo("half a mess");
                        ours.writer().write("now\n");

                        assertThatThrownBy(() -> await(ours.reader().read()))
                                .isInstanceOf(ConnectionResetError.class)
                                .hasMessage("Connection reset by peer");
                        assertThatThrownBy(() -> await(ours.writer().drain()))
                                .isInstanceOf(ConnectionResetError.class);
                    }
                });
    }

    @Test
    void itsServer_readsMessages_withALimit() {
        stage.play(
                () -> {
                    try (Process peer = peer("serve", "messages");
                            Connection ours = connect(peer)) {
                        ours.writer().write("a: 1\r\nb: 2\r\n\r\n");
                        assertThat(text(await(ours.reader().readline())))
                                .isEqualTo("message: 14\n");
                        ours.writer().write("x".repeat(150));
                        assertThat(text(await(ours.reader().readline()))).startsWith("too long: ");
                        ours.writer().write("cut");
                        ours.writer().writeEof();
                        assertThat(text(await(ours.reader().read()))).contains("cut short: ");
                    }
                });
    }

    @Test
    void itsServer_atAPath(@TempDir Path folder) {
        Path path = folder.resolve("s");
        stage.play(
                () -> {
                    try (Process peer = peer("serve", "echo", path)) {
                        assertThat(line(peer)).isEqualTo("listening " + path);
                        try (Connection ours = await(openUnixConnection(path))) {
                            ours.writer().write("over a path");
                            ours.writer().writeEof();
                            assertThat(text(await(ours.reader().read()))).isEqualTo("over a path");
                        }
                    }
                });
    }

    // ---- our server, its client

    @Test
    void itsClient_talksWithOurServer_andEndsItsHalf() {
        stage.play(
                () -> {
                    try (Server server = await(startServer(PythonTest::echo, "127.0.0.1", 0));
                            Process peer = peer("talk", port(server))) {
                        assertThat(Program.output(peer, "")).isEqualTo("one\ntwo\nthree\nrest 0\n");
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    @Test
    void itsClient_sendsMuchToOurServer() {
        byte[] much = pattern(3_000_000);
        stage.play(
                () -> {
                    try (Server server = await(startServer(PythonTest::echo, "127.0.0.1", 0));
                            Process peer = peer("send", port(server))) {
                        assertThat(Program.output(peer, "").strip()).isEqualTo(digest(much));
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    @Test
    void itsClient_resets_andOurServerGoesOn() {
        stage.play(
                () -> {
                    Future<Throwable> seen = stage.loop.createFuture();
                    try (Server server =
                                    await(
                                            startServer(
                                                    (reader, writer) -> untilLost(reader, seen),
                                                    "127.0.0.1",
                                                    0));
                            Process peer = peer("hang_up", port(server))) {
                        peer.stdin().write("now\n");

                        assertThat(await(seen)).isInstanceOf(ConnectionResetError.class);
                        assertThat(await(peer.waitOn())).isZero();
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    private static Coroutine<Void> untilLost(StreamReader reader, Future<Throwable> seen) {
        return async(
                () -> {
                    try {
                        await(reader.read());
                        seen.setResult(new AssertionError("it was not reset"));
                    } catch (Exception lost) {
                        seen.setResult(lost);
                    }
                });
    }

    @Test
    void itsClient_parsesWhatOurServerSends() {
        stage.play(
                () -> {
                    try (Server server =
                                    await(
                                            startServer(
                                                    (reader, writer) ->
                                                            pieces(
                                                                    writer,
                                                                    "a l",
                                                                    "ine\n12",
                                                                    "345up to;th",
                                                                    "e rest"),
                                                    "127.0.0.1",
                                                    0));
                            Process peer = peer("parse", port(server))) {
                        assertThat(Program.output(peer, ""))
                                .isEqualTo(
                                        "b'a line\\n'\nb'12345'\nb'up to;'\n"
                                                + "incomplete b'the rest'\n");
                    }
                });
    }

    private static Coroutine<Void> pieces(StreamWriter writer, String... pieces) {
        return async(
                () -> {
                    try (writer) {
                        for (String piece : pieces) {
                            await(writer.send(piece));
                        }
                    }
                });
    }

    @Test
    void itsClient_atOurPath(@TempDir Path folder) {
        Path path = folder.resolve("s");
        stage.play(
                () -> {
                    try (Server server = await(startUnixServer(PythonTest::echo, path));
                            Process peer = peer("talk", path)) {
                        assertThat(Program.output(peer, "")).endsWith("three\nrest 0\n");
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    // ---- datagrams

    @Test
    void itsDatagrams_answerOurs() {
        stage.play(
                () -> {
                    try (Process peer = peer("datagram_server")) {
                        var to = new InetSocketAddress("127.0.0.1", listening(peer));
                        try (DatagramEndpoint ours =
                                await(openDatagramEndpoint(DatagramOptions.remote(to)))) {
                            for (String word : new String[] {"a", "stressed"}) {
                                await(ours.send(bytes(word)));
                                String back = text(await(ours.receive()).bytes());
                                assertThat(new StringBuilder(back).reverse()).hasToString(word);
                            }
                        }
                    }
                });
    }

    @Test
    void ourDatagrams_answerIts() {
        stage.play(
                () -> {
                    var here = new InetSocketAddress("127.0.0.1", 0);
                    try (DatagramEndpoint ours =
                            await(openDatagramEndpoint(DatagramOptions.local(here)))) {
                        int port = ((InetSocketAddress) ours.sockname()).getPort();
                        try (Process peer = peer("datagram_client", port)) {
                            for (int size : new int[] {1, 1000, 60_000}) {
                                var datagram = await(ours.receive());
                                assertThat(datagram.bytes()).isEqualTo(pattern(size));
                                var from = (InetSocketAddress) datagram.sender();
                                await(ours.send(datagram.bytes(), from));
                                assertThat(line(peer)).isEqualTo(digest(pattern(size)));
                            }
                            assertThat(await(peer.waitOn())).isZero();
                        }
                    }
                });
    }
}
