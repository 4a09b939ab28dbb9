// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies of requests that are compressed: refused, or read within limits.
class DecompressionTest {

    private static final Handler ECHO = request -> Response.bytes("a/b", await(request.bytes()));
    private static final String TEXT = "Ein Körper, der klein war. ".repeat(20);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] data) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream stream = new GZIPOutputStream(out)) {
            stream.write(data);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] data) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream stream = new DeflaterOutputStream(out)) {
            stream.write(data);
        }
        return out.toByteArray();
    }

    private static TestClient.Answer post(Handler app, String coding, byte[] body) {
        return await(
                new TestClient(app)
                        .request("POST", "/", Headers.of("content-encoding", coding), body));
    }

    private static TestClient.Answer post(String coding, byte[] body) {
        return post(Decompression.defaults().apply(ECHO), coding, body);
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "nonsense"})
    void withoutIt_codedBodiesAreRefused(String coding) throws Exception {
        TestClient.Answer answer = post(ECHO, coding, gzip(bytes(TEXT)));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.text()).isEqualTo("a body in the coding " + coding + "\n");
        assertThat(answer.headers().get("accept-encoding")).isEqualTo("identity");
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"identity", "Identity", ""})
    void withoutIt_plainBodiesAreRead(String coding) {
        assertThat(post(ECHO, coding, bytes(TEXT)).text()).isEqualTo(TEXT);
    }

    @AsyncTest
    void withoutIt_requestsWithoutBodyAreAnswered() {
        assertThat(post(ECHO, "gzip", new byte[0]).status()).isEqualTo(200);
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZip", "x-gzip"})
    void gzip_isRead(String coding) throws Exception {
        assertThat(post(coding, gzip(bytes(TEXT))).text()).isEqualTo(TEXT);
    }

    @AsyncTest
    void deflate_isRead() throws Exception {
        assertThat(post("deflate", deflate(bytes(TEXT))).text()).isEqualTo(TEXT);
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, gzip", "gzip, identity", "zstd"})
    void otherCodings_areRefused(String coding) throws Exception {
        TestClient.Answer answer = post(coding, gzip(bytes(TEXT)));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.headers().get("accept-encoding")).isEqualTo("gzip, deflate");
    }

    /// "Hi", with all that a head of gzip may hold; and, in hexadecimal, what must not be there.
    @InLoop
    @ParameterizedTest
    @CsvSource({
        "1f8b08000000000000ff, 0000, 200",
        "1f8b08000000000000ff, 0000ff, 400", // something behind it
        "1f8b08010000000000ff, 0000, 200", // a flag without meaning
        "1f8b08040000000000ff0300616263, 0000, 200", // extra
        "1f8b08080000000000ff61622e00, 0000, 200", // a name
        "1f8b08100000000000ff616200, 0000, 200", // a comment
        "1f8b08020000000000ffGOOD, 0000, 200", // a check of the head
        "1f8b08020000000000ff1234, 0000, 400", // a wrong one
        "1f8b081e0000000000ff01006162006300GOOD, 0000, 200", // all of them
        "1f8b08200000000000ff, 0000, 400", // a reserved flag
        "1f8b07000000000000ff, 0000, 400", // another method
        "1f8c08000000000000ff, 0000, 400", // no gzip
        "1f8b08000000000000ff, 0100, 400", // another length
    })
    void head_isReadOrRefused(String head, String end, int status) {
        CRC32 crc = new CRC32();
        crc.update(bytes("Hi"));
        HexFormat hex = HexFormat.of();
        String check = hex.toHexDigits(Integer.reverseBytes((int) crc.getValue()));
        byte[] body = hex.parseHex(checked(head) + "f3c80400" + check + "0200" + end);

        TestClient.Answer answer = post("gzip", body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text())
                .isEqualTo(
                        status == 200
                                ? "Hi"
                                : "a body that is not compressed as its content-encoding says\n");
    }

    /// With its check in place of `GOOD`.
    private static String checked(String head) {
        HexFormat hex = HexFormat.of();
        CRC32 crc = new CRC32();
        crc.update(hex.parseHex(head.replace("GOOD", "")));
        int sum = (int) crc.getValue();
        return head.replace(
                "GOOD", hex.toHexDigits((byte) sum) + hex.toHexDigits((byte) (sum >> 8)));
    }

    @AsyncTest
    void severalMembers_areOneBody_andOneBombIsInNone() throws Exception {
        byte[] members = joined(gzip(bytes("Ein ")), gzip(new byte[0]), gzip(bytes("Körper")));
        byte[] harmless = gzip(new byte[60_000]); // by itself

        assertThat(post("gzip", members).text()).isEqualTo("Ein Körper");
        assertThat(post("gzip", harmless).status()).isEqualTo(200);
        assertThat(post("gzip", joined(harmless, harmless)).status()).isEqualTo(413);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /// A server refuses what the RFC does not know, though clients understand it.
    @AsyncTest
    void deflateWithoutZlibsHead_isRefused() throws Exception {
        byte[] zlib = deflate(bytes(TEXT));

        assertThat(post("deflate", Arrays.copyOfRange(zlib, 2, zlib.length - 4)).status())
                .isEqualTo(400);
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void everyCutAndEveryAddition_isRefused(String coding) throws Exception {
        byte[] whole = coding.equals("gzip") ? gzip(bytes("Hallo")) : deflate(bytes("Hallo"));

        for (int length = 1; length < whole.length; length++) {
            assertThat(post(coding, Arrays.copyOf(whole, length)).status())
                    .as("the first %d bytes", length)
                    .isEqualTo(400);
        }
        assertThat(post(coding, Arrays.copyOf(whole, whole.length + 1)).status()).isEqualTo(400);
        assertThat(post(coding, bytes("plain text, rather")).status()).isEqualTo(400);
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void brokenByte_isRefused_orIsNotPartOfTheBody(String coding) throws Exception {
        byte[] whole = coding.equals("gzip") ? gzip(bytes("Hallo")) : deflate(bytes("Hallo"));

        for (int at = 0; at < whole.length; at++) {
            byte[] broken = whole.clone();
            broken[at] ^= 0x10;
            TestClient.Answer answer = post(coding, broken);
            if (answer.status() != 400) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo("Hallo");
            }
        }
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate"})
    void bomb_isRefused(String coding) throws Exception {
        byte[] zeros = new byte[5_000_000];
        byte[] bomb = coding.equals("gzip") ? gzip(zeros) : deflate(zeros);

        TestClient.Answer answer = post(coding, bomb);

        assertThat(bomb.length).isLessThan(6000);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("a body that grows more than 20 times\n");
    }

    @AsyncTest
    void bombOfLowRatio_isRefusedByItsSize() throws Exception {
        Handler app = Decompression.defaults().withRatio(2000).withLimit(100_000).apply(ECHO);

        assertThat(post(app, "gzip", gzip(new byte[100_000])).body()).hasSize(100_000);
        TestClient.Answer answer = post(app, "gzip", gzip(new byte[100_001]));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text()).isEqualTo("a body of more than 100000 bytes\n");
    }

    @AsyncTest
    void littleThatGrowsMuch_isRead() throws Exception {
        assertThat(post("gzip", gzip(new byte[60_000])).body()).hasSize(60_000);
    }

    @AsyncTest
    void answerThatIsStreamed_mayReadTheBodyStill() throws Exception {
        Handler app =
                Decompression.defaults()
                        .apply(
                                request ->
                                        Response.stream(
                                                "a/b",
                                                out -> {
                                                    byte[] piece = await(request.body().read());
                                                    while (piece.length > 0) {
                                                        await(out.write(piece));
                                                        piece = await(request.body().read());
                                                    }
                                                }));

        assertThat(post(app, "gzip", gzip(bytes(TEXT))).text()).isEqualTo(TEXT);
    }

    @Test
    void options_areChecked() {
        Decompression decompression = Decompression.defaults();

        assertThatThrownBy(() -> decompression.withRatio(0))
                .hasMessage("times: 0 (expected: >= 1)");
        assertThatThrownBy(() -> decompression.withLimit(0))
                .hasMessage("bytes: 0 (expected: >= 1)");
        assertThat(decompression).hasToString("<Decompression 20:1 to 8388608 bytes>");
    }
}
