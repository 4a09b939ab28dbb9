// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.TimeLimit;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that take an answer slowly, but all the time, over real sockets: one in which the system
/// takes a long answer at once, and hands it on bit by bit.
@Tag("real-time") // the system's sockets have the system's clock
@TimeLimit(60)
class SlowClientsTest {

    private static final int SIZE = 12_000_000; // much more than the system holds
    private static final int PIECE = 250_000; // every 50 ms: 2.4 s in all

    @TempDir private Path folder;

    private Response answer(String kind) {
        return kind.equals("file")
                ? Response.file(folder.resolve("file"))
                : Response.bytes("a/b", new byte[SIZE]);
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"bytes", "file"})
    void clientThatTakesAllTheTime_isNotGivenUp(String kind) throws Exception {
        Files.write(folder.resolve("file"), new byte[SIZE]);
        ServerOptions options =
                ServerOptions.defaults()
                        .withPatience(Patience.defaults().withWrite(Duration.ofMillis(500)));
        try (HttpServer server =
                await(HttpServer.start(request -> answer(kind), "127.0.0.1", 0, options))) {
            Connection peer = await(Net.openConnection("127.0.0.1", server.port()));
            peer.writer().write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
            await(peer.reader().readuntil("\r\n\r\n"));

            int came = 0;
            try {
                while (true) {
                    byte[] piece = await(peer.reader().read(PIECE), SocketException.class);
                    if (piece.length == 0) {
                        break;
                    }
                    came += piece.length;
                    await(sleep(0.05 * piece.length / PIECE));
                }
            } catch (SocketException reset) {
                // is seen in what came
            }
            peer.writer().close();

            assertThat(came).isGreaterThanOrEqualTo(SIZE);
        }
    }
}
