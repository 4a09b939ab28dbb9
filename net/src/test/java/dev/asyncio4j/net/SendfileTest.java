// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.openUnixConnection;
import static dev.asyncio4j.net.Net.sendfile;
import static dev.asyncio4j.net.Net.sockSendfile;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Net.startUnixServer;
import static dev.asyncio4j.net.Net.use;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.net.transport.SendfileNotAvailableError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Files over connections: by the system, and by reading and writing (a ring).
@Tag("real-time") // with real sockets
@ParameterizedClass
@EnumSource(names = {"AUTO", "NIO", "IO_URING"})
class SendfileTest {
    private static final SendfileOptions ALL = SendfileOptions.defaults();

    private final Engine engine;
    private final Stage stage = Stage.real();
    private final byte[] much = new byte[3_000_000];
    private FileChannel file;

    SendfileTest(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void makeFile(@TempDir Path folder) throws IOException {
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31 + i / 1000);
        }
        file = FileChannel.open(Files.write(folder.resolve("file"), much));
    }

    @AfterEach
    void endsCleanly() throws IOException {
        assertThat(file.isOpen()).isTrue();
        file.close();
        stage.endsCleanly();
    }

    /// Keeps the first client for the test.
    private Server server;

    private final Future<Connection> client = stage.loop.createFuture();

    private Coroutine<Void> keep(StreamReader reader, StreamWriter writer) {
        return async(() -> client.setResult(new Connection(reader, writer)));
    }

    private void play(Body.OfNothing body) {
        stage.play(
                () -> {
                    use(engine);
                    try (Server serving = await(startServer(this::keep, "127.0.0.1", 0))) {
                        server = serving;
                        body.run();
                    }
                });
    }

    private Connection connect() {
        return await(openConnection("127.0.0.1", EchoTest.port(server)));
    }

    @Test
    void file_thatCannotBeRead_isRefused_andTheConnectionCanBeUsed(@TempDir Path folder)
            throws IOException {
        try (FileChannel writeOnly =
                FileChannel.open(
                        folder.resolve("log"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
            play(
                    () -> {
                        try (Connection ours = connect();
                                Connection theirs = await(client)) {
                            assertThatThrownBy(
                                            () ->
                                                    await(
                                                            sendfile(
                                                                    ours.writer().transport(),
                                                                    writeOnly)))
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageContaining("not open for reading");
                            ours.writer().write("end");
                            assertThat(text(await(theirs.reader().readexactly(3))))
                                    .isEqualTo("end");
                        }
                    });
        }
    }

    @Test
    void file_comesBehindWhatWasWritten_andBeforeWhatIs() {
        play(
                () -> {
                    try (Connection ours = connect();
                            Connection theirs = await(client)) {
                        Task<byte[]> all = createTask(theirs.reader().read());
                        ours.writer().write("head ");
                        assertThat(await(sendfile(ours.writer().transport(), file)))
                                .isEqualTo(much.length);
                        ours.writer().write(" tail");
                        ours.writer().writeEof();

                        byte[] got = await(all);
                        assertThat(got).hasSize(much.length + 10);
                        assertThat(text(Arrays.copyOf(got, 5))).isEqualTo("head ");
                        assertThat(Arrays.copyOfRange(got, 5, 5 + much.length)).isEqualTo(much);
                        assertThat(file.position()).isEqualTo(much.length);
                    }
                });
    }

    @Test
    void part_isSent_andThePositionIsBehindIt() {
        play(
                () -> {
                    try (Connection ours = connect();
                            Connection theirs = await(client)) {
                        var transport = ours.writer().transport();
                        assertThat(
                                        await(
                                                sendfile(
                                                        transport,
                                                        file,
                                                        ALL.withOffset(1000).withCount(2000))))
                                .isEqualTo(2000);
                        assertThat(file.position()).isEqualTo(3000);
                        assertThat(await(theirs.reader().readexactly(2000)))
                                .isEqualTo(Arrays.copyOfRange(much, 1000, 3000));

                        assertThat(
                                        await(
                                                sendfile(
                                                        transport,
                                                        file,
                                                        ALL.withOffset(much.length - 5)
                                                                .withCount(2000))))
                                .as("as much as there is")
                                .isEqualTo(5);
                        assertThat(
                                        await(
                                                sendfile(
                                                        transport,
                                                        file,
                                                        ALL.withOffset(much.length + 5L))))
                                .as("behind its end")
                                .isZero();
                    }
                });
    }

    @Test
    void reading_restsMeanwhile_andGoesOn() {
        play(
                () -> {
                    try (Connection ours = connect();
                            Connection theirs = await(client)) {
                        Task<Long> sending = createTask(sendfile(ours.writer().transport(), file));
                        theirs.writer().write("an answer\n");
                        byte[] all = await(theirs.reader().readexactly(much.length));
                        await(sending);

                        assertThat(all).isEqualTo(much);
                        assertThat(text(await(ours.reader().readline()))).isEqualTo("an answer\n");
                    }
                });
    }

    @Test
    void sendfile_cancelled_stops_andTheConnectionCanBeUsed(@TempDir Path folder)
            throws IOException {
        try (FileChannel huge = sparse(folder, 100_000_000)) {
            play(
                    () -> {
                        try (Connection ours = connect();
                                Connection theirs = await(client)) {
                            Task<Long> sending =
                                    createTask(sendfile(ours.writer().transport(), huge));
                            await(theirs.reader().readexactly(100_000));
                            sending.cancel();
                            assertThatThrownBy(() -> await(sending))
                                    .isInstanceOf(CancelledError.class);
                            assertThat(huge.position()).isBetween(100_000L, 99_999_999L);

                            ours.writer().write("end");
                            ours.writer().writeEof();
                            long rest = 100_000;
                            byte[] last = {};
                            for (byte[] some = await(theirs.reader().read(100_000));
                                    some.length > 0;
                                    some = await(theirs.reader().read(100_000))) {
                                rest += some.length;
                                last = some;
                            }
                            assertThat(text(last)).endsWith("end");
                            assertThat(rest).isLessThan(100_000_000);
                        }
                    });
        }
    }

    private static FileChannel sparse(Path folder, long size) throws IOException {
        Path path = folder.resolve("huge");
        try (var made = new java.io.RandomAccessFile(path.toFile(), "rw")) {
            made.setLength(size);
        }
        return FileChannel.open(path);
    }

    @Test
    void peer_thatResets_failsIt(@TempDir Path folder) throws IOException {
        try (FileChannel huge = sparse(folder, 100_000_000)) {
            play(
                    () -> {
                        try (Connection ours = connect();
                                Connection theirs = await(client)) {
                            Task<Long> sending =
                                    createTask(sendfile(ours.writer().transport(), huge));
                            await(theirs.reader().readexactly(100_000));
                            theirs.writer().transport().abort();

                            assertThatThrownBy(() -> await(sending))
                                    .isInstanceOf(IOException.class);
                            await(sleep(0));
                            assertThat(ours.writer().isClosing()).isTrue();
                        }
                    });
        }
    }

    @Test
    void misuse_isRefused() {
        play(
                () -> {
                    Connection ours = connect();
                    try (Connection theirs = await(client)) {
                        var transport = ours.writer().transport();
                        if (Net.engine() == Engine.IO_URING) {
                            assertThatThrownBy(
                                            () ->
                                                    await(
                                                            sendfile(
                                                                    transport,
                                                                    file,
                                                                    ALL.withoutFallback())))
                                    .isInstanceOf(SendfileNotAvailableError.class)
                                    .hasMessageStartingWith(
                                            "fallback is disabled and native sendfile is not"
                                                    + " supported for transport <Transport");
                        }
                        ours.close();
                        assertThatThrownBy(() -> await(sendfile(transport, file)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("Transport is closing");
                        assertThat(await(theirs.reader().read())).isEmpty();
                    }
                    assertThatThrownBy(() -> ALL.withOffset(-1))
                            .hasMessage("offset must be a non-negative integer (got -1)");
                    assertThatThrownBy(() -> ALL.withCount(0))
                            .hasMessage("count must be a positive integer (got 0)");
                });
    }

    @Test
    void unixSocket_takesFiles(@TempDir Path folder) {
        Path path = folder.resolve("s");
        stage.play(
                () -> {
                    use(engine);
                    try (Server _ = await(startUnixServer(this::keep, path));
                            Connection ours = await(openUnixConnection(path));
                            Connection theirs = await(client)) {
                        Task<byte[]> all = createTask(theirs.reader().readexactly(much.length));
                        await(sendfile(ours.writer().transport(), file));
                        assertThat(await(all)).isEqualTo(much);
                    }
                });
    }

    @Test
    void socketOfTheProgram_takesFiles() {
        play(
                () -> {
                    var address = new InetSocketAddress("127.0.0.1", EchoTest.port(server));
                    try (SocketChannel socket = SocketChannel.open(address);
                            Connection theirs = await(client)) {
                        assertThatThrownBy(() -> await(sockSendfile(socket, file, ALL)))
                                .hasMessage("the socket must be non-blocking");
                        socket.configureBlocking(false);
                        Task<byte[]> all = createTask(theirs.reader().readexactly(2_999_000));
                        long sent = await(sockSendfile(socket, file, ALL.withOffset(1000)));

                        assertThat(sent).isEqualTo(2_999_000);
                        assertThat(file.position()).isEqualTo(much.length);
                        assertThat(await(all))
                                .isEqualTo(Arrays.copyOfRange(much, 1000, much.length));
                    }
                });
    }

    @Test
    void simulatedNetwork_readsAndWrites() {
        Stage simulated = Stage.real();
        simulated.play(
                () -> {
                    var network = new SimulatedNetwork(7);
                    Future<byte[]> got = simulated.loop.createFuture();
                    try (Server _ =
                            await(
                                    startServer(
                                            (reader, writer) ->
                                                    async(
                                                            () -> {
                                                                got.setResult(await(reader.read()));
                                                                writer.close();
                                                            }),
                                            "",
                                            80))) {
                        try (Connection ours = await(openConnection("localhost", 80))) {
                            var transport = ours.writer().transport();
                            assertThatThrownBy(
                                            () ->
                                                    await(
                                                            sendfile(
                                                                    transport,
                                                                    file,
                                                                    ALL.withoutFallback())))
                                    .isInstanceOf(SendfileNotAvailableError.class);
                            assertThat(await(sendfile(transport, file))).isEqualTo(much.length);
                        }
                        assertThat(await(got)).isEqualTo(much);
                        assertThat(file.position()).isEqualTo(much.length);
                    }
                    while (!network.connections().isEmpty()) {
                        await(sleep(0));
                    }
                });
        simulated.endsCleanly();
    }

    @Test
    void secondFile_whileTheFirstIsRead_isRefused() {
        Stage simulated = Stage.real();
        simulated.play(
                () -> {
                    var network = new SimulatedNetwork(7);
                    Future<byte[]> got = simulated.loop.createFuture();
                    try (Server _ =
                                    await(
                                            startServer(
                                                    (reader, writer) ->
                                                            async(
                                                                    () -> {
                                                                        got.setResult(
                                                                                await(
                                                                                        reader
                                                                                                .read()));
                                                                        writer.close();
                                                                    }),
                                                    "",
                                                    80));
                            Connection ours = await(openConnection("localhost", 80))) {
                        var transport = ours.writer().transport();
                        var protocol = transport.protocol();
                        Task<Long> first = createTask(sendfile(transport, file));
                        await(sleep(0));

                        assertThatThrownBy(() -> await(sendfile(transport, file)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("sendfile is in progress; await it first");

                        assertThat(await(first)).isEqualTo(much.length);
                        assertThat(transport.protocol()).isSameAs(protocol);
                        ours.writer().writeEof();
                        assertThat(await(got)).isEqualTo(much);
                    }
                    while (!network.connections().isEmpty()) {
                        await(sleep(0));
                    }
                });
        simulated.endsCleanly();
    }

    @Test
    void lostConnection_whileItIsRead_failsIt() {
        Stage simulated = Stage.real();
        simulated.play(
                () -> {
                    var network = new SimulatedNetwork(7);
                    try (Server _ =
                                    await(
                                            startServer(
                                                    (reader, writer) ->
                                                            async(() -> await(sleep(1))),
                                                    "",
                                                    80));
                            Connection ours = await(openConnection("localhost", 80))) {
                        Task<Long> sending = createTask(sendfile(ours.writer().transport(), file));
                        await(sleep(0.05)); // nobody reads
                        assertThat(sending.isDone()).isFalse();
                        network.connections().forEach(each -> each.cut());
                        assertThatThrownBy(() -> await(sending))
                                .isInstanceOf(ConnectionResetError.class);
                    }
                });
        simulated.loop.close();
    }
}
