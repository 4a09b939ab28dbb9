// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.server.Compression;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that come compressed.
@VirtualClock
class CodingTest {

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(coded)) {
            out.write(plain);
        }
        return coded.toByteArray();
    }

    private static Response coded(String coding, byte[] body) {
        return Response.bytes("text/plain", body).withHeader("content-encoding", coding);
    }

    @AsyncTest
    void server_andClient_agree() throws Exception {
        String text = "all work and no play ".repeat(100);
        Peer.serve(80, Compression.defaults().apply(request -> Response.text(text)));
        try (HttpClient client = Http.client()) {
            ClientResponse answer = await(client.get("http://localhost/"));

            assertThat(answer.text()).isEqualTo(text);
            assertThat(answer.header("content-encoding")).isEqualTo("gzip");
        }
        try (HttpClient client = Http.client(ClientOptions.defaults().withoutDecompression())) {
            ClientResponse answer = await(client.get("http://localhost/"));

            assertThat(answer.text()).isEqualTo(text);
            assertThat(answer.header("content-encoding")).isNull();
        }
    }

    @AsyncTest
    void bomb_isFoundWhileItGrows() throws Exception {
        byte[] bomb = gzip(new byte[10_000_000]);
        Peer.serve(80, request -> coded("gzip", bomb));
        try (HttpClient client = Http.client()) {
            assertThatThrownBy(() -> await(client.get("http://localhost/")))
                    .isInstanceOf(ProtocolError.class)
                    .hasMessage("a body that grows more than 100 times");
            assertThat(client).hasToString("<HttpClient 0 open, 0 idle, 0 waiting>");
        }
    }

    @AsyncTest
    void brokenCoding_isSaid() throws Exception {
        byte[] whole = gzip("hello".getBytes(StandardCharsets.UTF_8));
        byte[] cut = Arrays.copyOf(whole, whole.length - 4);
        Peer.serve(80, request -> coded("gzip", request.path().equals("/cut") ? cut : new byte[9]));
        try (HttpClient client = Http.client()) {
            assertThatThrownBy(() -> await(client.get("http://localhost/cut")))
                    .isInstanceOf(ProtocolError.class);
            assertThatThrownBy(() -> await(client.get("http://localhost/nonsense")))
                    .isInstanceOf(ProtocolError.class);
        }
    }

    /// As some servers have it, and browsers, curl and aiohttp understand it.
    @InLoop
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 9})
    void deflateWithoutZlibsHead_isUnderstood(int level) throws Exception {
        byte[] text = "all work and no play ".repeat(100).getBytes(StandardCharsets.UTF_8);
        for (boolean raw : new boolean[] {false, true}) {
            byte[] whole = deflate(text, level, raw);

            assertThat(await(read("deflate", whole, 1))).isEqualTo(text);
            assertThat(await(read("deflate", whole, 7))).isEqualTo(text);
            byte[] cut = Arrays.copyOf(whole, whole.length - 1);
            assertThatThrownBy(() -> await(read("deflate", cut, 1000))).is(broken());
            byte[] longer = Arrays.copyOf(whole, whole.length + 1);
            assertThatThrownBy(() -> await(read("deflate", longer, 1000))).is(broken());
        }
    }

    /// RFC 1952, 2.2, knows no other behind a member but a member.
    @AsyncTest
    void gzipOfSeveralMembers_isOneBody_andNothingElseIsBehindIt() throws Exception {
        byte[] hello = gzip("hello ".getBytes(StandardCharsets.UTF_8));
        byte[] none = gzip(new byte[0]);
        byte[] all = joined(hello, none, hello, none);

        for (int size : new int[] {1, 2, 3, 17, 1000}) {
            assertThat(await(read("gzip", all, size))).asString().isEqualTo("hello hello ");
        }
        for (int end = 1; end < all.length; end++) {
            byte[] cut = Arrays.copyOf(all, end);
            if (end != hello.length
                    && end != hello.length + none.length
                    && end != all.length - none.length) {
                assertThatThrownBy(() -> await(read("gzip", cut, 10))).is(broken());
            }
        }
        for (String garbage : List.of("\0", "\0\0\0\0\0\0\0\0", "garbage", "\u001f")) {
            byte[] more = joined(hello, garbage.getBytes(StandardCharsets.ISO_8859_1));
            assertThatThrownBy(() -> await(read("gzip", more, 10))).is(broken());
            assertThatThrownBy(() -> await(read("gzip", more, 1000))).is(broken());
        }
    }

    @AsyncTest
    void bombOfManyMembers_isFound_andManyEmptyOnesCostLittle() throws Exception {
        byte[] harmless = gzip(new byte[60_000]); // by itself
        byte[][] several = new byte[20][];
        Arrays.fill(several, harmless);
        byte[] bomb = joined(several);
        assertThatThrownBy(() -> await(read("gzip", bomb, 1000)))
                .hasMessage("a body that grows more than 100 times");

        byte[][] many = new byte[100_000][]; // 2 MB: to copy the rest for each would take minutes
        Arrays.fill(many, gzip(new byte[0]));
        byte[] empty = joined(many);
        assertThat(await(read("gzip", empty, empty.length))).isEmpty();
    }

    private static Condition<Throwable> broken() {
        return new Condition<>(
                failure ->
                        failure instanceof ProtocolError
                                && "a body that is not compressed as its content-encoding says"
                                        .equals(failure.getMessage()),
                "broken");
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain, int level, boolean raw) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (Deflater deflater = new Deflater(level, raw);
                DeflaterOutputStream out = new DeflaterOutputStream(coded, deflater)) {
            out.write(plain);
        }
        return coded.toByteArray();
    }

    /// What a client makes of a body that comes in pieces of that size.
    private static Coroutine<byte[]> read(String coding, byte[] body, int size) {
        ResponseHead head =
                new ResponseHead(
                        ClientRequest.get("http://localhost/"),
                        200,
                        "HTTP/1.1",
                        Headers.of("content-encoding", coding),
                        List.of());
        int[] at = {0};
        ResponseStream.Source pieces =
                () -> {
                    int from = at[0];
                    at[0] = Math.min(body.length, from + size);
                    return Arrays.copyOfRange(body, from, at[0]);
                };
        return new ResponseStream(head, pieces, AnswerLimits.defaults(), true).readAll();
    }

    @AsyncTest
    void unknownCoding_comesAsItIs_andNoneIsNeededForNothing() throws Exception {
        Peer.serve(
                80,
                request ->
                        request.path().equals("/none")
                                ? Response.of(204).withHeader("content-encoding", "gzip")
                                : coded("br", new byte[] {1, 2}));
        try (HttpClient client = Http.client()) {
            assertThat(await(client.get("http://localhost/")).bytes()).containsExactly(1, 2);
            assertThat(await(client.get("http://localhost/none")).bytes()).isEmpty();
        }
    }

    /// The part of a compressed body is no compressed body.
    @AsyncTest
    void parts_areNotDecompressed() throws Exception {
        Peer.serve(
                80,
                request ->
                        Response.text(
                                request.header("accept-encoding") + " " + request.header("range")));
        try (HttpClient client = Http.client()) {
            ClientRequest part =
                    ClientRequest.get("http://localhost/").withHeader("range", "bytes=0-9");
            assertThat(await(client.request(part)).text()).isEqualTo("null bytes=0-9");
        }
    }
}
