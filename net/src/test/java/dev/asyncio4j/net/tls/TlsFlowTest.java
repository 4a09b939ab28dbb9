// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Stage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.simulated.Link;
import dev.asyncio4j.net.tls.TlsTown.Opened;
import dev.asyncio4j.net.tls.TlsTown.Recorder;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which callback comes when, over TLS: the rules of every transport.
class TlsFlowTest {
    @TempDir static Path folder;
    private static Pki pki;

    private TlsTown town;
    private final Recorder client = new Recorder();
    private final Recorder other = new Recorder();

    @BeforeAll
    static void makeCertificates() {
        pki = Pki.in(folder);
    }

    @BeforeEach
    void makeTown() {
        town = new TlsTown(pki);
    }

    private interface Scene {
        void play(Opened opened, Server server) throws Exception;
    }

    private void play(Scene scene) {
        town.play(
                () -> {
                    town.network.link(Link.perfect().withBytesPerSecond(1_000_000));
                    var server =
                            await(
                                    town.network.on(
                                            "server",
                                            Net.createServer(
                                                    () -> other,
                                                    List.of(""),
                                                    TlsTown.PORT,
                                                    pki.serving())));
                    Opened opened = town.open(client);
                    other.until("made");
                    scene.play(opened, server);
                    opened.encrypted().abort();
                    server.abortClients();
                    server.close();
                    await(server.waitClosed());
                    await(sleep(1));
                    assertThat(town.network.connections()).isEmpty();
                });
        town.stage.endsCleanly();
    }

    private int received(Recorder recorder) {
        return recorder.log.stream()
                .filter(each -> each.startsWith("data"))
                .mapToInt(each -> Integer.parseInt(each.substring(5)))
                .sum();
    }

    @Test
    void close_sendsAllThatWasWritten_thenSaysGoodbye() {
        play(
                (opened, server) -> {
                    opened.encrypted().write(new byte[300_000]);
                    opened.encrypted().close();
                    assertThat(opened.encrypted().isClosing()).isTrue();
                    other.until("lost null");
                    client.until("lost null");
                    assertThat(received(other)).isEqualTo(300_000);
                    assertThat(other.log).endsWith("eof", "lost null").startsWith("made");
                    assertThat(client.log).containsExactly("made", "pause", "lost null");
                });
    }

    @Test
    void abort_saysNoGoodbye() {
        play(
                (opened, server) -> {
                    opened.encrypted().abort();
                    client.until("lost null");
                    other.until("lost SslEofError");
                    assertThat(other.log).containsExactly("made", "lost SslEofError");
                });
    }

    @Test
    void serverThatClosesItsClients_saysGoodbye_thatAbortsThem_doesNot() {
        play(
                (opened, server) -> {
                    server.closeClients();
                    client.until("lost null");
                    assertThat(client.log).containsExactly("made", "eof", "lost null");
                });
        var second = new TlsFlowTest();
        second.makeTown();
        second.play(
                (opened, server) -> {
                    server.abortClients();
                    second.client.until("lost SslEofError");
                });
    }

    @Test
    void highWater_pausesWithinTheWrite_andResumesAtTheLowMark() {
        play(
                (opened, server) -> {
                    var mine = opened.encrypted();
                    mine.write(new byte[500_000]);
                    assertThat(client.log).containsExactly("made", "pause");
                    assertThat(mine.writeBufferSize()).isGreaterThan(400_000);
                    mine.write(new byte[100_000]);
                    client.until("resume");
                    assertThat(mine.writeBufferSize()).isLessThanOrEqualTo(16384);
                    assertThat(mine.writeBufferLimits()).isEqualTo(WriteBufferLimits.defaults());
                    assertThat(client.log).containsExactly("made", "pause", "resume");
                    mine.close();
                    other.until("lost null");
                    assertThat(received(other)).isEqualTo(600_000);
                });
    }

    @Test
    void pausedReader_getsNothing_andAllOfItAfterwards_andThenTheEnd() {
        play(
                (opened, server) -> {
                    other.transport.pauseReading();
                    assertThat(other.transport.isReading()).isFalse();
                    opened.encrypted().write(new byte[40_000]);
                    opened.encrypted().write(new byte[40_000]);
                    await(sleep(1));
                    assertThat(other.log).containsExactly("made");
                    opened.encrypted().close();
                    await(sleep(1));
                    assertThat(other.log).containsExactly("made");
                    other.transport.resumeReading();
                    other.until("lost null");
                    assertThat(received(other)).isEqualTo(80_000);
                    assertThat(other.log).endsWith("eof", "lost null");
                });
    }

