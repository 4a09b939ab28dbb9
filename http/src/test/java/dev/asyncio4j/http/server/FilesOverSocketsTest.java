// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.junit.Allow;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.Neglect;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that the system copies to the socket: byte for byte what is on the wire.
@Tag("real-time") // with real sockets
class FilesOverSocketsTest {

    private static final int SIZE = 3_000_000; // more than a socket takes at once

    @TempDir private Path folder;
    private byte[] much;

    @BeforeEach
    void makeFile() throws IOException {
        much = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            much[i] = (byte) (i * 31 + i / 1000);
        }
        Files.write(folder.resolve("much"), much);
        Files.writeString(folder.resolve("little.txt"), "little");
    }

    private HttpServer serve() {
        return await(
                HttpServer.start(StaticFiles.of(folder), "127.0.0.1", 0, ServerOptions.defaults()));
    }

    private static void ask(Connection peer, String line, String... fields) throws Exception {
        StringBuilder text = new StringBuilder(line).append(" HTTP/1.1\r\nhost: a\r\n");
        for (Headers.Field field : Headers.of(fields)) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        peer.writer().write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String head(Connection peer) {
        return new String(await(peer.reader().readuntil("\r\n\r\n")), StandardCharsets.ISO_8859_1);
    }

    @InLoop
    @ParameterizedTest
    @CsvSource({
        "bytes=0-, 0, 3000000",
        "bytes=0-0, 0, 1",
        "bytes=1000000-2000001, 1000000, 2000002",
        "bytes=-5, 2999995, 3000000",
        "bytes=0-99999999, 0, 3000000",
    })
    void range_isOnTheWire_andTheConnectionGoesOn(String range, int from, int to) throws Exception {
        try (HttpServer server = serve()) {
            Connection peer = await(Net.openConnection("127.0.0.1", server.port()));

            ask(peer, "GET /much", "range", range);
            String head = head(peer);
            byte[] body = await(peer.reader().readexactly(to - from));
            ask(peer, "GET /little.txt");
            String next = head(peer);
            byte[] little = await(peer.reader().readexactly(6));
            peer.writer().close();

            assertThat(head)
                    .startsWith("HTTP/1.1 206 Partial Content\r\n")
                    .contains("content-range: bytes " + from + "-" + (to - 1) + "/3000000\r\n")
                    .contains("content-length: " + (to - from) + "\r\n");
            assertThat(body).isEqualTo(Arrays.copyOfRange(much, from, to));
            assertThat(next).startsWith("HTTP/1.1 200 OK\r\n").contains("content-length: 6\r\n");
            assertThat(little).isEqualTo("little".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @AsyncTest
    void emptyFile_isAnAnswer_andTheConnectionGoesOn() throws Exception {
        Files.createFile(folder.resolve("empty.css"));
        try (HttpServer server = serve()) {
            Connection peer = await(Net.openConnection("127.0.0.1", server.port()));

            ask(peer, "GET /empty.css");
            String head = head(peer);
            ask(peer, "GET /little.txt");
            String next = head(peer);
            peer.writer().close();

            assertThat(head).startsWith("HTTP/1.1 200 ").contains("content-length: 0\r\n");
            assertThat(next).startsWith("HTTP/1.1 200 ").contains("content-length: 6\r\n");
        }
    }

    @AsyncTest
    void headAndUnchanged_haveNoBodyOnTheWire() throws Exception {
        try (HttpServer server = serve()) {
            Connection peer = await(Net.openConnection("127.0.0.1", server.port()));

            ask(peer, "HEAD /much");
            String head = head(peer);
            ask(peer, "GET /much", "if-none-match", "*");
            String unchanged = head(peer);
            ask(peer, "GET /much", "range", "bytes=3000000-");
            String beyond = head(peer);
            peer.writer().close();

            assertThat(head).startsWith("HTTP/1.1 200 ").contains("content-length: 3000000\r\n");
            assertThat(unchanged).startsWith("HTTP/1.1 304 ").doesNotContain("content-length");
            assertThat(beyond).startsWith("HTTP/1.1 416 ").contains("bytes */3000000\r\n");
        }
    }

    /// A body that is too short must not be followed by the next answer, as if it went on there.
    @AsyncTest
    @Allow(Neglect.UNSEEN_FAULTS)
    void fileThatShrinksWhileItIsSent_breaksTheAnswerOff() throws Exception {
        long size = 200_000_000; // much more than the sockets hold
        Path huge = folder.resolve("huge");
        try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw");
                HttpServer server = serve()) {
            sparse.setLength(size);
            Connection peer = await(Net.openConnection("127.0.0.1", server.port()));

            ask(peer, "GET /huge");
            String head = head(peer);
            sparse.setLength(1000);
            long count = 0;
            try {
                while (true) {
                    byte[] piece = await(peer.reader().read(65536), SocketException.class);
                    if (piece.length == 0) {
                        break;
                    }
                    count += piece.length;
                }
            } catch (SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            peer.writer().close();

            assertThat(head).contains("content-length: " + size + "\r\n");
            assertThat(count).isLessThan(size);
        }
    }
}
