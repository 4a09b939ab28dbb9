// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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
}
