// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.taskGroup;
import static dev.asyncio4j.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.client.AnswerLimits;
import dev.asyncio4j.http.client.ClientOptions;
import dev.asyncio4j.http.client.HttpClient;
import dev.asyncio4j.http.client.HttpVersions;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/// Bodies that several tasks write.
@VirtualClock
class BodyWriterTest {

    private static final int TASKS = 3;
    private static final int PIECES = 20;
    private static final int PIECE = 100_000;

    private static Response written(Request request) {
        return Response.stream(
                "text/plain",
                out ->
                        await(
                                taskGroup(
                                        group -> {
                                            for (int task = 0; task < TASKS; task++) {
                                                byte[] piece = new byte[PIECE];
                                                Arrays.fill(piece, (byte) ('a' + task));
                                                group.createTask(async(() -> write(out, piece)));
                                            }
                                        })));
    }

    private static void write(BodyWriter out, byte[] piece) {
        for (int i = 0; i < PIECES; i++) {
            await(out.write(piece));
        }
    }

    private static void ask(Handler handler, HttpVersions versions) throws Exception {
        new Site(handler);
        ClientOptions options =
                ClientOptions.defaults()
                        .withVersions(versions)
                        .withLimits(AnswerLimits.defaults().withRatio(10_000));
        try (HttpClient client = Http.client(options)) {
            byte[] body = await(waitFor(client.get("http://localhost/"), 600)).bytes();

            assertThat(body).hasSize(TASKS * PIECES * PIECE);
            Set<String> pieces = new TreeSet<>();
            for (int at = 0; at < body.length; at += PIECE) {
                String piece = new String(body, at, PIECE, StandardCharsets.US_ASCII);
                pieces.add(piece.replaceAll("(.)\\1*", "$1"));
            }
            assertThat(pieces).containsExactly("a", "b", "c"); // each in one
        }
    }

    @AsyncTest
    void severalTasks_writeOneBody() throws Exception {
        ask(BodyWriterTest::written, HttpVersions.HTTP_1_1);
    }

    @AsyncTest
    void severalTasks_writeOneBody_overHttp2() throws Exception {
        ask(BodyWriterTest::written, HttpVersions.HTTP_2);
    }

    @AsyncTest
    void severalTasks_writeOneBody_thatIsCompressed() throws Exception {
        ask(Compression.defaults().apply(BodyWriterTest::written), HttpVersions.HTTP_1_1);
    }
}
