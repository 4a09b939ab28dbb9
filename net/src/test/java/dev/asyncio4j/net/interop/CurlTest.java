// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.interop;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Net.startUnixServer;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.interop.Program.CURL;
import static dev.asyncio4j.net.interop.Program.PYTHON;
import static dev.asyncio4j.net.interop.Program.number;
import static dev.asyncio4j.net.interop.Program.output;
import static dev.asyncio4j.net.interop.PythonTest.digest;
import static dev.asyncio4j.net.interop.PythonTest.pattern;
import static dev.asyncio4j.net.interop.PythonTest.port;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.process.Process;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// As much HTTP as streams can speak by hand: with curl as the client, and with Python's file
/// server.
@Tag("real-time") // with real programs
@EnabledOnOs(OS.LINUX)
class CurlTest {
    private final Stage stage = Stage.real();
    private int connections;

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    /// Answers each request with its first line and the digest of its body, until curl ends.
    private Coroutine<Void> answer(StreamReader reader, StreamWriter writer) {
        connections++;
        return async(
                () -> {
                    while (true) {
                        String first = text(await(reader.readline())).strip();
                        if (first.isEmpty()) {
                            break; // the end
                        }
                        String head = text(await(reader.readuntil("\r\n\r\n")));
                        if (head.contains("Expect: 100-continue")) {
                            writer.write("HTTP/1.1 100 Continue\r\n\r\n");
                        }
                        byte[] body = await(reader.readexactly(length(head)));
                        String page = first + "\n" + digest(body) + "\n";
                        writer.write("HTTP/1.1 200 OK\r\nContent-Length: " + page.length());
                        await(writer.send("\r\n\r\n" + page));
                    }
                    writer.close();
                    await(writer.waitClosed());
                });
    }

    private static int length(String head) {
        return head.lines()
                .filter(
                        line ->
                                line.toLowerCase(java.util.Locale.ROOT)
                                        .startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }

    private String curl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--silent", "--show-error", "--max-time", "20"));
        all.addAll(List.of(arguments));
        try (Process curl = CURL.start(all.toArray(String[]::new))) {
            return output(curl, "");
        }
    }

    @Test
    void curl_getsAndPosts_overOneConnection(@TempDir Path folder) throws Exception {
        byte[] much = pattern(3_000_000);
        Path upload = Files.write(folder.resolve("upload"), much);
        stage.play(
                () -> {
                    try (Server server = await(startServer(this::answer, "127.0.0.1", 0))) {
                        String at = "http://127.0.0.1:" + port(server);

                        assertThat(curl(at + "/one", at + "/two"))
                                .isEqualTo(
                                        "GET /one HTTP/1.1\n%s\nGET /two HTTP/1.1\n%<s\n"
                                                .formatted(digest(new byte[0])));
                        assertThat(connections).isEqualTo(1);
                        assertThat(curl("--data-binary", "@" + upload, at + "/upload"))
                                .isEqualTo("POST /upload HTTP/1.1\n" + digest(much) + "\n");
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    @Test
    void curl_overAPath(@TempDir Path folder) {
        Path path = folder.resolve("s");
        stage.play(
                () -> {
                    try (Server server = await(startUnixServer(this::answer, path))) {
                        assertThat(curl("--unix-socket", path.toString(), "http://host/page"))
                                .startsWith("GET /page HTTP/1.1\n");
                        assertThat(await(server.drain(Duration.ofSeconds(5)))).isZero();
                    }
                });
    }

    // ---- Python's file server, our client

    @Test
    void filesOfPythonsServer_areFetched(@TempDir Path folder) throws Exception {
        byte[] much = pattern(3_000_000);
        Files.write(folder.resolve("file"), much);
        stage.play(
                () -> {
                    try (Process server =
                            PYTHON.start(
                                    "-u",
                                    "-m",
                                    "http.server",
                                    "0",
                                    "--bind",
                                    "127.0.0.1",
                                    "-d",
                                    folder.toString())) {
                        int port = number(server.stdout(), "port (\\d+)");

                        assertThat(digest(fetch(port, "/file", "200 OK"))).isEqualTo(digest(much));
                        assertThat(text(fetch(port, "/missing", "404 File not found")))
                                .contains("File not found");
                    }
                });
    }

    private static byte[] fetch(int port, String path, String status) throws Exception {
        try (Connection http = await(openConnection("127.0.0.1", port))) {
            http.writer().write("GET " + path + " HTTP/1.0\r\n\r\n");
            assertThat(text(await(http.reader().readline()))).contains(status);
            String head = text(await(http.reader().readuntil("\r\n\r\n")));
            byte[] body = await(http.reader().read());
            assertThat(body).hasSize(length(head));
            return body;
        }
    }
}
