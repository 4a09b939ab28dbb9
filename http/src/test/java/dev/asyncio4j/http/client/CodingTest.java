// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.http.server.Compression;
import dev.asyncio4j.http.server.Response;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

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
        byte[] whole = gzip("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 4);
        Peer.serve(80, request -> coded("gzip", request.path().equals("/cut") ? cut : new byte[9]));
        try (HttpClient client = Http.client()) {
            assertThatThrownBy(() -> await(client.get("http://localhost/cut")))
                    .isInstanceOf(ProtocolError.class);
            assertThatThrownBy(() -> await(client.get("http://localhost/nonsense")))
                    .isInstanceOf(ProtocolError.class);
        }
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
