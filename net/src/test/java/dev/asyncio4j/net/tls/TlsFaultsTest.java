// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.tls.TlsTown.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What happens when the other side does not keep to the rules. After each fault the server serves.
class TlsFaultsTest {
    @TempDir static Path folder;
    private static Pki pki;
    private TlsTown town;

    @BeforeAll
    static void makeCertificates() {
        pki = Pki.in(folder);
    }

    @BeforeEach
    void makeTown() {
        town = new TlsTown(pki);
    }

    /// A connection that does not speak TLS.
    private Connection plain() {
        return await(town.connecting(ConnectOptions.defaults()));
    }

    private void stillServes() {
        try (var client = town.connect()) {
            client.writer().write("hello");
            assertThat(text(await(client.reader().readexactly(5)))).isEqualTo("hello");
            client.writer().close();
            await(client.writer().waitClosed());
        }
    }

    // ---- in the handshake

    @Test
    void silentClient_isGivenUp() {
        town.play(
                () -> {
                    try (var server = town.serve(TlsStreamsTest::echo);
                            var client = plain()) {
                        byte[] said = await(client.reader().read());
                        assertThat(said).startsWith(21, 3).hasSizeLessThan(20); // alerts
                        assertThat(town.stage.loop.time()).isBetween(60.0, 60.1);
                        stillServes();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        assertThat(town.stage.faults.getFirst().exception())
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageEndingWith(
                        ": SSL handshake is taking longer than 60.0 seconds: aborting the connection");
        assertThat(town.stage.faultMessages()).containsExactly("SSL handshake failed");
        town.stage.endsCleanly();
    }

    @Test
    void silentServer_isGivenUp() {
        ClientConnected silent = ClientConnected.plain((reader, writer) -> {});
        var tls = pki.client().withHandshakeTimeout(Duration.ofMillis(1500));
        town.play(
                () -> {
                    try (var server = town.serve(silent, ServeOptions.defaults())) {
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        town.connecting(
                                                                ConnectOptions.defaults()
                                                                        .withTls(tls))))
                                .isInstanceOf(SSLHandshakeException.class)
                                .hasMessage(
                                        "server: SSL handshake is taking longer than 1.5 seconds:"
                                                + " aborting the connection");
                        server.abortClients();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        town.stage.endsCleanly();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n\r\n",
                "SSH-2.0-x\r\n",
                "\u0016\u0003\u0001\u00ff\u00ff too long",
                "\u0016\u0003\u0001\u0000\u0004\u0001\u0000\u0000\u0000",
                "\u0016\u0003\u0001\u0000\u0004abcd",
                "\u0017\u0003\u0003\u0000\u0001x",
                "\u0015\u0003\u0003\u0000\u0002\u0002\u0028",
                "\u0000\u0000\u0000\u0000\u0000\u0000"
            })
    void whatIsNotTls_isRefused(String garbage) {
        town.play(
                () -> {
                    try (var server = town.serve(TlsStreamsTest::echo);
                            var client = plain()) {
                        client.writer().write(garbage);
                        byte[] answer = await(client.reader().read());
                        assertThat(answer.length).isLessThan(20); // an alert, or nothing
                        stillServes();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        Throwable told = town.stage.faults.getFirst().exception();
        assertThat(told)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining(": SSL handshake failed: ");
        if (garbage.startsWith("GET")) {
            assertThat(told).hasMessageEndingWith("what came is not TLS: 0x474554202f 'GET /'");
        }
        assertThat(town.stage.faultMessages()).containsExactly("SSL handshake failed");
        town.stage.endsCleanly();
    }

    @Test
    void serverThatSpeaksPlainly_isRefused() {
        ClientConnected plain =
                ClientConnected.plain(
                        (reader, writer) -> {
                            writer.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                            writer.close();
                        });
        town.play(
                () -> {
                    try (var server = town.serve(plain, ServeOptions.defaults())) {
                        assertThatThrownBy(town::connect)
                                .isInstanceOf(SSLHandshakeException.class)
                                .hasMessage(
                                        "server: SSL handshake failed: what came is not TLS:"
                                                + " 0x485454502f 'HTTP/'");
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        town.stage.endsCleanly();
    }

    @Test
    void clientThatGoesAway_isNoFault() {
        town.play(
                () -> {
                    try (var server = town.serve(TlsStreamsTest::echo)) {
                        plain().close();
                        Connection second = plain();
                        second.writer().write("\u0016\u0003");
                        second.close();
                        await(sleep(1));
                        assertThat(server.clientCount()).isZero();
                        stillServes();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        town.stage.endsCleanly();
    }

    @Test
    void serverThatGoesAway_isTold() {
        ClientConnected closing = ClientConnected.plain((reader, writer) -> writer.close());
        town.play(
                () -> {
                    try (var server = town.serve(closing, ServeOptions.defaults())) {
                        assertThatThrownBy(town::connect)
                                .isInstanceOf(ConnectionResetError.class)
                                .hasMessageStartingWith("server: SSL handshake failed: ");
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        town.stage.endsCleanly();
    }

    @Test
    void cancelInTheHandshake_leavesNothing() {
        ClientConnected silent = ClientConnected.plain((reader, writer) -> {});
        town.play(
                () -> {
                    try (var server = town.serve(silent, ServeOptions.defaults())) {
                        var task = createTask(town.connecting(pki.connecting()));
                        await(sleep(1));
                        assertThat(server.clientCount()).isOne();
                        task.cancel();
                        assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                        await(sleep(1));
                        server.closeClients();
                        await(server.drain(Duration.ofSeconds(5)));
                        assertThat(town.network.connections()).isEmpty();
                    }
                });
        town.stage.endsCleanly();
    }

    // ---- afterwards

    @Test
    void endWithoutGoodbye_isTold_toBothSides() {
        var client = new TlsTown.Recorder();
        var other = new TlsTown.Recorder();
        town.play(
                () -> {
                    var server =
                            await(
                                    town.network.on(
                                            "server",
                                            Net.createServer(
                                                    () -> other,
                                                    java.util.List.of(""),
                                                    PORT,
                                                    pki.serving())));
                    TlsTown.Opened opened = town.open(client);
                    opened.encrypted().write(bytes("half of a mess"));
                    opened.plain().close();
                    other.until("lost SslEofError");
                    assertThat(other.log).containsExactly("made", "data 14", "lost SslEofError");
                    assertThat(other.lostFor)
                            .hasMessageContaining(": EOF occurred in violation of protocol");
                    client.until("lost null");
                    server.close();
                    await(server.waitClosed());
                });
        town.stage.endsCleanly();
    }

    @Test
    void endWithoutGoodbye_isThrownToTheReader() {
        town.play(
                () -> {
                    ClientConnected cutting =
                            ClientConnected.plain(
                                    (reader, writer) -> {
                                        writer.write("no");
                                        writer.transport().abort();
                                    });
                    try (var server = town.serve(cutting);
                            var client = town.connect()) {
                        assertThatThrownBy(() -> await(client.reader().readline()))
                                .isInstanceOf(SSLException.class);
                        assertThatThrownBy(() -> await(client.writer().waitClosed()))
                                .isInstanceOf(SslEofError.class);
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        town.stage.endsCleanly();
    }

    @Test
    void changedByte_isNoticed() {
        var client = new TlsTown.Recorder();
        town.play(
                () -> {
                    try (var server = town.serve(TlsStreamsTest::echo)) {
                        TlsTown.Opened opened = town.open(client);
                        opened.plain()
                                .write(
                                        new byte[] {
                                            23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3,
                                            4, 5, 6, 7, 8, 9, 0
                                        });
                        client.until("lost SSLException");
                        assertThat(client.lostFor).hasMessageContaining("bad_record_mac");
                        stillServes();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        assertThat(town.stage.faultMessages())
                .containsExactly("Unhandled exception in client_connected_cb");
        town.stage.endsCleanly();
    }

    @Test
    void otherSideThatDoesNotSayGoodbye_isWaitedForSoLong() {
        var client = new TlsTown.Recorder();
        town.play(
                () -> {
                    try (var server = town.serve(ClientConnected.plain((reader, writer) -> {}))) {
                        TlsTown.Opened opened = town.open(client);
                        opened.encrypted().write(bytes("x"));
                        opened.plain().pauseReading(); // so nothing is heard of the server's
                        double before = town.stage.loop.time();
                        opened.encrypted().close();
                        assertThat(opened.encrypted().isClosing()).isTrue();
                        client.until("lost TimeoutError");
                        assertThat(town.stage.loop.time() - before).isBetween(30.0, 30.1);
                        assertThat(client.lostFor)
                                .isInstanceOf(TimeoutError.class)
                                .hasMessage("SSL shutdown timed out");
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        town.stage.endsCleanly();
    }

    @Test
    void writesAfterTheEnd_areDropped() {
        town.play(
                () -> {
                    try (var server = town.serve(TlsStreamsTest::echo);
                            var client = town.connect()) {
                        client.writer().close();
                        for (int i = 0; i < 7; i++) {
                            client.writer().write("x");
                        }
                        await(client.writer().waitClosed());
                        client.writer().write("x");
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        town.stage.endsCleanly();
    }
}
