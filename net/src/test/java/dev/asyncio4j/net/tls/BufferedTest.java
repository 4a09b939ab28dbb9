// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.tls.TlsTown.PORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import dev.asyncio4j.net.transport.BufferedProtocol;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A protocol with a buffer of four bytes, to which twelve come at once: whatever it does with its
/// transport holds from the next four on. Over each kind of transport.
@Tag("real-time") // some ways are real sockets
@ParameterizedClass
@EnumSource
class BufferedTest {
    @TempDir static Path folder;
    private static Pki pki;

    enum Way {
        AUTO,
        NIO,
        IO_URING,
        GIVEN,
        SIMULATED,
        TLS
    }

    private final Way way; // how they come
    private final boolean simulated;
    private final Stage stage;
    private SimulatedNetwork network;

    BufferedTest(Way way) {
        this.way = way;
        simulated = way == Way.SIMULATED || way == Way.TLS;
        stage = simulated ? new Stage() : Stage.real();
    }

    @BeforeAll
    static void makeCertificates() {
        pki = Pki.in(folder);
    }

    /// Notes what it gets, and does something about the first four bytes.
    private static class FourBytes implements BufferedProtocol {
        final List<String> log = new ArrayList<>();
        final byte[] mine = new byte[4];
        Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public ByteBuffer buffer(int sizehint) {
            return ByteBuffer.wrap(mine);
        }

        @Override
        public void bufferUpdated(int count) {
            log.add(text(mine).substring(0, count));
            if (log.size() == 1) {
                first();
            }
        }

        void first() {}

        @Override
        public void connectionLost(Throwable cause) {
            log.add("lost " + (cause == null ? null : cause.getMessage()));
        }
    }

    private Coroutine<Server> serve(FourBytes protocol) throws Exception {
        ServeOptions plain = ServeOptions.defaults();
        return switch (way) {
            case SIMULATED, TLS -> {
                ServeOptions options = way == Way.TLS ? pki.serving() : plain;
                List<String> here = List.of("");
                yield network.on("server", Net.createServer(() -> protocol, here, PORT, options));
            }
            case GIVEN -> {
                var channel = ServerSocketChannel.open();
                channel.bind(new InetSocketAddress("127.0.0.1", 0));
                yield Net.createServer(() -> protocol, channel, plain);
            }
            default -> Net.createServer(() -> protocol, "127.0.0.1", 0);
        };
    }

    private Coroutine<Connection> connect(Server server) {
        if (simulated) {
            var options = way == Way.TLS ? pki.connecting() : ConnectOptions.defaults();
            return network.on("client", Net.openConnection("server", PORT, options));
        }
        return Net.openConnection("127.0.0.1", TlsStreamsTest.port(server));
    }

    /// Sends twelve bytes, and waits for what comes of them.
    private void sendTo(FourBytes protocol, Runnable afterwards) {
        stage.play(
                () -> {
                    if (simulated) {
                        network = new SimulatedNetwork(1);
                    } else if (way != Way.GIVEN) {
                        Net.use(Engine.valueOf(way.name()));
                    }
                    try (Server server = await(serve(protocol));
                            Connection client = await(connect(server))) {
                        client.writer().write("abcdefghijkl");
                        while (protocol.log.isEmpty()) {
                            await(sleep(0.001));
                        }
                        settle();
                        afterwards.run();
                        client.writer().close();
                        await(server.drain(Duration.ofSeconds(5)));
                        settle();
                    }
                });
        stage.endsCleanly();
    }

    private static void settle() {
        await(sleep(0.02));
    }

    @Test
    void allOfIt_comesInPieces() {
        var protocol = new FourBytes();

        sendTo(protocol, () -> assertThat(protocol.log).containsExactly("abcd", "efgh", "ijkl"));
    }

    @Test
    void pausedInBetween_getsTheRestWhenItGoesOn() {
        var protocol =
                new FourBytes() {
                    @Override
                    void first() {
                        transport.pauseReading();
                    }
                };

        sendTo(
                protocol,
                () -> {
                    assertThat(protocol.log).containsExactly("abcd");
                    protocol.transport.resumeReading();
                    settle();
                    assertThat(protocol.log).containsExactly("abcd", "efgh", "ijkl");
                });
    }

    @Test
    void closedInBetween_getsNothingMore() {
        var protocol =
                new FourBytes() {
                    @Override
                    void first() {
                        transport.close();
                    }
                };

        sendTo(protocol, () -> assertThat(protocol.log).containsExactly("abcd", "lost null"));
    }

    @Test
    void abortedInBetween_getsNothingMore() {
        var protocol =
                new FourBytes() {
                    @Override
                    void first() {
                        transport.abort();
                    }
                };

        sendTo(protocol, () -> assertThat(protocol.log).containsExactly("abcd", "lost null"));
    }

    @Test
    void protocolThatTakesOver_getsTheRest() {
        List<String> other = new ArrayList<>();
        var protocol =
                new FourBytes() {
                    @Override
                    void first() {
                        transport.setProtocol(
                                new Protocol() {
                                    @Override
                                    public void dataReceived(byte[] data) {
                                        other.add(text(data));
                                    }
                                });
                    }
                };

        sendTo(
                protocol,
                () -> {
                    assertThat(protocol.log).containsExactly("abcd");
                    assertThat(other).containsExactly("efghijkl");
                });
    }

    @Test
    void failure_namesTheCall() {
        var protocol =
                new FourBytes() {
                    @Override
                    void first() {
                        throw new IllegalStateException("full");
                    }
                };

        sendTo(
                protocol,
                () -> {
                    assertThat(protocol.log).containsExactly("abcd", "lost full");
                    assertThat(stage.faultMessages())
                            .containsExactly("Fatal error: protocol.buffer_updated() call failed.");
                });
    }

    @Test
    void noBuffer_isAFailureOfThatCall() {
        var protocol =
                new FourBytes() {
                    @Override
                    public ByteBuffer buffer(int sizehint) {
                        throw new IllegalStateException("none");
                    }
                };

        sendTo(
                protocol,
                () -> {
                    assertThat(protocol.log).containsExactly("lost none");
                    assertThat(stage.faultMessages())
                            .containsExactly("Fatal error: protocol.get_buffer() call failed.");
                });
    }
}
