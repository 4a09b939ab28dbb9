// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.startServer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Certificates that a client must refuse, whichever engine it has, and the server goes on.
@Tag("real-time")
class BadCertificatesTest {
    private static final Notary.Owner ROOT = Notary.root();
    private static final String HOST = "localhost";

    /// The one thing that BoringSSL looks at by itself.
    private static final String MAY_NOT_SIGN = "KeyUsage does not allow digital signatures";

    @TempDir Path folder;
    private final Stage stage = Stage.real();

    /// A bad certificate.
    ///
    /// @param name says what is wrong
    /// @param host whom the client wants to talk to
    /// @param owner makes it
    /// @param reason a part of what the JDK says of it
    private record Bad(String name, String host, Supplier<Notary.Owner> owner, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Bad bad(String name, String reason, Supplier<Notary.Owner> owner) {
        return new Bad(name, HOST, owner, reason);
    }

    static List<Bad> bad() {
        return List.of(
                bad(
                        "expired",
                        "NotAfter",
                        () -> Notary.ofHost(HOST).validUntil(Duration.ofHours(-1)).signedBy(ROOT)),
                bad(
                        "not yet valid",
                        "NotBefore",
                        () -> Notary.ofHost(HOST).validFrom(Duration.ofHours(1)).signedBy(ROOT)),
                bad(
                        "another host's",
                        "No subject alternative DNS name matching localhost",
                        () -> Notary.ofHost("example.org").signedBy(ROOT)),
                bad(
                        "of a host that begins alike",
                        "No subject alternative DNS name matching localhost",
                        () -> Notary.ofHost("localhost.example.org").signedBy(ROOT)),
                bad(
                        "self-signed",
                        "unable to find valid certification path",
                        () -> Notary.ofHost(HOST).selfSigned()),
                bad(
                        "of an unknown authority",
                        "unable to find valid certification path",
                        () ->
                                Notary.ofHost(HOST)
                                        .signedBy(Notary.ofAuthority("other").selfSigned())),
                bad(
                        "of an authority that only has the name of the known one",
                        "Signature does not match",
                        () -> Notary.ofHost(HOST).signedBy(Notary.root())),
                bad(
                        "without the intermediate",
                        "unable to find valid certification path",
                        () ->
                                Notary.ofHost(HOST)
                                        .signedBy(Notary.ofAuthority("middle").signedBy(ROOT))
                                        .withoutIntermediates()),
                bad(
                        "with an expired intermediate",
                        "NotAfter",
                        () ->
                                Notary.ofHost(HOST)
                                        .signedBy(
                                                Notary.ofAuthority("middle")
                                                        .validUntil(Duration.ofHours(-1))
                                                        .signedBy(ROOT))),
                bad(
                        "signed by somebody who is no authority",
                        "basic constraints check failed",
                        () ->
                                Notary.ofHost(HOST)
                                        .signedBy(
                                                Notary.ofAuthority("middle")
                                                        .noAuthority()
                                                        .signedBy(ROOT))),
                bad(
                        "signed by an authority whose key may not sign",
                        "key usage check failed",
                        () ->
                                Notary.ofHost(HOST)
                                        .signedBy(
                                                Notary.ofAuthority("middle")
                                                        .usage(KeyUsage.cRLSign)
                                                        .signedBy(ROOT))),
                bad(
                        "for clients only",
                        "Extended key usage does not permit use for TLS server authentication",
                        () ->
                                Notary.ofHost(HOST)
                                        .purpose(KeyPurposeId.id_kp_clientAuth)
                                        .signedBy(ROOT)),
                bad(
                        "for code only",
                        "Extended key usage does not permit use for TLS server authentication",
                        () ->
                                Notary.ofHost(HOST)
                                        .purpose(KeyPurposeId.id_kp_codeSigning)
                                        .signedBy(ROOT)),
                bad(
                        "whose key may not sign",
                        MAY_NOT_SIGN,
                        () -> Notary.ofHost(HOST).usage(KeyUsage.keyAgreement).signedBy(ROOT)),
                bad(
                        "outside the authority's domain",
                        "name constraints check failed",
                        () ->
                                Notary.ofHost(HOST)
                                        .signedBy(
                                                Notary.ofAuthority("middle")
                                                        .constrainedTo("example.org")
                                                        .signedBy(ROOT))),
                bad(
                        "with a critical rule that nobody knows",
                        "unrecognized critical extension",
                        () ->
                                Notary.ofHost(HOST)
                                        .withCriticalExtensionThatNobodyKnows()
                                        .signedBy(ROOT)),
                bad(
                        "with an intermediate whose key has 512 bits",
                        "512",
                        () ->
                                Notary.ofHost(HOST)
                                        .signedBy(
                                                Notary.ofAuthority("middle")
                                                        .keys("RSA", 512)
                                                        .signedBy(ROOT))),
                bad(
                        "signed with MD5",
                        "MD5",
                        () ->
                                Notary.ofHost(HOST)
                                        .signedBy("MD5withRSA")
                                        .signedBy(
                                                Notary.ofAuthority("middle")
                                                        .keys("RSA", 2048)
                                                        .signedBy(ROOT))),
                new Bad(
                        "of a host, where an address is wanted",
                        "127.0.0.1",
                        () -> Notary.ofHost(HOST).signedBy(ROOT),
                        "No subject alternative names matching IP address 127.0.0.1"),
                new Bad(
                        "of another address",
                        "127.0.0.1",
                        () -> Notary.ofHost(HOST).address("127.0.0.2").signedBy(ROOT),
                        "No subject alternative names matching IP address 127.0.0.1"),
                new Bad(
                        "of an address that is written as a name",
                        "127.0.0.1",
                        () -> Notary.ofHost("127.0.0.1").signedBy(ROOT),
                        "No subject alternative names matching IP address 127.0.0.1"),
                new Bad(
                        "of all names of another level",
                        "a.b.example.org",
                        () -> Notary.ofHost("*.example.org").signedBy(ROOT),
                        "matching a.b.example.org"),
                new Bad(
                        "of all names below, where the domain itself is wanted",
                        "example.org",
                        () -> Notary.ofHost("*.example.org").signedBy(ROOT),
                        "matching example.org"),
                new Bad(
                        "of everybody",
                        "localhost",
                        () -> Notary.ofHost("*").signedBy(ROOT),
                        "matching localhost"));
    }

    static Stream<Arguments> badWithBothEngines() {
        List<Arguments> all = new ArrayList<>();
        for (TlsEngine engine : TlsEngine.values()) {
            for (Bad each : bad()) {
                all.add(Arguments.of(engine, each));
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badWithBothEngines")
    void isRefused(TlsEngine engine, Bad bad) {
        Notary.Owner owner = bad.owner().get();
        TlsSettings client =
                TlsSettings.client()
                        .withTrusted(Notary.pem(folder, "root", ROOT.root()))
                        .withEngine(engine);
        stage.play(
                () -> {
                    var options = ServeOptions.defaults().withTls(owner.server(folder));
                    try (var server =
                            await(startServer(TlsStreamsTest::echo, "127.0.0.1", 0, options))) {
                        int port = TlsStreamsTest.port(server);
                        var refusal =
                                assertThatThrownBy(() -> connect(client, bad.host(), port))
                                        .isInstanceOf(SSLHandshakeException.class)
                                        .hasMessageStartingWith(bad.host() + ": ");
                        if (engine == TlsEngine.BORINGSSL && bad.reason().equals(MAY_NOT_SIGN)) {
                            refusal.hasMessageContaining("KEY_USAGE_BIT_INCORRECT");
                        } else {
                            refusal.isInstanceOf(SslCertVerificationError.class)
                                    .hasMessageContaining("certificate verify failed: ")
                                    .hasMessageContaining(bad.reason());
                        }
                        TlsSettings careless = client.insecurelyTrustingAnyone();
                        connect(careless.withEngine(TlsEngine.JDK), bad.host(), port);
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        assertThat(stage.faultMessages()).containsExactly("SSL handshake failed");
        stage.endsCleanly();
    }

    private static void connect(TlsSettings tls, String name, int port) {
        var options = ConnectOptions.defaults().withTls(tls).withServerHostname(name);
        try (var connection = await(openConnection("127.0.0.1", port, options))) {
            assertThat(TlsSession.of(connection.writer().transport())).isNotNull();
        }
    }

    @Test
    void goodOnes_areNotRefused() {
        List<Notary.Owner> good =
                List.of(
                        Notary.ofHost(HOST).signedBy(ROOT),
                        Notary.of("x").dns("example.org").dns(HOST).signedBy(ROOT),
                        Notary.ofHost(HOST).keys("RSA", 2048).usage(0xa0).signedBy(ROOT),
                        Notary.ofHost(HOST).keys("Ed25519", 0).signedBy(ROOT),
                        Notary.ofHost(HOST)
                                .signedBy(
                                        Notary.ofAuthority("middle")
                                                .signedBy(
                                                        Notary.ofAuthority("upper")
                                                                .signedBy(ROOT))));
        TlsSettings client =
                TlsSettings.client().withTrusted(Notary.pem(folder, "root", ROOT.root()));
        stage.play(
                () -> {
                    for (Notary.Owner owner : good) {
                        var options = ServeOptions.defaults().withTls(owner.server(folder));
                        try (var server =
                                await(startServer(TlsStreamsTest::echo, "127.0.0.1", 0, options))) {
                            connect(client, HOST, TlsStreamsTest.port(server));
                            await(server.drain(Duration.ofSeconds(5)));
                        }
                    }
                });
        stage.endsCleanly();
    }
}
