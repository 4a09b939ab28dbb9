// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Net.createServer;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Net.use;
import static dev.asyncio4j.net.faults.Scene.caller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Engine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers whose clients come at the wrong moment, or for whom there is no protocol.
@Tag("real-time") // with real sockets
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(names = {"AUTO", "NIO", "IO_URING"})
class AcceptFaultsTest {
    private final Stage stage = Stage.real();
    private final Engine engine;

    AcceptFaultsTest(Engine engine) {
        this.engine = engine;
    }

    @AfterEach
    void nothingIsLeft() {
        stage.endsCleanly();
        Leaks.none();
    }

    private void play(Body.OfNothing body) {
        stage.play(
                () -> {
                    use(engine);
                    body.run();
                });
    }

    private Coroutine<Void> welcome(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    stage.mark("handler");
                    writer.close();
                });
    }

    private static int port(Server server) {
        return ((InetSocketAddress) server.sockets().getFirst().sockname()).getPort();
    }

    // ---- a server that is closed

    @Test
    void clientThatComesInTheTurnOfClosing_isReset_andNobodyIsServedAfterwards() {
        play(
                () -> {
                    for (int turns = 0; turns < 4; turns++) {
                        Server server = await(startServer(this::welcome, "127.0.0.1", 0));
                        try (SocketChannel client = caller(port(server), "")) {
                            for (int i = 0; i < turns; i++) {
                                await(sleep(0));
                            }
                            server.close();
                            await(server.waitClosed());
                            boolean served = !stage.marks().isEmpty();
                            await(sleep(0.01));
                            assertThat(stage.marks()).as("served too late").isEmpty();
                            assertThat(server.clientCount()).isZero();
                            if (!served) {
                                assertThatThrownBy(() -> client.read(ByteBuffer.allocate(1)))
                                        .isInstanceOf(IOException.class)
                                        .hasMessageContaining("reset");
                            }
                        }
                    }
                });
    }

    @Test
    void startThatIsCancelled_leavesNoListener() {
        play(
                () -> {
                    int port;
                    try (Server first = await(startServer(this::welcome, "127.0.0.1", 0))) {
                        port = port(first);
                    }
                    Task<Server> starting =
                            createTask(startServer(this::welcome, "127.0.0.1", port));
                    await(sleep(0));
                    assertThat(starting.isDone()).isFalse();

                    starting.cancel();

                    assertThatThrownBy(() -> await(starting)).isInstanceOf(CancelledError.class);
                    assertThatThrownBy(() -> caller(port, "").close())
                            .isInstanceOf(ConnectException.class);
                    await(startServer(this::welcome, "127.0.0.1", port)).close();
                });
    }

    // ---- no protocol

    private Server serve(Supplier<BaseProtocol> protocols, boolean given) throws IOException {
        if (!given) {
            return await(createServer(protocols, "127.0.0.1", 0));
        }
        var channel = ServerSocketChannel.open();
        channel.bind(new InetSocketAddress("127.0.0.1", 0));
        return await(createServer(protocols, channel, ServeOptions.defaults()));
    }

    private static List<Supplier<BaseProtocol>> broken() {
        return List.of(
                () -> {
                    throw new AssertionError("no protocol today");
                },
                () -> {
                    throw new IllegalStateException("no protocol today");
                },
                () -> null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientForWhomThereIsNoProtocol_isLetGo(boolean given) {
        play(
                () -> {
                    for (Supplier<BaseProtocol> each : broken()) {
                        try (Server server = serve(each, given);
                                SocketChannel client = caller(port(server), "")) {
                            while (stage.faults.isEmpty()) {
                                await(sleep(0.001));
                            }
                            client.socket().setSoTimeout(5000);
                            assertThat(client.socket().getInputStream().read()).isEqualTo(-1);
                            assertThat(stage.faultMessages())
                                    .containsExactly(
                                            "Error on transport creation for incoming connection");
                            assertThat(server.clientCount()).isZero();
                        }
                    }
                });
    }
}
