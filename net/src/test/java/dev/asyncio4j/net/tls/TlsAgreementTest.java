// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.tls.TlsStreamsTest.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.StreamWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What two sides agree on: application protocols, names, who they are.
@Tag("real-time")
class TlsAgreementTest {
    @TempDir static Path folder;
    private static Pki pki;

    private final Stage stage = Stage.real();
    private final List<TlsSession> seen = new ArrayList<>(); // by the server

    @BeforeAll
    static void makeCertificates() {
        pki = Pki.in(folder);
    }

    /// Plays `scene` with a server that sends each client a line, and notes what they agreed on.
    private void play(TlsSettings settings, Scene scene) {
        stage.play(
                () -> {
                    var options = ServeOptions.defaults().withTls(settings);
                    try (var server =
                            await(
                                    startServer(
                                            dev.asyncio4j.net.stream.ClientConnected.plain(
                                                    (reader, writer) -> greet(writer)),
                                            "127.0.0.1",
                                            0,
                                            options))) {
                        scene.play(port(server));
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
    }

    private interface Scene {
        void play(int port) throws Exception;
    }

    private void greet(StreamWriter writer) {
        seen.add(TlsSession.of(writer.transport()));
        writer.write("welcome\n");
        writer.close();
    }

    /// Connects, reads the line, and gives what was agreed on.
    private static TlsSession agreed(TlsSettings settings, String name, int port) {
        var options = ConnectOptions.defaults().withTls(settings).withServerHostname(name);
        try (Connection connection = await(openConnection("127.0.0.1", port, options))) {
            assertThat(text(await(connection.reader().readline()))).isEqualTo("welcome\n");
            return TlsSession.of(connection.writer().transport());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void applicationProtocol_isTheFirstOfTheServersThatTheClientKnows(TlsEngine engine) {
        TlsSettings server = pki.server().withAlpn("h2", "http/1.1").withEngine(engine);
        TlsSettings client = pki.client().withEngine(engine);
        play(
                server,
                port -> {
                    assertThat(agreed(client.withAlpn("http/1.1", "h2"), "localhost", port).alpn())
                            .isEqualTo("h2");
                    assertThat(agreed(client.withAlpn("http/1.1"), "localhost", port).alpn())
                            .isEqualTo("http/1.1");
                    assertThat(agreed(client, "localhost", port).alpn()).isNull();
                });
        assertThat(seen).extracting(TlsSession::alpn).containsExactly("h2", "http/1.1", null);
        stage.endsCleanly();
    }

    @Test
    void applicationProtocol_thatTheServerDoesNotKnow_isRefused() {
        play(
                pki.server().withAlpn("h2"),
                port ->
                        assertThatThrownBy(
                                        () ->
                                                agreed(
                                                        pki.client().withAlpn("smtp"),
                                                        "localhost",
                                                        port))
                                .isInstanceOf(SSLHandshakeException.class)
                                .hasMessageStartingWith("localhost: SSL handshake failed: ")
                                .hasMessageContaining("no_application_protocol"));
        assertThat(stage.faultMessages()).containsExactly("SSL handshake failed");
        stage.endsCleanly();
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void nameThatTheClientAsksFor_choosesTheCertificate(TlsEngine engine) {
        Notary.Owner root = Notary.root();
        Notary.Owner one = Notary.ofHost("one.example.org").signedBy(root);
        Notary.Owner others = Notary.ofHost("*.example.org").signedBy(root);
        TlsSettings server =
                pki.server()
                        .withEngine(engine)
                        .withServerName(
                                "one.example.org",
                                one.server(folder).withEngine(engine).withAlpn("h2"))
                        .withServerName("*.Example.org", others.server(folder).withEngine(engine));
        TlsSettings client = TlsSettings.client().withTrusted(root.rootIn(folder)).withAlpn("h2");
        play(
                server,
                port -> {
                    TlsSession first = agreed(client, "one.example.org", port);
                    assertThat(first.peerCertificate()).isEqualTo(one.certificate());
                    assertThat(first.alpn()).isEqualTo("h2");
                    assertThat(first.serverName()).isEqualTo("one.example.org");
                    assertThat(agreed(client, "ONE.example.org", port).peerCertificate())
                            .isEqualTo(one.certificate());
                    TlsSession second = agreed(client, "two.example.org", port);
                    assertThat(second.peerCertificate()).isEqualTo(others.certificate());
                    assertThat(second.alpn()).isNull();
                    assertThat(agreed(pki.client(), "localhost", port).peerCertificate())
                            .isEqualTo(pki.host().certificate());
                    assertThat(agreed(pki.client(), "127.0.0.1", port).peerCertificate())
                            .isEqualTo(pki.host().certificate());
                });
        assertThat(seen)
                .extracting(TlsSession::serverName)
                .startsWith("one.example.org")
                .endsWith("two.example.org", "localhost", null);
        stage.endsCleanly();
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void clientsCertificate_isAskedForAndShown(TlsEngine engine) {
        Notary.Owner root = Notary.root();
        Notary.Owner alice =
                Notary.of("alice").purpose(KeyPurposeId.id_kp_clientAuth).signedBy(root);
        TlsSettings server = pki.server().withEngine(engine).withTrusted(root.rootIn(folder));
        TlsSettings client = pki.client().withEngine(engine);
        TlsSettings known = client.withCertificate(alice.chainIn(folder), alice.keyIn(folder));
        play(
                server.withClientAuth(ClientAuth.OPTIONAL),
                port -> {
                    agreed(known, "localhost", port);
                    agreed(client, "localhost", port);
                });
        play(server.withClientAuth(ClientAuth.REQUIRED), port -> agreed(known, "localhost", port));
        play(server, port -> agreed(known, "localhost", port));
        assertThat(seen)
                .extracting(TlsSession::peerCertificate)
                .containsExactly(alice.certificate(), null, alice.certificate(), null);
        stage.endsCleanly();
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void clientWithoutTheCertificateItNeeds_isRefused(TlsVersion version) {
        Notary.Owner root = Notary.root();
        Notary.Owner stranger =
                Notary.of("mallory").purpose(KeyPurposeId.id_kp_clientAuth).signedBy(Notary.root());
        TlsSettings server =
                pki.server()
                        .withVersions(version)
                        .withTrusted(root.rootIn(folder))
                        .withClientAuth(ClientAuth.REQUIRED);
        play(
                server,
                port -> {
                    assertThatThrownBy(() -> agreed(pki.client(), "localhost", port))
                            .isInstanceOf(SSLException.class)
                            .hasMessageStartingWith("localhost: ");
                    assertThatThrownBy(
                                    () ->
                                            agreed(
                                                    pki.client()
                                                            .withCertificate(
                                                                    stranger.chainIn(folder),
                                                                    stranger.keyIn(folder)),
                                                    "localhost",
                                                    port))
                            .isInstanceOf(SSLException.class);
                });
        assertThat(seen).isEmpty();
        assertThat(stage.faults.getLast().exception())
                .isInstanceOf(SslCertVerificationError.class)
                .hasMessageContaining("certificate verify failed");
        assertThat(stage.faultMessages()).containsOnly("SSL handshake failed").hasSize(2);
        stage.endsCleanly();
    }

    @Test
    void versionsThatHaveNothingInCommon_areRefused() {
        play(
                pki.server().withVersions(TlsVersion.TLS_1_3),
                port ->
                        assertThatThrownBy(
                                        () ->
                                                agreed(
                                                        pki.client()
                                                                .withVersions(TlsVersion.TLS_1_2),
                                                        "localhost",
                                                        port))
                                .isInstanceOf(SSLHandshakeException.class)
                                .hasMessageContaining("protocol_version"));
        assertThat(stage.faultMessages()).containsExactly("SSL handshake failed");
        stage.endsCleanly();
    }

    @Test
    void ciphers_areThoseAllowed() {
        play(
                pki.server(),
                port -> {
                    TlsSession session =
                            agreed(
                                    pki.client().withCiphers("TLS_CHACHA20_POLY1305_SHA256"),
                                    "localhost",
                                    port);
                    assertThat(session.cipher()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
                    assertThat(session.toString())
                            .isEqualTo(
                                    "<TlsSession TLSv1.3 TLS_CHACHA20_POLY1305_SHA256"
                                            + " serverName=localhost>");
                });
        stage.endsCleanly();
    }

    @Test
    void hostnameCheck_canBeLeftOut_byASettingOrAnEmptyName() {
        play(
                pki.server(),
                port -> {
                    agreed(pki.client().withoutHostnameCheck(), "example.org", port);
                    agreed(pki.client(), "", port);
                });
        assertThat(seen).extracting(TlsSession::serverName).containsExactly("example.org", null);
        stage.endsCleanly();
    }
}
