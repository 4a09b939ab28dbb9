// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.InLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of a folder: which, what is told of them, and what is answered to conditions and ranges.
class StaticFilesTest {

    private static final Instant CHANGED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String CHANGED_TEXT = "Fri, 02 Jan 2026 03:04:05 GMT";
    private static final String TEN = "0123456789";

    @TempDir private Path temp;
    private Path folder;
    private StaticFiles files;

    @BeforeEach
    void makeFolder() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        folder = Files.createDirectory(temp.resolve("public"));
        write("ten.txt", TEN);
        write("empty.txt", "");
        write("page/index.html", "<p>");
        write("page/wörld.json", "{}");
        write("bare/file", "?");
        write(".hidden", "hidden");
        write(".git/config", "hidden");
        Files.createSymbolicLink(folder.resolve("out.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("outside"), outside);
        Files.createSymbolicLink(folder.resolve("shown"), folder.resolve(".hidden"));
        Files.createSymbolicLink(folder.resolve("inside.txt"), folder.resolve("ten.txt"));
        Files.createSymbolicLink(folder.resolve("circle"), folder.resolve("circle"));
        files = StaticFiles.of(folder);
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(CHANGED));
    }

    private TestClient.Answer ask(String method, String target, String... fields) {
        Handler app = new Router().get("/files/{path...}", files);
        return await(new TestClient(app).request(method, target, Headers.of(fields), new byte[0]));
    }

    private TestClient.Answer get(String name, String... fields) {
        return ask("GET", "/files/" + name, fields);
    }

