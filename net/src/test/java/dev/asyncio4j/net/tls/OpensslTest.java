// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.tls.TlsStreamsTest.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.process.Process;
import dev.asyncio4j.net.process.Subprocess;
import dev.asyncio4j.net.process.SubprocessOptions;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// TLS with `openssl` at the other end, in both roles.
@Tag("real-time") // with real programs
@Timeout(60)
class OpensslTest {
    private static final String OPENSSL = "openssl";

    @TempDir static Path folder;
    private static Pki pki;
    private static String root;

    private final Stage stage = Stage.real();

    @BeforeAll
    static void makeCertificates() {
        boolean found =
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, OPENSSL)));
        if (!found) {
            fail("no program openssl on the PATH: install the Debian package openssl");
        }
        pki = Pki.in(folder);
        root = pki.host().rootIn(folder).toString();
    }

    private static Process openssl(String... arguments) {
        SubprocessOptions pipes = SubprocessOptions.pipes().withStderr(Subprocess.STDOUT);
        return await(Subprocess.createSubprocessExec(pipes, OPENSSL, arguments));
    }

    /// Reads until a line has this in it, and gives all that was read.
    private static String until(Process program, String wanted) {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(wanted) < 0) {
            byte[] some = await(program.stdout().read(1000));
            if (some.length == 0) {
                fail("'%s' did not come, but:%n%s", wanted, seen);
            }
            seen.append(text(some));
        }
        return seen.toString();
    }

    private static void end(Process program) {
        if (program.returncode() == null) {
            program.kill();
            await(program.waitOn());
        }
    }

    /// Lets a client say goodbye.
    private static void quit(Process program) {
        program.stdin().write("Q\n");
        assertThat(await(program.waitOn())).isZero();
    }

    // ---- openssl is the client

    private interface Scene {
        void play(Process program) throws Exception;
    }

    private void playClient(TlsSettings settings, Scene scene, String... more) {
        stage.play(
                () -> {
                    var options = ServeOptions.defaults().withTls(settings);
                    try (var server =
                            await(startServer(TlsStreamsTest::echo, "127.0.0.1", 0, options))) {
                        try (Process program = client(port(server), more)) {
                            scene.play(program);
                            end(program);
                        }
                        server.abortClients();
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
    }

    private static Process client(int port, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + port,
                                "-CAfile",
                                root,
                                "-verify_return_error",
                                "-verify_hostname",
                                "localhost",
                                "-servername",
                                "localhost"));
        arguments.addAll(List.of(more));
        return openssl(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(TlsVersion.class)
    void client_getsItsLinesBack(TlsVersion version) {
        String flag = version == TlsVersion.TLS_1_2 ? "-tls1_2" : "-tls1_3";
        playClient(
                pki.server(),
                program -> {
                    program.stdin().write("hello\n");
                    String seen = until(program, "\nhello\n");
                    assertThat(seen).contains("Verification: OK");
                    quit(program);
                },
                flag);
        stage.endsCleanly();
    }

    @Test
    void client_withBoringSsl_getsItsLinesBack() {
        playClient(
                pki.server().withEngine(TlsEngine.BORINGSSL).withAlpn("h2", "http/1.1"),
                program -> {
                    program.stdin().write("hello\n");
                    assertThat(until(program, "\nhello\n"))
                            .contains("Verification: OK")
                            .contains("ALPN protocol: http/1.1");
                    quit(program);
                },
                "-alpn",
                "http/1.1");
        stage.endsCleanly();
    }

    @Test
    void client_thatChangesItsKeys_isFollowed() {
        playClient(
                pki.server(),
                program -> {
                    program.stdin().write("one\n");
                    until(program, "\none\n");
                    program.stdin().write("K\n"); // and wants new keys of the server
                    until(program, "KEYUPDATE");
                    await(sleep(0.1)); // it takes what comes at once for a part of the command
                    program.stdin().write("two\n");
                    until(program, "two\n");
                    await(sleep(0.1));
                    quit(program);
                },
                "-tls1_3");
        stage.endsCleanly();
    }

    @Test
    void client_thatRenegotiates_isRefused() {
        playClient(
                pki.server(),
                program -> {
                    program.stdin().write("one\n");
                    until(program, "\none\n");
                    program.stdin().write("R\n");
                    until(program, "RENEGOTIATING");
                    await(program.waitOn());
                },
                "-tls1_2");
        assertThat(stage.faults.getFirst().exception())
                .hasMessageContaining("the other side wants to renegotiate");
        stage.faultMessages();
        stage.endsCleanly();
    }

    @Test
    void client_ofAnOldVersion_isRefused() {
        playClient(
                pki.server(),
                program -> {
                    assertThat(await(program.waitOn())).isNotZero();
                    assertThat(text(await(program.stdout().read()))).contains("alert");
                },
                "-tls1_1",
                "-cipher",
                "ALL:@SECLEVEL=0");
        assertThat(stage.faultMessages()).containsExactly("SSL handshake failed");
        stage.endsCleanly();
    }

    @Test
    void client_resumesItsSession() {
        Path session = folder.resolve("session");
        for (TlsEngine engine : TlsEngine.values()) {
            stage.play(
                    () -> {
                        var options =
                                ServeOptions.defaults().withTls(pki.server().withEngine(engine));
                        try (var server =
                                await(startServer(TlsStreamsTest::echo, "127.0.0.1", 0, options))) {
                            String[] flags = {"-sess_out", "-sess_in"};
                            String[] words = {"New, TLSv1.2", "Reused, TLSv1.2"};
                            for (int i = 0; i < 2; i++) {
                                try (Process program =
                                        client(
                                                port(server),
                                                "-tls1_2",
                                                flags[i],
                                                session.toString())) {
                                    program.stdin().write("hello\n");
                                    assertThat(until(program, "\nhello\n")).contains(words[i]);
                                    quit(program);
                                }
                            }
                            await(server.drain(Duration.ofSeconds(5)));
                        }
                    });
        }
        stage.endsCleanly();
    }

    @Test
    void client_showsItsCertificate_orIsRefused() {
        Notary.Owner authority = Notary.ofAuthority("clients").selfSigned();
        Notary.Owner alice =
                Notary.of("alice").purpose(KeyPurposeId.id_kp_clientAuth).signedBy(authority);
        TlsSettings server =
                pki.server()
                        .withTrusted(authority.rootIn(folder))
                        .withClientAuth(ClientAuth.REQUIRED);
        playClient(
                server,
                program -> {
                    program.stdin().write("hello\n");
                    until(program, "\nhello\n");
                    quit(program);
                },
                "-cert",
                alice.chainIn(folder).toString(),
                "-key",
                alice.keyIn(folder).toString());
        playClient(
                server,
                program -> {
                    assertThat(await(program.waitOn())).isNotZero();
                });
        assertThat(stage.faultMessages()).containsExactly("SSL handshake failed");
        stage.endsCleanly();
    }

    @Test
    void client_thatUpgradesMail_isUpgraded() {
        stage.play(
                () -> {
                    try (var server = await(startServer(OpensslTest::mail, "127.0.0.1", 0))) {
                        try (Process program = client(port(server), "-starttls", "smtp")) {
                            program.stdin().write("hello\n");
                            assertThat(until(program, "\n250 hello\n"))
                                    .contains("Verification: OK");
                            quit(program);
                        }
                        await(server.drain(Duration.ofSeconds(5)));
                    }
                });
        stage.endsCleanly();
    }

    private static Coroutine<Void> mail(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    try (writer) {
                        await(writer.send("220 mail\r\n"));
                        assertThat(text(await(reader.readline()))).startsWith("EHLO");
                        await(writer.send("250-mail\r\n250 STARTTLS\r\n"));
                        assertThat(text(await(reader.readline()))).startsWith("STARTTLS");
                        await(writer.send("220 go\r\n"));
                        await(writer.startTls(pki.server()));
                        for (byte[] line : awaitEach(reader)) {
                            await(writer.send("250 " + text(line)));
                        }
                    }
                });
    }

    // ---- openssl is the server

    private interface Client {
        void play(int port) throws Exception;
    }

    /// A server that sends each line back, reversed.
    private void playServer(Client client, String... more) {
        stage.play(
                () -> {
                    List<String> arguments =
                            new ArrayList<>(
                                    List.of(
                                            "s_server",
                                            "-accept",
                                            "127.0.0.1:0",
                                            "-rev",
                                            "-cert",
                                            pki.host().chainIn(folder).toString(),
                                            "-cert_chain",
                                            pki.host().chainIn(folder).toString(),
                                            "-key",
                                            pki.host().keyIn(folder).toString()));
                    arguments.addAll(List.of(more));
                    try (Process program = openssl(arguments.toArray(String[]::new))) {
                        String seen = until(program, "ACCEPT 127.0.0.1:");
                        while (!seen.endsWith("\n")) {
                            seen += text(await(program.stdout().read(100)));
                        }
                        client.play(
                                Integer.parseInt(seen.substring(seen.lastIndexOf(':') + 1).trim()));
                        end(program);
                    }
                });
    }

    private static TlsSession talk(TlsSettings settings, int port) {
        var options = ConnectOptions.defaults().withTls(settings).withServerHostname("localhost");
        try (var client = await(openConnection("127.0.0.1", port, options))) {
            client.writer().write("stressed\n");
            assertThat(text(await(client.reader().readline()))).isEqualTo("desserts\n");
            return TlsSession.of(client.writer().transport());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsEngine.class)
    void server_answers_inEachVersion(TlsEngine engine) {
        TlsSettings client = pki.client().withEngine(engine).withAlpn("x", "y");
        playServer(
                port -> {
                    for (TlsVersion version : TlsVersion.values()) {
                        TlsSession session = talk(client.withVersions(version), port);
                        assertThat(session.version()).isEqualTo(version.toString());
                        assertThat(session.alpn()).isEqualTo("y");
                    }
                },
                "-alpn",
                "y");
        stage.endsCleanly();
    }

    @Test
    void server_thatWantsACertificate_getsIt() {
        Notary.Owner authority = Notary.ofAuthority("clients").selfSigned();
        Notary.Owner alice =
                Notary.of("alice").purpose(KeyPurposeId.id_kp_clientAuth).signedBy(authority);
        TlsSettings known =
                pki.client().withCertificate(alice.chainIn(folder), alice.keyIn(folder));
        playServer(
                port -> {
                    assertThat(talk(known, port).version()).isEqualTo("TLSv1.3");
                    assertThatThrownBy(() -> talk(pki.client(), port))
                            .isInstanceOf(SSLException.class)
                            .hasMessageContaining("localhost: ");
                },
                "-Verify",
                "2",
                "-verify_return_error",
                "-CAfile",
                authority.rootIn(folder).toString());
        stage.endsCleanly();
    }

    @Test
    void server_thatIsNotTrusted_isRefused() {
        playServer(
                port ->
                        assertThatThrownBy(
                                        () ->
                                                talk(
                                                        TlsSettings.client()
                                                                .withTrusted(
                                                                        Notary.root()
                                                                                .rootIn(folder)),
                                                        port))
                                .isInstanceOf(SslCertVerificationError.class));
        stage.endsCleanly();
    }

    // ---- openssl makes the keys

    @Test
    void keysThatItMakes_areRead() {
        stage.play(
                () -> {
                    for (String[] each :
                            new String[][] {
                                {"ecparam", "-name", "prime256v1", "-genkey"},
                                {"genrsa", "-traditional", "2048"},
                                {"genpkey", "-algorithm", "ed25519"},
                                {
                                    "genpkey", "-algorithm", "ec", "-pkeyopt",
                                    "ec_paramgen_curve:P-384", "-aes256", "-pass", "pass:secret"
                                }
                            }) {
                        Path file = Files.createTempFile(folder, "made", ".pem");
                        SubprocessOptions pipes =
                                SubprocessOptions.pipes().withStderr(Subprocess.DEVNULL);
                        try (Process program =
                                await(Subprocess.createSubprocessExec(pipes, OPENSSL, each))) {
                            Files.writeString(file, await(program.communicate()).text());
                        }
                        String password =
                                Files.readString(file).contains("ENCRYPTED") ? "secret" : null;
                        assertThat(Pem.privateKey(file, password)).isNotNull();
                    }
                });
        stage.endsCleanly();
    }
}
