// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Net.openUnixConnection;
import static dev.asyncio4j.net.Net.startUnixServer;
import static dev.asyncio4j.net.Net.use;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.faults.Scene.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.sync.Queue;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Sockets whose files are stale, deleted, or another's.
@Tag("real-time") // with real sockets
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(names = {"AUTO", "NIO", "IO_URING"})
class UnixFaultsTest {
    private static final int TIMES = 30;

    private final Scene scene;
    private final Path path;
    private final Queue<byte[]> ended = new Queue<>(); // what came up to the end of a half

    UnixFaultsTest(Engine engine, @TempDir Path folder) {
        scene = new Scene(engine);
        path = folder.resolve("s");
    }

    @AfterEach
    void nothingIsLeft() {
        scene.stage.endsCleanly();
        Leaks.none();
    }

    private void play(Body.OfNothing body) {
        scene.stage.play(
                () -> {
                    use(scene.engine);
                    body.run();
                });
    }

    private void answers() throws Exception {
        try (Connection ours = await(openUnixConnection(path))) {
            ours.writer().write("still there?\n");
            assertThat(text(await(ours.reader().readline()))).isEqualTo("still there?\n");
        }
    }

    private Server serve() {
        return await(startUnixServer(scene::echo, path));
    }

    @Test
    void staleSocket_refuses_andMakesWayForAServer() {
        play(
                () -> {
                    Descriptors before = Descriptors.now();
                    for (int i = 0; i < TIMES; i++) {
                        leaveStale();
                        assertThatThrownBy(() -> await(openUnixConnection(path)))
                                .isInstanceOf(ConnectException.class)
                                .hasMessageContaining("Connection refused");
                        try (Server server = serve()) {
                            answers();
                            until(() -> server.clientCount() == 0);
                        }
                        assertThat(path).doesNotExist();
                        if (i == 0) {
                            await(sleep(0.01)); // so that the JDK has what it waits with
                            before = Descriptors.now();
                        }
                    }
                    before.untilNothingElseIsOpen();
                });
    }

    private void leaveStale() throws IOException {
        try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
    }

    @Test
    void answer_afterTheOtherSideHasEndedItsHalf_arrives() {
        play(
                () -> {
                    for (int i = 0; i < TIMES; i++) {
                        try (Server _ = await(startUnixServer(this::answerToAll, path));
                                Connection ours = await(openUnixConnection(path))) {
                            ours.writer().write("question");
                            ours.writer().writeEof();
                            assertThat(text(await(ours.reader().read()))).isEqualTo("question!");
                            assertThat(text(await(ended.get()))).isEqualTo("question");
                        }
                    }
                });
    }

    private Coroutine<Void> answerToAll(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    byte[] all = await(reader.read());
                    ended.putNoWait(all);
                    writer.write(all);
                    await(writer.send("!"));
                    writer.close();
                    await(writer.waitClosed());
                });
    }

    @Test
    void deletedSocket_isNotFound_butItsConnectionsLiveOn() {
        play(
                () -> {
                    for (int i = 0; i < TIMES; i++) {
                        try (Server server = serve();
                                Connection old = await(openUnixConnection(path))) {
                            Files.delete(path);
                            assertThatThrownBy(() -> await(openUnixConnection(path)))
                                    .isInstanceOf(NoSuchFileException.class)
                                    .hasMessage(path.toString());
                            old.writer().write("still there?\n");
                            assertThat(text(await(old.reader().readline())))
                                    .isEqualTo("still there?\n");
                            old.writer().close();
                            until(() -> server.clientCount() == 0);
                        }
                    }
                });
    }

    @Test
    void socketOfAnother_inItsPlace_isLeftAlone() {
        play(
                () -> {
                    Server first = serve();
                    try (Server second = serve()) {
                        first.close();

                        assertThat(path).exists();
                        answers();
                        until(() -> second.clientCount() == 0);
                    }
                    assertThat(path).doesNotExist();
                });
    }

    @Test
    void folder_thatIsNotThere_refuses() {
        Path nowhere = path.resolve("deeper");
        play(
                () -> {
                    for (int i = 0; i < TIMES; i++) {
                        assertThatThrownBy(() -> await(startUnixServer(scene::echo, nowhere)))
                                .isInstanceOf(IOException.class)
                                .hasMessageContaining(nowhere.toString());
                        assertThatThrownBy(() -> await(openUnixConnection(nowhere)))
                                .isInstanceOf(NoSuchFileException.class);
                    }
                });
    }

    @Test
    void path_thatIsTooLong_refuses() {
        Path tooLong = path.resolveSibling("x".repeat(200));
        play(
                () -> {
                    for (int i = 0; i < TIMES; i++) {
                        assertThatThrownBy(() -> await(startUnixServer(scene::echo, tooLong)))
                                .isInstanceOf(SocketException.class)
                                .hasMessage("AF_UNIX path too long: " + tooLong);
                        assertThatThrownBy(() -> await(openUnixConnection(tooLong)))
                                .isInstanceOf(SocketException.class);
                    }
                });
    }
}
