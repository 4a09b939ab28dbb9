// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.tls.TlsTown.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong on this side when hands are shaken: who waits for it learns that at once.
class HandshakeFaultsTest {
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

    /// Plays `scene` with a server of echoes, in less than a second.
    private void play(Runnable scene) {
        town.play(
                () -> {
                    try (var server = town.serve(TlsStreamsTest::echo)) {
                        scene.run();
                        assertThat(town.stage.loop.time()).isLessThan(1);
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
    }

    private void hello(TlsSettings settings, String name) {
        var options = ConnectOptions.defaults().withTls(settings).withServerHostname(name);
        try (var client = await(town.connecting(options))) {
            client.writer().write("hello");
            assertThat(text(await(client.reader().readexactly(5)))).isEqualTo("hello");
            client.writer().close();
            await(client.writer().waitClosed());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"my_service", "localhost.", "bad host", "-"})
    void nameThatTheJdkRefuses_isNotAskedFor_butConnectedTo(String name) {
        play(() -> hello(pki.client().insecurelyTrustingAnyone(), name));
        town.stage.endsCleanly();
    }

    @Test
    void dotAtTheEnd_isNotPartOfTheName() {
        play(() -> hello(pki.client(), "localhost."));
        town.stage.endsCleanly();
    }

    @Test
    void nameThatNoCertificateCanHave_isRefusedAtOnce() {
        play(
                () ->
                        assertThatThrownBy(() -> hello(pki.client(), "my_service"))
                                .isInstanceOf(SSLException.class)
                                .hasMessageContaining("my_service"));
        town.stage.faults.clear(); // the server has heard of it
        town.stage.endsCleanly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a..b", "localhost..."})
    void whatIsNoName_isRefusedAtOnce(String name) {
        play(
                () ->
                        assertThatThrownBy(() -> hello(pki.client(), name))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage(
                                        "server_hostname: "
                                                + name
                                                + " (expected: the name of a host)"));
        town.stage.endsCleanly();
    }

    @Test
    void cipherThatNobodyKnows_isRefusedAtOnce_onEitherSide() {
        String message = "ciphers: [NOPE] (expected: names the engine knows)";
        play(
                () -> {
                    assertThatThrownBy(() -> hello(pki.client().withCiphers("NOPE"), "localhost"))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage(message);
                    ServeOptions serving =
                            ServeOptions.defaults().withTls(pki.server().withCiphers("NOPE"));
                    assertThatThrownBy(() -> town.serve(TlsStreamsTest::echo, serving))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage(message);
                });
        town.stage.endsCleanly();
    }

    @Test
    void protocolThatFailsWhenItIsMade_failsWhoOpens() {
        var broken =
                new TlsTown.Recorder() {
                    @Override
                    public void connectionMade(Transport made) {
                        super.connectionMade(made);
                        throw new IllegalStateException("not today");
                    }
                };
        play(
                () -> {
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    town.network.on(
                                                            "client",
                                                            Net.createConnection(
                                                                    () -> broken,
                                                                    "server",
                                                                    PORT,
                                                                    pki.connecting()))))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("not today");
                    assertThat(broken.log).containsExactly("made", "lost IllegalStateException");
                });
        assertThat(town.stage.faultMessages())
                .contains("Fatal error: protocol.data_received() call failed.");
        town.stage.endsCleanly();
    }
}