    @AsyncTest
    void file_isAnsweredWithWhatIsKnownOfIt() {
        TestClient.Answer answer = get("ten.txt");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(TEN);
        assertThat(answer.headers().get("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(answer.headers().get("last-modified")).isEqualTo(CHANGED_TEXT);
        assertThat(answer.headers().get("etag")).matches("\"[0-9a-f]+\\.[0-9a-f]+-a\"");
        assertThat(answer.headers().get("accept-ranges")).isEqualTo("bytes");
        assertThat(answer.headers().get("x-content-type-options")).isEqualTo("nosniff");
    }

    @AsyncTest
    void tag_changesWithTheFile() throws IOException {
        String before = get("ten.txt").headers().get("etag");
        String again = get("ten.txt").headers().get("etag");
        Files.setLastModifiedTime(folder.resolve("ten.txt"), FileTime.from(CHANGED.plusMillis(1)));
        String touched = get("ten.txt").headers().get("etag");
        write("ten.txt", TEN + TEN);
        String longer = get("ten.txt").headers().get("etag");

        assertThat(again).isEqualTo(before);
        assertThat(touched).isNotEqualTo(before);
        assertThat(longer).isNotEqualTo(before).isNotEqualTo(touched);
    }

    @InLoop
    @ParameterizedTest
    @CsvSource({
        "page/index.html, text/html; charset=utf-8",
        "page/w%C3%B6rld.json, application/json",
        "inside.txt, text/plain; charset=utf-8",
    })
    void file_isFound(String name, String type) {
        TestClient.Answer answer = get(name);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("content-type")).isEqualTo(type);
    }

    @InLoop
    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing.txt",
                "",
                "page",
                "page/",
                "ten.txt/",
                "ten.txt/x",
                ".hidden",
                "shown",
                ".git/config",
                "%2egit/config",
                "page//index.html",
                "/ten.txt",
                "/etc/passwd",
                "out.txt",
                "outside/secret.txt",
                "outside/",
                "circle",
                "page/.../index.html",
                "ten.txt:stream",
                "C:/ten.txt",
                "~root",
                "ten.txt%20",
            })
    void whatIsNotThere_orNotToBeSeen_is404(String name) {
        TestClient.Answer answer = get(name);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEqualTo("there is no such file\n");
    }

    @AsyncTest
    void nameThatNoFileCanHave_is404() {
        assertThat(get("a".repeat(4000)).status()).isEqualTo(404);
    }

    /// The server refuses these before any handler sees them; so do they who are asked directly.
    @InLoop
    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside/secret.txt",
                "..",
                "page/../ten.txt",
                "%2e%2e/outside/secret.txt",
                "..%2foutside%2fsecret.txt",
                "..%5coutside",
                "ten.txt%00",
                "%c0%ae%c0%ae/outside/secret.txt",
                "\\..\\outside",
            })
    void tricks_areRefused(String name) {
        assertThatThrownBy(() -> get(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @AsyncTest
    void otherMethods_areRefused() throws Exception {
        TestClient.Answer answer =
                await(
                        new TestClient(files)
                                .request("DELETE", "/ten.txt", Headers.none(), new byte[0]));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers().get("allow")).isEqualTo("GET, HEAD, OPTIONS");
        assertThat(folder.resolve("ten.txt")).exists();
    }

    @AsyncTest
    void withoutAPlace_thePathOfTheRequestCounts() throws Exception {
        TestClient client = new TestClient(files);

        assertThat(await(client.get("/ten.txt")).text()).isEqualTo(TEN);
        assertThat(await(client.get("//ten.txt")).status()).isEqualTo(404);
    }

    @AsyncTest
    void head_tellsWithoutABody() {
        TestClient.Answer answer = ask("HEAD", "/files/ten.txt", "range", "bytes=0-1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().get("etag")).isEqualTo(get("ten.txt").headers().get("etag"));
    }

    // ---- folders

    @AsyncTest
    void index_isAnsweredForItsFolder() {
        files = files.withIndex("index.html");

        assertThat(get("page/").text()).isEqualTo("<p>");
        assertThat(get("bare/").status()).isEqualTo(404);
        assertThat(get("bare").status()).isEqualTo(404);
    }

    @AsyncTest
    void folderWithoutSlash_isSentThere() {
        files = files.withIndex("index.html");

        TestClient.Answer answer = get("page?a=1");

        assertThat(answer.status()).isEqualTo(308);
        assertThat(answer.headers().get("location")).isEqualTo("/files/page/?a=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".index", "a/b", "..", "a\\b"})
    void index_isOneName(String name) {
        assertThatThrownBy(() -> files.withIndex(name))
                .hasMessage("name: " + name + " (expected: a file's name)");
    }

    // ---- conditions

    /// TAG stands for the file's.
    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "if-none-match | TAG | 304",
                "if-none-match | W/TAG | 304",
                "if-none-match | \"a\", TAG | 304",
                "if-none-match | \"a,b\",W/\"c\" ,TAG | 304",
                "if-none-match | * | 304",
                "if-none-match | \"a\" | 200",
                "if-none-match | TAG\" | 304",
                "if-none-match | abc | 200",
                "if-none-match | \" | 200",
                "if-modified-since | Fri, 02 Jan 2026 03:04:05 GMT | 304",
                "if-modified-since | Fri, 02 Jan 2026 03:04:06 GMT | 304",
                "if-modified-since | Fri, 02 Jan 2026 03:04:04 GMT | 200",
                "if-modified-since | yesterday | 200",
                "if-match | TAG | 200",
                "if-match | * | 200",
                "if-match | W/TAG | 412",
                "if-match | \"a\" | 412",
                "if-unmodified-since | Fri, 02 Jan 2026 03:04:05 GMT | 200",
                "if-unmodified-since | Fri, 02 Jan 2026 03:04:04 GMT | 412",
                "if-unmodified-since | 1 | 200",
            })
    void condition_decides(String name, String value, int status) {
        String tag = get("ten.txt").headers().get("etag");

        TestClient.Answer answer = get("ten.txt", name, value.replace("TAG", tag));

        assertThat(answer.status()).isEqualTo(status);
        if (status == 304) {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().get("etag")).isEqualTo(tag);
            assertThat(answer.headers().contains("content-type")).isFalse();
        }
    }

    @AsyncTest
    void tag_goesBeforeTheTime() {
        TestClient.Answer answer =
                get("ten.txt", "if-none-match", "\"old\"", "if-modified-since", CHANGED_TEXT);

        assertThat(answer.status()).isEqualTo(200);
    }

    // ---- ranges

    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-0 | 206 | 0 | bytes 0-0/10",
                "bytes=2-4 | 206 | 234 | bytes 2-4/10",
                "bytes=7- | 206 | 789 | bytes 7-9/10",
                "bytes=-3 | 206 | 789 | bytes 7-9/10",
                "bytes=-99 | 206 | 0123456789 | bytes 0-9/10",
                "bytes=8-99 | 206 | 89 | bytes 8-9/10",
                "bytes=8-99999999999999999999999 | 206 | 89 | bytes 8-9/10",
                "Bytes=0-1 | 206 | 01 | bytes 0-1/10",
                "bytes=0-2,3-4 | 206 | 01234 | bytes 0-4/10",
                "bytes=5-6,1-5 | 206 | 123456 | bytes 1-6/10",
                "bytes=0-1, 99- | 206 | 01 | bytes 0-1/10",
                "bytes=10- | 416 | | bytes */10",
                "bytes=99999999999999999999- | 416 | | bytes */10",
                "bytes=-0 | 416 | | bytes */10",
                "bytes=5-2 | 416 | | bytes */10",
                "bytes=0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0,0-0 | 416 | |"
                        + " bytes */10",
                "bytes=0-1,5-6 | 200 | 0123456789 |",
                "bytes=- | 200 | 0123456789 |",
                "bytes= | 200 | 0123456789 |",
                "bytes=0-1, | 200 | 0123456789 |",
                "bytes=a-b | 200 | 0123456789 |",
                "bytes=+1-2 | 200 | 0123456789 |",
                "bytes=1 | 200 | 0123456789 |",
                "bytes=--1 | 200 | 0123456789 |",
                "lines=0-1 | 200 | 0123456789 |",
                "0-1 | 200 | 0123456789 |",
            })
    void range_isAnswered(String range, int status, String body, String field) {
        TestClient.Answer answer = get("ten.txt", "range", range);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(status == 416 ? "a range that is not there\n" : body);
        assertThat(answer.headers().get("content-range")).isEqualTo(field);
    }

    @AsyncTest
    void emptyFile_isAnsweredWhole_whateverTheRange() {
        TestClient.Answer answer = get("empty.txt", "range", "bytes=0-");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @AsyncTest
    void rangesInTwoFields_areOverlooked() {
        assertThat(get("ten.txt", "range", "bytes=0-1", "range", "bytes=2-3").status())
                .isEqualTo(200);
    }

    @InLoop
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TAG | 206",
                "W/TAG | 200",
                "\"a\" | 200",
                "Fri, 02 Jan 2026 03:04:05 GMT | 206",
                "Fri, 02 Jan 2026 03:04:06 GMT | 200",
                "soon | 200",
            })
    void ifRange_decidesBetweenPartAndWhole(String condition, int status) {
        String tag = get("ten.txt").headers().get("etag");

        TestClient.Answer answer =
                get("ten.txt", "range", "bytes=2-4", "if-range", condition.replace("TAG", tag));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(status == 206 ? "234" : TEN);
    }

    // ---- options

    @AsyncTest
    void precompressedSibling_isAnsweredToThoseWhoAcceptIt() throws IOException {
        write("app.js", "let a;");
        write("app.js.gz", "gzipped");
        files = files.withPrecompressed();

        TestClient.Answer packed = get("app.js", "accept-encoding", "br, gzip;q=0.5");
        TestClient.Answer plain = get("app.js", "accept-encoding", "gzip;q=0");

        assertThat(packed.text()).isEqualTo("gzipped");
        assertThat(packed.headers().get("content-encoding")).isEqualTo("gzip");
        assertThat(packed.headers().get("content-type")).startsWith("text/javascript");
        assertThat(plain.text()).isEqualTo("let a;");
        assertThat(plain.headers().contains("content-encoding")).isFalse();
        assertThat(packed.headers().get("vary"))
                .isEqualTo(plain.headers().get("vary"))
                .isEqualTo("accept-encoding");
        assertThat(packed.headers().get("etag")).isNotEqualTo(plain.headers().get("etag"));
    }

    @AsyncTest
    void precompressedSibling_thatIsOlder_isNotUsed() throws IOException {
        write("app.js", "let a;");
        write("app.js.gz", "gzipped");
        Files.setLastModifiedTime(folder.resolve("app.js"), FileTime.from(CHANGED.plusSeconds(1)));
        files = files.withPrecompressed();

        assertThat(get("app.js", "accept-encoding", "gzip").text()).isEqualTo("let a;");
    }

    @AsyncTest
    void cacheControl_isTold_alsoWhenNothingHasChanged() {
        files = files.withCacheControl("max-age=60");

        assertThat(get("ten.txt").headers().get("cache-control")).isEqualTo("max-age=60");
        assertThat(get("ten.txt", "if-none-match", "*").headers().get("cache-control"))
                .isEqualTo("max-age=60");
    }

    @Test
    void cacheControl_thatWouldSplitTheHead_isRefused() {
        assertThatThrownBy(() -> files.withCacheControl("no-store\r\nx: y"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void toString_namesTheFolder() {
        assertThat(StaticFiles.of(Path.of("public"))).hasToString("<StaticFiles public>");
    }

    // ---- one file

    @AsyncTest
    void oneFile_isAnsweredAsTheRequestWantsIt() throws Exception {
        TestClient client =
                new TestClient(
                        request ->
                                Response.file(folder.resolve("ten.txt"))
                                        .withHeader("content-type", "text/x-ten"));

        TestClient.Answer whole = await(client.get("/"));
        TestClient.Answer part =
                await(client.request("GET", "/", Headers.of("range", "bytes=-1"), new byte[0]));
        String tag = whole.headers().get("etag");
        TestClient.Answer same =
                await(client.request("GET", "/", Headers.of("if-none-match", tag), new byte[0]));

        assertThat(whole.text()).isEqualTo(TEN);
        assertThat(whole.headers().all("content-type")).containsExactly("text/x-ten");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("9");
        assertThat(same.status()).isEqualTo(304);
    }

    @AsyncTest
    void oneFile_underAnotherStatus_isAlwaysWhole() throws Exception {
        TestClient client =
                new TestClient(request -> Response.file(folder.resolve("ten.txt")).withStatus(503));

        TestClient.Answer answer =
                await(client.request("GET", "/", Headers.of("range", "bytes=-1"), new byte[0]));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo(TEN);
    }

    @AsyncTest
    void oneFile_thatIsNotThere_is404() throws Exception {
        TestClient missing = new TestClient(request -> Response.file(temp.resolve("missing")));
        TestClient directory = new TestClient(request -> Response.file(folder));

        assertThat(await(missing.get("/")).status()).isEqualTo(404);
        assertThat(await(directory.get("/")).status()).isEqualTo(404);
    }
}
