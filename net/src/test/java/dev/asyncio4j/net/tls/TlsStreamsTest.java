// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Encrypted streams over real sockets.
@Tag("real-time")
class TlsStreamsTest {
    @TempDir static Path folder;
    private static Pki pki;
    private static TlsSettings server;
    private static TlsSettings client;

    private final Stage stage = Stage.real();

    @BeforeAll
    static void makeCertificates() {
        pki = Pki.in(folder);
        server = pki.server();
        client = pki.client();
    }

    static Coroutine<Void> echo(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    byte[] piece;
                    while ((piece = await(reader.read(100_000))).length > 0) {
                        await(writer.send(piece));
                    }
                    writer.close();
                    await(writer.waitClosed());
                });
    }

    static int port(Server server) {
        return ((InetSocketAddress) server.sockets().getFirst().sockname()).getPort();
    }

    static ServeOptions serving(TlsSettings tls) {
        return ServeOptions.defaults().withTls(tls);
    }

    static ConnectOptions connecting(TlsSettings tls) {
        return ConnectOptions.defaults().withTls(tls);
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void lines_comeBack(TlsVersion version) {
        stage.play(
                () -> {
                    try (var here =
                            await(
                                    startServer(
                                            TlsStreamsTest::echo,
                                            "127.0.0.1",
                                            0,
                                            serving(server.withVersions(version))))) {
                        var options = connecting(client);
                        try (var there = await(openConnection("127.0.0.1", port(here), options))) {
                            for (String word : new String[] {"one\n", "two\n", "three\n"}) {
                                there.writer().write(word);
                                assertThat(text(await(there.reader().readline()))).isEqualTo(word);
                            }
                            TlsSession session = TlsSession.of(there.writer().transport());
                            assertThat(session.version()).isEqualTo(version.toString());
                            there.writer().close();
                            await(there.writer().waitClosed());
                        }
                        assertThat(await(here.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
        stage.endsCleanly();
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void megabytes_comeBack_whoeverIsFaster(TlsEngine engine) {
        byte[] much = new byte[1_000_000];
        for (int i = 0; i < much.length; i++) {
            much[i] = (byte) (i * 31 + i / 1000);
        }
        stage.play(
                () -> {
                    var options = serving(server.withEngine(engine));
                    try (var here =
                                    await(
                                            startServer(
                                                    TlsStreamsTest::echo,
                                                    "127.0.0.1",
                                                    0,
                                                    options));
                            var there =
                                    await(
                                            openConnection(
                                                    "127.0.0.1",
                                                    port(here),
                                                    connecting(client.withEngine(engine))))) {
                        var sent = createTask(there.writer().send(much));
                        byte[] back = await(there.reader().readexactly(much.length));
                        assertThat(Arrays.equals(back, much)).isTrue();
                        await(sent);
                        there.writer().close();
                        await(there.writer().waitClosed());
                        assertThat(await(here.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void unixSockets_andChannelsOfTheProgramsOwn_areEncrypted_too() {
        stage.play(
                () -> {
                    Path path = folder.resolve("socket");
                    var options = connecting(client).withServerHostname("localhost");
                    try (var here =
                            await(startUnixServer(TlsStreamsTest::echo, path, serving(server)))) {
                        try (var there = await(openUnixConnection(path, options))) {
                            saysHello(there);
                        }
                        await(here.drain(Duration.ofSeconds(5)));
                    }
                    try (var listening = ServerSocketChannel.open();
                            var here =
                                    await(
                                            startServer(
                                                    TlsStreamsTest::echo,
                                                    listening.bind(null),
                                                    serving(server)))) {
                        SocketChannel channel = SocketChannel.open(listening.getLocalAddress());
                        try (var there = await(openConnection(channel, options))) {
                            saysHello(there);
                        }
                        await(here.drain(Duration.ofSeconds(5)));
                    }
                });
        stage.endsCleanly();
    }

    private static void saysHello(Connection there) {
        there.writer().write("hello\n");
        assertThat(text(await(there.reader().readline()))).isEqualTo("hello\n");
        there.writer().close();
    }

    @Test
    void wrongUse_saysWhatIsRight() {
        stage.play(
                () -> {
                    var defaults = ConnectOptions.defaults();
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    openConnection(
                                                            "x",
                                                            1,
                                                            defaults.withServerHostname("y"))))
                            .hasMessage("server_hostname is only meaningful with ssl");
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    openUnixConnection(
                                                            folder.resolve("x"),
                                                            connecting(client))))
                            .hasMessage(
                                    "You must set server_hostname when using ssl without a host");
                    assertThatThrownBy(() -> await(openConnection("x", 1, connecting(server))))
                            .hasMessageStartingWith("tls: <TlsSettings server ")
                            .hasMessageEndingWith(" (expected: made by TlsSettings.client)");
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    startServer(
                                                            TlsStreamsTest::echo,
                                                            "127.0.0.1",
                                                            0,
                                                            serving(client))))
                            .hasMessageEndingWith(" (expected: made by TlsSettings.server)");
                    Path none = folder.resolve("none.pem");
                    assertThatThrownBy(() -> await(client.withTrusted(none).prepare()))
                            .isInstanceOf(NoSuchFileException.class);
                });
        stage.endsCleanly();
    }

    @Test
    void settings_refuseWhatCannotBe() {
        assertThatThrownBy(() -> client.withHandshakeTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ssl_handshake_timeout should be a positive number, got 0.0");
        assertThatThrownBy(() -> client.withShutdownTimeout(Duration.ofSeconds(-1)))
                .hasMessage("ssl_shutdown_timeout should be a positive number, got -1.0");
        assertThatThrownBy(() -> client.withAlpn("h2", ""))
                .hasMessage("alpn: '' (expected: 1 to 255 bytes)");
        assertThatThrownBy(client::withVersions)
                .hasMessage("versions: none (expected: at least one)");
        assertThatThrownBy(() -> client.withClientAuth(ClientAuth.REQUIRED))
                .hasMessage("withClientAuth is for servers; begin with TlsSettings.server");
        assertThatThrownBy(() -> server.insecurelyTrustingAnyone())
                .hasMessage("withoutHostnameCheck is for clients; begin with TlsSettings.client");
        assertThatThrownBy(() -> server.withServerName("x", client))
                .hasMessageEndingWith("(expected: a server's settings)");
        TlsSettings locked = TlsSettings.server(Path.of("c.pem"), Path.of("k.pem"), "secret");
        assertThat(locked.withAlpn("h2").toString())
                .isEqualTo("<TlsSettings server [TLSv1.2, TLSv1.3] certificates=c.pem alpn=[h2]>");
        assertThat(client.insecurelyTrustingAnyone().toString()).endsWith(" trusting anyone>");
    }
}
