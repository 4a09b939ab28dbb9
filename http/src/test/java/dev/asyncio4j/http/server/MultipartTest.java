// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import dev.asyncio4j.junit.VirtualClock;
import dev.asyncio4j.net.Connection;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Forms of several parts, in pieces of all sizes, and what is none.
@VirtualClock
class MultipartTest {

    private static final String TYPE = "multipart/form-data; boundary=XY";

    @TempDir private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A request whose body comes in pieces of that size.
    private static Request request(String type, byte[] body, int size) {
        RequestBody coming =
                new RequestBody(
                        EventLoop.running(), () -> "a test", () -> {}, body.length, 1024 * 1024);
        for (int at = 0; at < body.length; at += size) {
            coming.feed(Arrays.copyOfRange(body, at, Math.min(body.length, at + size)));
        }
        coming.end();
        return new Request(
                "POST",
                "/",
                "HTTP/1.1",
                Headers.of("content-type", type),
                coming,
                null,
                false,
                () -> {
                    throw new IllegalStateException();
                });
    }

    private static String part(String fields, String body) {
        return "--XY\r\ncontent-disposition: form-data; " + fields + "\r\n\r\n" + body + "\r\n";
    }

    /// `name=text` or `name(filename)=text` of each part.
    private static List<String> read(Multipart form) throws Exception {
        List<String> found = new ArrayList<>();
        for (Part part : awaitEach(form)) {
            String file = part.filename() == null ? "" : "(" + part.filename() + ")";
            found.add(part.name() + file + "=" + await(part.text()));
        }
        return found;
    }

    private static List<String> read(String body, int size) throws Exception {
        return read(request(TYPE, bytes(body), size).multipart());
    }

    private static List<String> read(String body) throws Exception {
        return read(body, 1 << 20);
    }

    @AsyncTest
    void parts_areRead_howeverTheyArePieced() throws Exception {
        String body =
                part("name=a", "1")
                        + part("name=\"b c\"", "")
                        + part("name=\"f\"; filename=\"x.txt\"", "\r\n\r--X\r\n--X\r\n--xy\n--XY\r")
                        + "--XY--\r\n";

        for (int size = 1; size <= body.length(); size++) {
            assertThat(read(body, size))
                    .as("pieces of %d", size)
                    .containsExactly("a=1", "b c=", "f(x.txt)=\r\n\r--X\r\n--X\r\n--xy\n--XY\r");
        }
    }

    @AsyncTest
    void form_mayHaveNoPart() throws Exception {
        assertThat(read("--XY--")).isEmpty();
        assertThat(read("--XY--\r\n")).isEmpty();
    }

