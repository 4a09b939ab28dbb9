// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.tls.TlsStreamsTest.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections that begin to encrypt when they are there already.
@Tag("real-time")
class StartTlsTest {
    @TempDir static Path folder;
    private static Pki pki;

    private final Stage stage = Stage.real();

    @BeforeAll
    static void makeCertificates() {
        pki = Pki.in(folder);
    }

    /// Greets, encrypts when it is asked to, and then sends lines back.
    private static Coroutine<Void> serve(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    try (writer) {
                        await(writer.send("220 ready\n"));
                        assertThat(text(await(reader.readline()))).isEqualTo("STARTTLS\n");
                        await(writer.send("220 go\n"));
                        await(writer.startTls(pki.server()));
                        for (byte[] line : awaitEach(reader)) {
                            await(writer.send(line));
                        }
                    }
                });
    }

    private interface Scene {
        void play(int port) throws Exception;
    }

    private void play(Scene scene) {
        stage.play(
                () -> {
                    try (var server = await(startServer(StartTlsTest::serve, "127.0.0.1", 0))) {
                        scene.play(port(server));
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
    }

    @Test
    void streams_areUpgraded_bothSides() {
        play(
                port -> {
                    try (var client = await(openConnection("127.0.0.1", port))) {
                        StreamWriter writer = client.writer();
                        StreamReader reader = client.reader();
                        assertThat(text(await(reader.readline()))).isEqualTo("220 ready\n");
                        assertThat(writer.extraInfo("sslcontext")).isNull();
                        assertThat(writer.canWriteEof()).isTrue();
                        writer.write("STARTTLS\n");
                        assertThat(text(await(reader.readline()))).isEqualTo("220 go\n");

                        await(writer.startTls(pki.client(), "localhost"));

                        assertThat(writer.extraInfo("sslcontext")).isInstanceOf(TlsSettings.class);
                        assertThat(writer.extraInfo("peername")).isNotNull();
                        assertThat(writer.canWriteEof()).isFalse();
                        await(writer.send("hello\n"));
                        assertThat(text(await(reader.readline()))).isEqualTo("hello\n");
                        writer.close();
                        await(writer.waitClosed());
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void whatTheClientSendsTooEarly_isTheBeginningOfTheHandshake() {
        play(
                port -> {
                    try (var client = await(openConnection("127.0.0.1", port))) {
                        await(client.reader().readline());
                        client.writer().write("STARTTLS\n"); // and does not wait for "go"
                        var upgrade =
                                createTask(client.writer().startTls(pki.client(), "localhost"));
                        assertThatThrownBy(() -> await(upgrade)) // "220 go" is no TLS
                                .isInstanceOf(SSLException.class)
                                .hasMessageContaining("what came is not TLS");
                    }
                });
        assertThat(stage.faultMessages())
                .containsExactly("Unhandled exception in client_connected_cb");
        stage.endsCleanly();
    }

    @Test
    void plainCommandsBehindTheUpgrade_areNotObeyed() {
        play(
                port -> {
                    try (var client = await(openConnection("127.0.0.1", port))) {
                        await(client.reader().readline());
                        client.writer().write("STARTTLS\nEVIL\n");
                        assertThat(text(await(client.reader().readline()))).isEqualTo("220 go\n");
                        assertThat(text(await(client.reader().read()))).doesNotContain("EVIL");
                    }
                });
        assertThat(stage.faults.getFirst().exception())
                .hasMessageContaining("what came is not TLS: 0x4556494c0a");
        assertThat(stage.faultMessages())
                .containsExactly("Unhandled exception in client_connected_cb");
        stage.endsCleanly();
    }

    @Test
    void helloThatWasReadAlready_isNotLost() {
        stage.play(
                () -> {
                    var slow =
                            startServer(
                                    (reader, writer) ->
                                            async(
                                                    () -> {
                                                        await(reader.readline());
                                                        await(sleep(0.05)); // the hello is here
                                                        assertThat(reader.toString())
                                                                .contains(" bytes");
                                                        await(writer.startTls(pki.server()));
                                                        await(writer.send("safe\n"));
                                                        writer.close();
                                                    }),
                                    "127.0.0.1",
                                    0);
                    try (var server = await(slow);
                            var client = await(openConnection("127.0.0.1", port(server)))) {
                        client.writer().write("PROXY\n");
                        await(client.writer().startTls(pki.client(), "localhost"));
                        assertThat(text(await(client.reader().readline()))).isEqualTo("safe\n");
                        client.writer().close();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void transports_areUpgraded_andTheProtocolIsNotMadeAgain() {
        var client = new TlsTown.Recorder();
        var other = new TlsTown.Recorder();
        stage.play(
                () -> {
                    try (var server = await(createServer(() -> other, "127.0.0.1", 0))) {
                        var endpoint =
                                await(createConnection(() -> client, "127.0.0.1", port(server)));
                        other.until("made");
                        var their =
                                createTask(startTls(other.transport, other, pki.server(), null));
                        Transport mine =
                                await(
                                        startTls(
                                                endpoint.transport(),
                                                client,
                                                pki.client(),
                                                "localhost"));
                        mine.write(bytes("hello"));
                        other.until("data 5");
                        await(their).close();
                        client.until("lost null");
                        other.until("lost null");
                    }
                });
        assertThat(other.log).containsExactly("made", "data 5", "lost null");
        assertThat(client.log).containsExactly("made", "eof", "lost null");
        stage.endsCleanly();
    }

    @Test
    void tlsInsideTls_isTwoLayers() {
        stage.play(
                () -> {
                    var options = ServeOptions.defaults().withTls(pki.server());
                    try (var server =
                            await(startServer(StartTlsTest::serve, "127.0.0.1", 0, options))) {
                        var outer = ConnectOptions.defaults().withTls(pki.client());
                        try (var client = await(openConnection("127.0.0.1", port(server), outer))) {
                            await(client.reader().readline());
                            client.writer().write("STARTTLS\n");
                            await(client.reader().readline());
                            await(client.writer().startTls(pki.client(), "localhost"));
                            await(client.writer().send("deep\n"));
                            assertThat(text(await(client.reader().readline()))).isEqualTo("deep\n");
                            client.writer().close();
                            await(client.writer().waitClosed());
                        }
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void refusedUpgrade_losesTheConnection() {
        Path stranger = Notary.root().rootIn(folder);
        play(
                port -> {
                    try (var client = await(openConnection("127.0.0.1", port))) {
                        await(client.reader().readline());
                        client.writer().write("STARTTLS\n");
                        await(client.reader().readline());
                        TlsSettings wrong = TlsSettings.client().withTrusted(stranger);
                        assertThatThrownBy(
                                        () -> await(client.writer().startTls(wrong, "localhost")))
                                .isInstanceOf(SslCertVerificationError.class);
                        assertThatThrownBy(() -> await(client.writer().waitClosed()))
                                .isInstanceOf(SslCertVerificationError.class);
                    }
                });
        assertThat(stage.faultMessages())
                .containsExactly("Unhandled exception in client_connected_cb");
        stage.endsCleanly();
    }

    @Test
    void wrongUse_saysWhatIsRight() {
        play(
                port -> {
                    try (var client = await(openConnection("127.0.0.1", port))) {
                        StreamWriter writer = client.writer();
                        assertThatThrownBy(() -> await(writer.startTls(pki.client())))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage(
                                        "You must set server_hostname when using ssl without a host");
                        assertThatThrownBy(() -> await(writer.startTls(pki.server(), "localhost")))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("server_hostname is only meaningful for a client");
                        assertThat(text(await(client.reader().readline())))
                                .isEqualTo("220 ready\n"); // nothing has happened
                        client.writer().write("STARTTLS\n");
                        await(client.reader().readline());
                        await(writer.startTls(pki.client(), "localhost"));
                        writer.close();
                        assertThatThrownBy(() -> await(writer.startTls(pki.client(), "localhost")))
                                .hasMessage("Connection lost");
                    }
                });
        stage.endsCleanly();
    }
}