    @Test
    void readerThatPausesInItsCallback_getsOnePieceAtATime() {
        play(
                (opened, server) -> {
                    Deque<Integer> pieces = new ArrayDeque<>();
                    other.transport.setProtocol(
                            new dev.asyncio4j.net.transport.Protocol() {
                                @Override
                                public void dataReceived(byte[] data) {
                                    pieces.add(data.length);
                                    other.transport.pauseReading();
                                }
                            });
                    for (int i = 1; i <= 3; i++) {
                        opened.encrypted().write(new byte[i]);
                    }
                    for (int i = 1; i <= 3; i++) {
                        await(sleep(1));
                        assertThat(pieces).hasSize(i);
                        other.transport.resumeReading();
                    }
                    await(sleep(1));
                    assertThat(pieces).containsExactly(1, 2, 3);
                });
    }

    @Test
    void keepingItOpenAfterTheEnd_hasNoEffect() {
        play(
                (opened, server) -> {
                    other.keepOpen = true;
                    opened.encrypted().close();
                    other.until("lost null");
                    assertThat(other.log).containsExactly("made", "eof", "lost null");
                });
    }

    @Test
    void afterClose_nothingIsRead() {
        play(
                (opened, server) -> {
                    other.transport.write(new byte[1000]); // on its way
                    opened.encrypted().close();
                    client.until("lost null");
                    assertThat(client.log).containsExactly("made", "lost null");
                });
    }

    @Test
    void failingProtocol_isReported_andTheConnectionLostForIt() {
        play(
                (opened, server) -> {
                    other.failure = new IllegalArgumentException("bad");
                    opened.encrypted().write(bytes("x"));
                    other.until("lost IllegalArgumentException");
                    assertThat(town.stage.faults.getFirst().exception()).isSameAs(other.failure);
                    assertThat(town.stage.faultMessages())
                            .containsExactly("Fatal error: protocol.data_received() call failed.");
                });
    }

    @Test
    void failingProtocol_afterItHasPaused_isReported_too() {
        play(
                (opened, server) -> {
                    other.transport.pauseReading();
                    other.failure = new IllegalArgumentException("bad");
                    opened.encrypted().write(bytes("x"));
                    await(sleep(1));
                    other.transport.resumeReading();
                    other.until("lost IllegalArgumentException");
                    assertThat(town.stage.faultMessages())
                            .containsExactly("Fatal error: protocol.data_received() call failed.");
                });
    }

    @Test
    void oneHalf_cannotBeEnded() {
        play(
                (opened, server) -> {
                    assertThat(opened.encrypted().canWriteEof()).isFalse();
                    assertThatThrownBy(() -> opened.encrypted().writeEof())
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContaining("close() ends both");
                });
    }

    @Test
    void transport_tellsWhatIsKnown() {
        play(
                (opened, server) -> {
                    var mine = opened.encrypted();
                    assertThat(mine.extraInfo("sslcontext")).isSameAs(pki.client());
                    assertThat(mine.extraInfo("ssl_object")).isEqualTo(TlsSession.of(mine));
                    assertThat(mine.extraInfo("cipher")).isEqualTo(TlsSession.of(mine).cipher());
                    assertThat(mine.extraInfo("compression")).isNull();
                    assertThat((X509Certificate) mine.extraInfo("peercert"))
                            .isEqualTo(pki.host().certificate());
                    assertThat(mine.extraInfo("peername"))
                            .isEqualTo(opened.plain().extraInfo("peername"));
                    assertThat(TlsSession.of(mine).peerCertificates()).hasSize(2);
                    assertThat(other.transport.extraInfo("peercert")).isNull();
                    assertThat(TlsSession.of(opened.plain())).isNull();
                    assertThat(mine.protocol()).isSameAs(client);
                    assertThat(mine.toString())
                            .startsWith("<TlsTransport open <TlsSession TLSv1.3 TLS_")
                            .contains(" over <SimulatedTransport ");
                    assertThat(opened.plain().protocol().toString())
                            .startsWith("<TlsProtocol open of ");
                });
    }
}
