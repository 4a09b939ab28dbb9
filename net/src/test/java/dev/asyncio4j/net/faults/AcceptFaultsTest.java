// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Net.use;
import static dev.asyncio4j.net.faults.Scene.caller;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.Engine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

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
}
