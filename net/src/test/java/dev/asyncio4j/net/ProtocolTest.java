// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.transport.BufferedProtocol;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.TransportSocket;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import dev.asyncio4j.sync.Queue;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Transports and protocols over real sockets: which callback comes when.
@Tag("real-time")
class ProtocolTest {
    private final Stage stage = Stage.real();

    /// Notes its callbacks, and offers them to who waits.
    private static final class Recorder implements Protocol {
        final List<String> log = new ArrayList<>();
        final Queue<String> events = new Queue<>();
        Transport transport;
        boolean keepOpen;
        RuntimeException failure;

        private void note(String what) {
            log.add(what);
            events.putNoWait(what);
        }

        void until(String what) {
            while (!await(events.get()).equals(what)) {
                continue;
            }
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            note("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            note("data " + data.length);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public boolean eofReceived() {
            note("eof");
            return keepOpen;
        }

        @Override
        public void pauseWriting() {
            note("pause");
        }

        @Override
        public void resumeWriting() {
            note("resume");
        }

        @Override
        public void connectionLost(Throwable cause) {
            note("lost " + (cause == null ? null : cause.getClass().getSimpleName()));
        }
    }

    private interface Scene {
        void play(Recorder client, Recorder server) throws Exception;
    }

    private void play(Scene scene) {
        stage.play(
                () -> {
                    Queue<Recorder> accepted = new Queue<>();
                    Recorder client = new Recorder();
                    var server =
                            await(
                                    createServer(
                                            () -> {
                                                Recorder each = new Recorder();
                                                accepted.putNoWait(each);
                                                return each;
                                            },
                                            "127.0.0.1",
                                            0));
                    await(createConnection(() -> client, "127.0.0.1", EchoTest.port(server)));
                    Recorder other = await(accepted.get());
                    other.until("made");
                    scene.play(client, other);
                    client.transport.abort();
                    other.transport.abort();
                    server.close();
                    await(server.waitClosed());
                    await(sleep(0));
                });
        stage.endsCleanly();
    }

    @Test
    void highWater_pausesWithinTheWrite_andResumesInTheTurn() {
        play(
                (client, server) -> {
                    server.transport.pauseReading();
                    client.transport.write(new byte[20_000_000]);
                    assertThat(client.log).containsExactly("made", "pause");
                    assertThat(client.transport.writeBufferSize()).isGreaterThan(65536);
                    server.transport.resumeReading();
                    client.until("resume");
                    assertThat(client.transport.writeBufferSize()).isLessThanOrEqualTo(16384);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16_384})
    void closedWhilePaused_resumes_thenIsLost(int low) {
        play(
                (client, server) -> {
                    client.transport.setWriteBufferLimits(new WriteBufferLimits(low, 65_536));
                    server.transport.pauseReading();
                    client.transport.write(new byte[20_000_000]);
                    client.transport.close();
                    server.transport.resumeReading();
                    client.until("lost null");
                    assertThat(client.log).containsExactly("made", "pause", "resume", "lost null");
                });
    }

    @Test
    void abortedWhilePaused_isLost_andDoesNotResume() {
        play(
                (client, server) -> {
                    server.transport.pauseReading();
                    client.transport.write(new byte[20_000_000]);
                    client.transport.abort();
                    client.until("lost null");
                    assertThat(client.log).containsExactly("made", "pause", "lost null");
                });
    }

    @Test
    void smallWrite_doesNotPause_howeverLowTheMarkIs() {
        play(
                (client, server) -> {
                    client.transport.setWriteBufferLimits(new WriteBufferLimits(0, 0));
                    client.transport.write(bytes("small"));
                    assertThat(client.log).containsExactly("made");
                    assertThat(client.transport.writeBufferSize()).isZero();
                });
    }

    @Test
    void dataWrittenBeforeCloseOrAbort_isSent() {
        play(
                (client, server) -> {
                    client.transport.write(new byte[10]);
                    client.transport.abort();
                    client.transport.write(new byte[10]);
                    server.until("lost null");
                    assertThat(server.log).containsExactly("made", "data 10", "eof", "lost null");
                    assertThat(client.log).containsExactly("made", "lost null");
                });
    }

    @Test
    void keptOpenAfterEof_writesOn_evenMoreThanTheSocketTakes() {
        play(
                (client, server) -> {
                    server.keepOpen = true;
                    client.keepOpen = true;
                    client.transport.writeEof();
                    server.until("eof");
                    client.transport.pauseReading();
                    server.transport.write(new byte[15_000_000]);
                    assertThat(server.log).contains("pause");
                    client.transport.resumeReading();
                    server.until("resume");
                    server.transport.close();
                    client.until("eof");
                    int received =
                            client.log.stream()
                                    .filter(each -> each.startsWith("data"))
                                    .mapToInt(each -> Integer.parseInt(each.substring(5)))
                                    .sum();
                    assertThat(received).isEqualTo(15_000_000);
                    assertThatThrownBy(() -> client.transport.write(bytes("x")))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("Cannot call write() after write_eof()");
                });
    }

    @Test
    void failingProtocol_isReported_andTheConnectionLostForIt() {
        play(
                (client, server) -> {
                    server.failure = new IllegalArgumentException("bad");
                    client.transport.write(bytes("x"));
                    server.until("lost IllegalArgumentException");
                    assertThat(stage.faults.getFirst().exception()).isSameAs(server.failure);
                    assertThat(stage.faultMessages())
                            .containsExactly("Fatal error: protocol.data_received() call failed.");
                });
    }

    @Test
    void reset_reachesTheProtocol() {
        play(
                (client, server) -> {
                    TransportSocket socket = (TransportSocket) client.transport.extraInfo("socket");
                    socket.setOption(StandardSocketOptions.SO_LINGER, 0);
                    client.transport.abort();
                    server.until("lost ConnectionResetError");
                    assertThat(server.log).doesNotContain("eof");
                });
    }

    @Test
    void otherProtocol_takesOver() {
        play(
                (client, server) -> {
                    Queue<String> got = new Queue<>();
                    byte[] mine = new byte[3];
                    server.transport.setProtocol(
                            new BufferedProtocol() {
                                @Override
                                public ByteBuffer buffer(int sizehint) {
                                    return ByteBuffer.wrap(mine);
                                }

                                @Override
                                public void bufferUpdated(int count) {
                                    got.putNoWait(new String(mine, 0, count));
                                }
                            });
                    client.transport.write(bytes("abcd"));
                    assertThat(await(got.get()) + await(got.get())).isEqualTo("abcd");
                });
    }

    @Test
    void socket_showsAddressesAndOptions() {
        play(
                (client, server) -> {
                    TransportSocket socket = (TransportSocket) client.transport.extraInfo("socket");
                    assertThat(socket.peername()).isEqualTo(server.transport.extraInfo("sockname"));
                    assertThat(socket.option(StandardSocketOptions.TCP_NODELAY)).isTrue();
                    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    assertThat(socket.option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
                    assertThatThrownBy(() -> socket.option(StandardSocketOptions.IP_MULTICAST_LOOP))
                            .isInstanceOf(UnsupportedOperationException.class);
                    assertThat(client.transport.toString()).startsWith("<Transport open <socket");
                });
    }
}
