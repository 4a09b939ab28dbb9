// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that are compressed, and those that are left alone.
@VirtualClock
class CompressionTest {

    private static final String LONG = "All work and no play. ".repeat(300);

    @TempDir private Path folder;

    private static TestClient.Answer ask(Handler handler, String... fields) {
        Handler app = Compression.defaults().apply(handler);
        return await(new TestClient(app).request("GET", "/", Headers.of(fields), new byte[0]));
    }

    private static String plain(TestClient.Answer answer) throws Exception {
        ByteArrayInputStream in = new ByteArrayInputStream(answer.body());
        byte[] bytes =
                switch (answer.headers().get("content-encoding", "identity")) {
                    case "gzip" -> new GZIPInputStream(in).readAllBytes();
                    case "deflate" -> new InflaterInputStream(in).readAllBytes();
                    default -> in.readAllBytes();
                };
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "gzip | gzip",
                "GZIP | gzip",
                "x-gzip | gzip",
                "deflate | deflate",
                "gzip, deflate | gzip",
                "deflate, gzip | gzip",
                "gzip;q=0.5, deflate | deflate",
                "gzip; q=0.5 , deflate;q=0.4 | gzip",
                "* | gzip",
                "gzip;q=0, * | deflate",
                "*;q=0, deflate | deflate",
                "br, zstd | -",
                "br, * | gzip",
                "gzip;q=0 | -",
                "gzip;q=0.000 | -",
                "gzip;q=2 | -",
                "gzip;q=-1 | -",
                "gzip;q= | -",
                "gzip;q=abc | -",
                "gzip;q=0.5, identity;q=0.9 | -",
                "gzip;q=0.9, identity;q=0.5 | gzip",
                "identity | -",
                "'' | -",
                ",;,=;q | -",
            })
    void coding_isTheOneThatIsLikedBest(String accepted, String coding) throws Exception {
        TestClient.Answer answer = ask(request -> Response.text(LONG), "accept-encoding", accepted);

        assertThat(answer.headers().get("content-encoding")).isEqualTo(coding);
        assertThat(answer.headers().all("vary")).containsExactly("accept-encoding");
        assertThat(plain(answer)).isEqualTo(LONG);
        assertThat(answer.body().length).isLessThan(coding == null ? 10_000 : 500);
    }

    @AsyncTest
    void nobodyAsks_nothingIsCompressed() throws Exception {
        TestClient.Answer answer = ask(request -> Response.text(LONG));

        assertThat(answer.text()).isEqualTo(LONG);
        assertThat(answer.headers().get("vary")).isEqualTo("accept-encoding");
    }

    /// What is left alone, as if nothing was there.
    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content-encoding | br",
                "content-encoding | gzip",
                "cache-control | public, no-transform",
                "content-range | bytes 0-9/10",
                "content-type | image/png",
                "content-type | text/event-stream",
            })
    void answer_isLeftAlone(String name, String value) {
        TestClient.Answer answer =
                ask(
                        request -> Response.text(LONG).setHeader(name, value),
                        "accept-encoding",
                        "gzip");

        assertThat(answer.text()).isEqualTo(LONG);
        assertThat(answer.headers().get(name)).isEqualTo(value);
        assertThat(answer.headers().contains("vary")).isFalse();
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(ints = {204, 206, 304})
    void status_isLeftAlone(int status) {
        TestClient.Answer answer =
                ask(request -> Response.text(LONG).withStatus(status), "accept-encoding", "gzip");

        assertThat(answer.headers().contains("content-encoding")).isFalse();
    }

    @AsyncTest
    void shortBody_isLeftAlone_butVaries() {
        TestClient.Answer answer =
                ask(request -> Response.text("a".repeat(1023)), "accept-encoding", "gzip");

        assertThat(answer.text()).hasSize(1023);
        assertThat(answer.headers().get("vary")).isEqualTo("accept-encoding");
    }

    @AsyncTest
    void bodyThatWouldGrow_isLeftAlone() {
        byte[] noise = new byte[2000];
        new Random(1).nextBytes(noise);

        TestClient.Answer answer =
                ask(request -> Response.bytes("text/plain", noise), "accept-encoding", "gzip");

        assertThat(answer.headers().contains("content-encoding")).isFalse();
        assertThat(answer.body()).isEqualTo(noise);
    }

    @AsyncTest
    void twiceAround_compressesOnce() throws Exception {
        TestClient.Answer answer =
                ask(
                        Compression.defaults().apply(request -> Response.text(LONG)),
                        "accept-encoding",
                        "gzip");

        assertThat(plain(answer)).isEqualTo(LONG);
        assertThat(answer.headers().all("vary")).hasSize(1);
    }

    @InLoop
    @ParameterizedTest
    @CsvSource({"'\"a\"', 'W/\"a\"'", "'W/\"a\"', 'W/\"a\"'"})
    void tag_becomesWeak(String given, String sent) {
        TestClient.Answer answer =
                ask(
                        request -> Response.text(LONG).withHeader("etag", given),
                        "accept-encoding",
                        "gzip");

        assertThat(answer.headers().all("etag")).containsExactly(sent);
    }

    @AsyncTest
    void otherVary_isKept() {
        UnaryOperator<String> vary =
                given ->
                        ask(
                                        request -> Response.text(LONG).withHeader("vary", given),
                                        "accept-encoding",
                                        "gzip")
                                .headers()
                                .all("vary")
                                .toString();

        assertThat(vary.apply("origin")).isEqualTo("[origin, accept-encoding]");
        assertThat(vary.apply("origin, Accept-Encoding")).isEqualTo("[origin, Accept-Encoding]");
        assertThat(vary.apply("*")).isEqualTo("[*]");
    }

    @AsyncTest
    void muchIsCompressedElsewhere() throws Exception {
        String much = LONG.repeat(100);

        TestClient.Answer answer = ask(request -> Response.text(much), "accept-encoding", "gzip");

        assertThat(plain(answer)).isEqualTo(much);
    }

    @AsyncTest
    void object_isCompressed() throws Exception {
        Handler app = Compression.defaults().apply(request -> Response.json("x".repeat(5000)));

        TestClient.Answer answer =
                await(
                        new TestClient(app)
                                .request(
                                        "GET",
                                        "/",
                                        Headers.of("accept-encoding", "gzip"),
                                        new byte[0]));

        assertThat(plain(answer)).isEqualTo('"' + "x".repeat(5000) + '"');
    }

    @AsyncTest
    void streamedBody_isCompressedAsAWhole() throws Exception {
        TestClient.Answer answer =
                ask(
                        request ->
                                Response.stream(
                                                "text/csv",
                                                out -> {
                                                    await(out.write("a,b\n"));
                                                    await(out.write(""));
                                                    await(out.write(LONG.repeat(20)));
                                                    await(out.write("end"));
                                                })
                                        .withHeader("content-length", "132007"),
                        "accept-encoding",
                        "deflate");

        assertThat(answer.headers().contains("content-length")).isFalse();
        assertThat(plain(answer)).isEqualTo("a,b\n" + LONG.repeat(20) + "end");
    }

    /// What was written can be read before more is written.
    @AsyncTest
    void streamedPiece_arrivesAtOnce() throws Exception {
        Handler app =
                Compression.defaults()
                        .apply(
                                request ->
                                        Response.stream(
                                                "text/plain",
                                                out -> {
                                                    await(out.write("first"));
                                                    await(sleep(5));
                                                    await(out.write("second"));
                                                }));
        Site site = new Site(app);
        Connection peer = site.connect();
        peer.writer().write("GET / HTTP/1.1\r\nhost: a\r\naccept-encoding: deflate\r\n\r\n");
        await(peer.reader().readuntil("\r\n\r\n"));
        String size = new String(await(peer.reader().readuntil("\r\n")), StandardCharsets.US_ASCII);
        byte[] chunk = await(peer.reader().readexactly(Integer.parseInt(size.strip(), 16)));
        peer.writer().close();

        Inflater inflater = new Inflater();
        inflater.setInput(chunk);
        byte[] text = new byte[100];
        int count = inflater.inflate(text);
        inflater.end();
        assertThat(new String(text, 0, count, StandardCharsets.UTF_8)).isEqualTo("first");
        site.server.close();
    }

    @AsyncTest
    void file_isCompressedOnItsWay() throws Exception {
        Files.writeString(folder.resolve("long.txt"), LONG.repeat(50));
        Files.writeString(folder.resolve("short.txt"), "short");
        Handler app = Compression.defaults().apply(StaticFiles.of(folder));
        TestClient client = new TestClient(app);
        Headers gzip = Headers.of("accept-encoding", "gzip");

        TestClient.Answer whole = await(client.request("GET", "/long.txt", gzip, new byte[0]));
        String tag = whole.headers().get("etag");
        TestClient.Answer same =
                await(
                        client.request(
                                "GET", "/long.txt", gzip.with("if-none-match", tag), new byte[0]));
        TestClient.Answer part =
                await(
                        client.request(
                                "GET", "/long.txt", gzip.with("range", "bytes=0-2"), new byte[0]));
        TestClient.Answer resumed =
                await(
                        client.request(
                                "GET",
                                "/long.txt",
                                gzip.with("range", "bytes=0-2").with("if-range", tag),
                                new byte[0]));
        TestClient.Answer little = await(client.request("GET", "/short.txt", gzip, new byte[0]));

        assertThat(plain(whole)).isEqualTo(LONG.repeat(50));
        assertThat(whole.headers().contains("accept-ranges")).isFalse();
        assertThat(tag).startsWith("W/\"");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.headers().get("etag")).isEqualTo(tag);
        assertThat(same.headers().all("vary")).containsExactly("accept-encoding");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("All");
        assertThat(resumed.status()).isEqualTo(200);
        assertThat(little.headers().contains("content-encoding")).isFalse();
    }

    @AsyncTest
    void oneFile_isCompressedOnItsWay() throws Exception {
        Path file = Files.writeString(folder.resolve("long.txt"), LONG);

        TestClient.Answer answer = ask(request -> Response.file(file), "accept-encoding", "gzip");

        assertThat(answer.headers().get("content-encoding")).isEqualTo("gzip");
        assertThat(plain(answer)).isEqualTo(LONG);
    }

    @AsyncTest
    void options_change() {
        Handler app =
                Compression.defaults()
                        .withMinimum(0)
                        .withLevel(9)
                        .withTypes(type -> type.equals("a/b"))
                        .apply(request -> Response.bytes("a/b", new byte[100]));

        TestClient.Answer answer =
                await(
                        new TestClient(app)
                                .request(
                                        "GET",
                                        "/",
                                        Headers.of("accept-encoding", "gzip"),
                                        new byte[0]));

        assertThat(answer.headers().get("content-encoding")).isEqualTo("gzip");
    }

    @Test
    void options_areChecked() {
        Compression compression = Compression.defaults();

        assertThatThrownBy(() -> compression.withMinimum(-1))
                .hasMessage("bytes: -1 (expected: >= 0)");
        assertThatThrownBy(() -> compression.withLevel(0))
                .hasMessage("level: 0 (expected: 1 to 9)");
        assertThat(compression).hasToString("<Compression from 1024 bytes at level 6>");
    }
}
