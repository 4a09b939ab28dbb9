// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.interop;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.openDatagramEndpoint;
import static dev.asyncio4j.net.Net.openUnixConnection;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Net.startUnixServer;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.interop.Program.NC;
import static dev.asyncio4j.net.interop.Program.SOCAT;
import static dev.asyncio4j.net.interop.Program.line;
import static dev.asyncio4j.net.interop.Program.number;
import static dev.asyncio4j.net.interop.Program.output;
import static dev.asyncio4j.net.interop.PythonTest.digest;
import static dev.asyncio4j.net.interop.PythonTest.pattern;
import static dev.asyncio4j.net.interop.PythonTest.port;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Task;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.DatagramEndpoint;
import dev.asyncio4j.net.DatagramOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.process.Process;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The two netcats, nc and socat, in both roles.
@Tag("real-time") // with real programs
@EnabledOnOs(OS.LINUX)
class NetcatTest {
    private final Stage stage = Stage.real();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    // ---- clients of ours

    @Test
    void nc_endsItsHalf_andGetsTheEcho() {
        stage.play(
                () -> {
                    try (Server server = await(startServer(PythonTest::echo, "127.0.0.1", 0));
                            Process nc = NC.start("-N", "127.0.0.1", "" + port(server))) {
                        assertThat(output(nc, "one\ntwo\n")).isEqualTo("one\ntwo\n");
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    @Test
    void nc_overAPath(@TempDir Path folder) {
        Path path = folder.resolve("s");
        stage.play(
                () -> {
                    try (Server server = await(startUnixServer(PythonTest::echo, path));
                            Process nc = NC.start("-N", "-U", path.toString())) {
                        assertThat(output(nc, "over a path")).isEqualTo("over a path");
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    @Test
    void socat_sendsMuch_andGetsItBack() {
        byte[] much = pattern(1_000_000);
        stage.play(
                () -> {
                    try (Server server = await(startServer(PythonTest::echo, "127.0.0.1", 0));
                            Process socat =
                                    SOCAT.start("-t", "20", "-", "TCP:127.0.0.1:" + port(server))) {
                        var end = await(socat.communicate(much));
                        assertThat(digest(end.stdout())).isEqualTo(digest(much));
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    @Test
    void socat_sendsDatagrams() {
        stage.play(
                () -> {
                    var here = new InetSocketAddress("127.0.0.1", 0);
                    try (DatagramEndpoint ours =
                            await(openDatagramEndpoint(DatagramOptions.local(here)))) {
                        int port = ((InetSocketAddress) ours.sockname()).getPort();
                        try (Process socat = SOCAT.start("-", "UDP4:127.0.0.1:" + port)) {
                            socat.stdin().write("ping\n");
                            var ping = await(ours.receive());
                            assertThat(text(ping.bytes())).isEqualTo("ping\n");
                            await(ours.send(bytes("pong\n"), (InetSocketAddress) ping.sender()));
                            assertThat(line(socat)).isEqualTo("pong");
                        }
                    }
                });
    }

    // ---- servers for ours

    @Test
    void ncListens_andTalksBothWays() {
        stage.play(
                () -> {
                    try (Process nc = NC.start("-N", "-l", "-v", "127.0.0.1", "0")) {
                        int port = number(nc.stderr(), "Listening on \\S+ (\\d+)");
                        try (Connection ours = await(openConnection("127.0.0.1", port))) {
                            ours.writer().write("from us\n");
                            assertThat(line(nc)).isEqualTo("from us");
                            nc.stdin().write("from nc\n");
                            nc.stdin().close();
                            assertThat(text(await(ours.reader().read()))).isEqualTo("from nc\n");
                            ours.writer().write("the half that is left\n");
                            ours.writer().writeEof();
                            assertThat(line(nc)).isEqualTo("the half that is left");
                        }
                        assertThat(await(nc.waitOn())).isZero();
                    }
                });
    }

    @Test
    void ncListens_forDatagrams() {
        stage.play(
                () -> {
                    try (Process nc = NC.start("-u", "-l", "-v", "127.0.0.1", "0")) {
                        int port = number(nc.stderr(), "Bound on \\S+ (\\d+)");
                        var to = new InetSocketAddress("127.0.0.1", port);
                        try (DatagramEndpoint ours =
                                await(openDatagramEndpoint(DatagramOptions.remote(to)))) {
                            await(ours.send(bytes("ping\n")));
                            assertThat(line(nc)).isEqualTo("ping");
                            nc.stdin().write("pong\n");
                            assertThat(text(await(ours.receive()).bytes())).isEqualTo("pong\n");
                        }
                    }
                });
    }

    @Test
    void socatListens_andSendsMuchBack() {
        byte[] much = pattern(1_000_000);
        stage.play(
                () -> {
                    try (Process socat =
                            SOCAT.start("-d", "-d", "TCP-LISTEN:0,bind=127.0.0.1", "PIPE")) {
                        int port = number(socat.stderr(), "listening on .*:(\\d+)");
                        try (Connection ours = await(openConnection("127.0.0.1", port))) {
                            Task<Void> sending = createTask(ours.writer().send(much));
                            byte[] back = await(ours.reader().readexactly(much.length));
                            await(sending);
                            assertThat(digest(back)).isEqualTo(digest(much));
                        }
                        assertThat(await(socat.waitOn())).isZero();
                    }
                });
    }

    @Test
    void socatListens_atAPath(@TempDir Path folder) {
        Path path = folder.resolve("s");
        stage.play(
                () -> {
                    try (Process socat =
                            SOCAT.start(
                                    "-d", "-d", "UNIX-LISTEN:" + path, "SYSTEM:'cat; echo end'")) {
                        int _ = number(socat.stderr(), "listening on AF=(1)");
                        try (Connection ours = await(openUnixConnection(path))) {
                            ours.writer().write("over a path\n");
                            ours.writer().writeEof();
                            assertThat(text(await(ours.reader().read())))
                                    .isEqualTo("over a path\nend\n");
                        }
                        assertThat(await(socat.waitOn())).isZero();
                    }
                });
    }
}