    /// What `curl -F` and browsers send.
    @AsyncTest
    void knownClients_areRead() throws Exception {
        String curl =
                "--------------------------d74496d66958873e\r\n"
                        + "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                        + "Content-Type: text/plain\r\n\r\nhello\r\n"
                        + "--------------------------d74496d66958873e--\r\n";
        String type = "multipart/form-data; boundary=------------------------d74496d66958873e";
        String browser =
                "------WebKitFormBoundary7MA4YWxkTrZu0gW\r\n"
                        + "Content-Disposition: form-data; name=\"\u00c3\u00a4\"; filename=\"\"\r\n"
                        + "Content-Type: application/octet-stream\r\n\r\n\r\n"
                        + "------WebKitFormBoundary7MA4YWxkTrZu0gW--\r\n";

        assertThat(read(request(type, bytes(curl), 7).multipart()))
                .containsExactly("file(a.txt)=hello");
        assertThat(
                        read(
                                request(
                                                "Multipart/Form-Data; charset=utf-8; boundary=\""
                                                        + "----WebKitFormBoundary7MA4YWxkTrZu0gW\"",
                                                bytes(browser),
                                                7)
                                        .multipart()))
                .containsExactly("ä()=");
    }

    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | breaks off",
                "--X | breaks off",
                "--XY | breaks off",
                "--XY- | breaks off",
                "preamble;--XY--; | does not begin with its boundary",
                ";--XY--; | does not begin with its boundary",
                "--XZ--; | does not begin with its boundary",
                "--XY;D: form-data, name=a;;1; | breaks off",
                "--XY;D: form-data, name=a;;1;--XY | breaks off",
                "--XY;D: form-data, name=a;;1;--XY- | breaks off",
                "--XY;D: form-data, name=a;;1;--XYZ;--XY-- | something behind its boundary",
                "--XY ;D: form-data, name=a;;1;--XY-- | something behind its boundary",
                "--XY--x | something behind its end",
                "--XY--;;x | something behind its end",
                "--XY--;--XY--; | something behind its end",
                "--XY;;1;--XY--; | which field it is",
                "--XY;X: y;;1;--XY--; | which field it is",
                "--XY;D: attachment, name=a;;1;--XY--; | which field it is",
                "--XY;D: form-data;;1;--XY--; | which field it is",
                "--XY;D: form-data, name=a;D: form-data, name=b;;1;--XY--; | which field it is",
                "--XY;D: form-data, name=a, name=b;;1;--XY--; | broken parameters",
                "--XY;D: form-data, name=\"a;;1;--XY--; | broken parameters",
                "--XY;D: form-data, name=\"a\"b;;1;--XY--; | broken parameters",
                "--XY;D: form-data, name;;1;--XY--; | broken parameters",
                "--XY;D: form-data, name=a b;;1;--XY--; | broken parameters",
                "--XY;D: form-data, na me=a;;1;--XY--; | broken parameters",
                "--XY;D: form-data, name=\u00ff;;1;--XY--; | broken parameters",
                "--XY;D: form-data, name=\"\u00ff\";;1;--XY--; | not in UTF-8",
                "--XY;D : form-data, name=a;;1;--XY--; | broken field",
                "--XY;D form-data, name=a;;1;--XY--; | broken field",
                "--XY;D: form-data,; name=a;;1;--XY--; | broken field",
                "--XY;: form-data, name=a;;1;--XY--; | broken field",
                "--XY;D: form-data, name=a\u0000;;1;--XY--; | broken field",
                "--XY;D: form-data, name=a<LF>;;1;--XY--; | broken field",
                "--XY;D: form-data, name=a;content-transfer-encoding: base64;;1;--XY--; |"
                        + " content-transfer-encoding",
            })
    void whatIsNoForm_isRefused(String pattern, String message) {
        String body =
                pattern.replace(";", "\r\n")
                        .replace(',', ';')
                        .replace("D:", "content-disposition:")
                        .replace("<LF>", "\n")
                        .replace("D ", "content-disposition ");

        for (int size : new int[] {1, 2, 7, 1000}) {
            assertThatThrownBy(() -> read(body, size))
                    .isInstanceOf(HttpError.class)
                    .hasMessageContaining(message)
                    .extracting(wrong -> ((HttpError) wrong).status())
                    .isEqualTo(400);
        }
    }

    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/plain | 415",
                "'' | 415",
                "multipart/mixed; boundary=XY | 415",
                "application/x-www-form-urlencoded | 415",
                "multipart/form-data | 400",
                "multipart/form-data; boundary= | 400",
                "multipart/form-data; boundary=\"\" | 400",
                "multipart/form-data; boundary=\"a \" | 400",
                "multipart/form-data; boundary=\"a@b\" | 400",
                "multipart/form-data; boundary=\"\u00e4\" | 400",
                "multipart/form-data; boundary=a; boundary=b | 400",
                "multipart/form-data; boundary=1234567890123456789012345678901234567890"
                        + "1234567890123456789012345678901 | 400",
            })
    void otherTypes_areRefused(String type, int status) {
        Request request = request(type, bytes("--XY--"), 100);

        assertThatThrownBy(request::multipart)
                .isInstanceOf(HttpError.class)
                .extracting(wrong -> ((HttpError) wrong).status())
                .isEqualTo(status);
    }

    @AsyncTest
    void noise_neverDoesAnythingButFail() throws Exception {
        Random random = new Random(6);
        String alphabet = "--XY\r\n:;=\"a ";
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            StringBuilder body = new StringBuilder(random.nextBoolean() ? "--XY\r\n" : "");
            int length = random.nextInt(60);
            for (int j = 0; j < length; j++) {
                body.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                read(body.toString(), 1 + random.nextInt(20));
            } catch (HttpError wrong) {
                refused++;
                assertThat(wrong.status()).isEqualTo(400);
            }
        }
        assertThat(refused).isGreaterThan(2900);
    }

    // ---- limits

    @AsyncTest
    void parts_areCounted() throws Exception {
        String body = part("name=a", "1").repeat(3) + "--XY--";
        MultipartLimits two = MultipartLimits.defaults().withParts(2);

        assertThat(read(request(TYPE, bytes(body), 9).multipart(two.withParts(3)))).hasSize(3);
        assertThatThrownBy(() -> read(request(TYPE, bytes(body), 9).multipart(two)))
                .hasMessage("a form of more than 2 parts");
    }

    @AsyncTest
    void heads_areMeasured() throws Exception {
        String fits = part("name=\"" + "a".repeat(61) + "\"", "1") + "--XY--";
        String longer = part("name=\"" + "a".repeat(62) + "\"", "1") + "--XY--";
        MultipartLimits limits = MultipartLimits.defaults().withHead(100);

        for (int size : new int[] {1, 10, 1000}) {
            assertThat(read(request(TYPE, bytes(fits), size).multipart(limits))).hasSize(1);
            assertThatThrownBy(() -> read(request(TYPE, bytes(longer), size).multipart(limits)))
                    .hasMessage("a part with a head of more than 100 bytes");
        }
    }

    @AsyncTest
    void fieldsOfAHead_areCounted() {
        String body =
                "--XY\r\n"
                        + "a: b\r\n".repeat(20)
                        + "content-disposition: form-data; name=a\r\n\r\n";

        assertThatThrownBy(() -> read(body)).hasMessage("a part with more than 20 fields");
    }

    @AsyncTest
    void partInMemory_isMeasured() throws Exception {
        String body = part("name=a", "12345") + "--XY--";
        MultipartLimits five = MultipartLimits.defaults().withMemory(5);

        assertThat(read(request(TYPE, bytes(body), 2).multipart(five))).containsExactly("a=12345");
        assertThatThrownBy(() -> read(request(TYPE, bytes(body), 2).multipart(five.withMemory(4))))
                .hasMessage("a part of more than 4 bytes")
                .extracting(wrong -> ((HttpError) wrong).status())
                .isEqualTo(413);
    }

    @AsyncTest
    void total_isTheServers_unlessOneIsGiven() throws Exception {
        byte[] body = bytes(part("name=a", "1".repeat(2000)) + "--XY--");
        Handler plain = request -> Response.text(read(request.multipart()).size() + "");
        MultipartLimits more = MultipartLimits.defaults().withTotal(3000);
        Handler raised = request -> Response.text(read(request.multipart(more)).size() + "");
        ServerOptions small = ServerOptions.defaults().withLimits(Limits.defaults().withBody(1000));
        Headers type = Headers.of("content-type", TYPE);

        assertThat(await(new TestClient(plain, small).request("POST", "/", type, body)).status())
                .isEqualTo(413);
        assertThat(await(new TestClient(raised, small).request("POST", "/", type, body)).text())
                .isEqualTo("1");
    }

    @Test
    void limits_areChecked() {
        MultipartLimits limits = MultipartLimits.defaults();

        assertThatThrownBy(() -> limits.withParts(0)).hasMessage("parts: 0 (expected: >= 1)");
        assertThatThrownBy(() -> limits.withHead(0)).hasMessage("head: 0 (expected: >= 1)");
        assertThatThrownBy(() -> limits.withMemory(0)).hasMessage("memory: 0 (expected: >= 1)");
        assertThatThrownBy(() -> limits.withTotal(-1)).hasMessage("total: -1 (expected: >= 0)");
    }

    // ---- names

    private static String ends(String text) {
        return text.replace("<CR>", "\r").replace("<LF>", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a.txt|a.txt",
                "über.txt|über.txt",
                "/etc/passwd|passwd",
                "../../etc/passwd|passwd",
                "..|''",
                "...|''",
                ".htaccess|htaccess",
                "C:\\Users\\a\\b.txt|b.txt",
                "..\\..\\b.txt|b.txt",
                "a/|''",
                "a\\|''",
                "C:|C_",
                "a.txt:stream|a.txt_stream",
                "a\u0000b.txt|ab.txt",
                "a<CR><LF>b|ab",
                "a\u202etxt.exe|atxt.exe",
                "a\u200bb|ab",
                " a. |a",
                "-rf|rf",
                "con|_con",
                "COM1.txt|_COM1.txt",
                "console|console",
                "<a>|_a_",
                "a%2fb|a_2fb",
                "''|''",
            })
    void filename_isNeverAPath(String sent, String safe) {
        assertThat(Filenames.safe(ends(sent))).isEqualTo(safe);
    }

    @Test
    void filename_hasALength() {
        assertThat(Filenames.safe("ä".repeat(500))).isEqualTo("ä".repeat(100));
        assertThat(Filenames.safe("\ud83d\ude00".repeat(500))).isEqualTo("\ud83d\ude00".repeat(50));
        assertThat(Filenames.safe("\ud83d")).isEmpty();
        assertThat(Filenames.safe("con." + "ä".repeat(500))).isEqualTo("_con." + "ä".repeat(97));
        assertThat(Filenames.safe("con" + " ".repeat(500) + "x")).isEqualTo("_con");
        assertThat(Filenames.safe(" ".repeat(500) + "x")).isEqualTo("x");
    }

    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filename=\"a \\\"b\\\".txt\" | a _b_.txt",
                "filename=\"C:\\\\dir\\\\a.txt\" | a.txt",
                "filename=\"C:\\dir\\a.txt\" | a.txt",
                "filename=\"a;b=c.txt\" | a;b=c.txt",
                "filename=\"../a\" | a",
                "filename=\"a\"; filename*=UTF-8''..%2fevil | a",
            })
    void filename_isRead(String field, String name) throws Exception {
        Multipart form =
                request(TYPE, bytes(part("name=f; " + field, "") + "--XY--"), 100).multipart();

        assertThat(await(form.next()).filename()).isEqualTo(name);
    }

    // ---- one after the other

    @AsyncTest
    void partThatIsNotRead_isPassedOver() throws Exception {
        String body = part("name=a", "1".repeat(500)) + part("name=b", "2") + "--XY--";
        Multipart form = request(TYPE, bytes(body), 10).multipart();

        Part first = await(form.next());
        byte[] piece = await(first.read());
        Part second = await(form.next());

        assertThat(piece).isNotEmpty();
        assertThat(await(second.text())).isEqualTo("2");
        assertThatThrownBy(() -> await(first.read()))
                .hasMessage("<Part a> is over; read it before the next one is asked for");
        assertThat(form).hasToString("<Multipart, 2 parts so far>");
    }

    @AsyncTest
    void pieces_areIterated_andEndOnce() throws Exception {
        Multipart form = request(TYPE, bytes(part("name=a", "12345") + "--XY--"), 3).multipart();
        Part part = await(form.next());
        StringBuilder all = new StringBuilder();
        for (byte[] piece : awaitEach(part)) {
            all.append(new String(piece, StandardCharsets.US_ASCII));
        }

        assertThat(all).hasToString("12345");
        assertThat(await(part.read())).isEmpty();
    }

    // ---- to disk

    @AsyncTest
    void saveTo_writesANewFile() throws Exception {
        String much = "0123456789".repeat(70_000);
        Multipart form =
                request(TYPE, bytes(part("name=f; filename=x", much) + "--XY--"), 5000).multipart();
        Path file = folder.resolve("saved");

        long size = await(await(form.next()).saveTo(file));

        assertThat(size).isEqualTo(700_000);
        assertThat(Files.readString(file)).isEqualTo(much);
    }

    @AsyncTest
    void saveTo_ofNothing_isAnEmptyFile() throws Exception {
        Multipart form = request(TYPE, bytes(part("name=f", "") + "--XY--"), 50).multipart();

        assertThat(await(await(form.next()).saveTo(folder.resolve("saved")))).isZero();
        assertThat(folder.resolve("saved")).isEmptyFile();
    }

    @AsyncTest
    void saveTo_leavesAFileThatIsThere() throws Exception {
        Path file = Files.writeString(folder.resolve("there"), "mine");
        Multipart form = request(TYPE, bytes(part("name=f", "1") + "--XY--"), 50).multipart();
        Part part = await(form.next());

        assertThatThrownBy(() -> await(part.saveTo(file)))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
    }

    @AsyncTest
    void saveTo_thatFails_leavesNothing() throws Exception {
        String cut = part("name=f", "0123456789".repeat(70_000)); // no end
        Multipart form = request(TYPE, bytes(cut), 5000).multipart();
        Part part = await(form.next());

        assertThatThrownBy(() -> await(part.saveTo(folder.resolve("saved"))))
                .hasMessage("a form that breaks off");
        assertThat(folder).isEmptyDirectory();
    }

    @AsyncTest
    void saveTo_thatIsCancelled_leavesNothing() throws Exception {
        List<Task<?>> saving = new ArrayList<>();
        Site site =
                new Site(
                        request -> {
                            Part part =
                                    await(
                                            request.multipart(
                                                            MultipartLimits.defaults()
                                                                    .withTotal(10_000_000))
                                                    .next());
                            Task<Long> task = createTask(part.saveTo(folder.resolve("saved")));
                            saving.add(task);
                            return Response.text("" + await(task));
                        });
        Connection peer = site.connect();
        peer.writer()
                .write(
                        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9000000\r\ncontent-type: "
                                + TYPE
                                + "\r\n\r\n"
                                + part("name=f", "0123456789".repeat(60_000)).stripTrailing());
        await(sleep(1));

        assertThat(folder.resolve("saved")).exists();
        saving.getFirst().cancel();
        await(sleep(1));

        assertThatThrownBy(() -> await(saving.getFirst())).isInstanceOf(CancelledError.class);
        assertThat(folder).isEmptyDirectory();
        peer.writer().close();
        site.server.close();
    }

    @Test
    void toString_isOneLine() throws Exception {
        assertThat(MultipartLimits.defaults())
                .hasToString("MultipartLimits[parts=100, head=8192, memory=1048576, total=0]");
    }
}
