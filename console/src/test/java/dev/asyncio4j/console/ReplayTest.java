// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.EventLoop;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A recording is served to whoever has the address, and nothing else is.
class ReplayTest {

    private static final String TEXT =
            "{\"otherData\":{\"asyncio4j\":1},\"traceEvents\":[\"\u00e4\"]}";
    private static final String GET =
            """
            GET %s HTTP/1.1
            Host: 127.0.0.1:{port}
            Sec-Fetch-Site: same-origin
            Cookie: {cookie}
            Connection: close

            """;

    @TempDir Path folder;
    Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("shop <b>.json"), TEXT);
    }

    private static Replay quiet(Path file) {
        return Replay.open(file, WhiteboardOptions.defaults().withQuiet(true));
    }

    @Test
    void recording_isServedAsItIs() throws IOException {
        try (Replay replay = quiet(file);
                Browser browser = new Browser(replay.url()).enter()) {
            String answer = browser.raw(GET.formatted("/recording"));

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("content-type: application/json")
                    .containsIgnoringCase("x-content-type-options: nosniff")
                    .endsWith("\r\n\r\n" + TEXT);
        }
    }

    @Test
    void page_isToldItsName_asText() throws IOException {
        try (Replay replay = quiet(file);
                Browser browser = new Browser(replay.url())) {
            String answer = browser.exchange();

            assertThat(answer).contains("\"recording\":\"shop \\u003cb\\u003e.json\"");
        }
    }

    @Test
    void pageOfAProgram_hasNone() throws IOException {
        EventLoop loop = new EventLoop();
        try (Whiteboard live = Whiteboard.open(loop, WhiteboardOptions.defaults().withQuiet(true));
                Browser browser = new Browser(live.url()).enter()) {
            assertThat(browser.exchange()).contains("\"recording\":null");
            assertThat(browser.raw(GET.formatted("/recording"))).startsWith("HTTP/1.1 404 ");
        } finally {
            loop.close();
        }
    }

    /// There is nothing to control, and no stream.
    @ParameterizedTest
    @CsvSource({"/events, 404", "/recording/, 404", "/recording?x, 404", "/../shop.json, 404"})
    void otherTargets_areNotThere(String target, int status) throws IOException {
        try (Replay replay = quiet(file);
                Browser browser = new Browser(replay.url()).enter()) {
            assertThat(browser.raw(GET.formatted(target))).startsWith("HTTP/1.1 " + status + " ");
            assertThat(browser.control("{\"do\":\"run\"}")).startsWith("HTTP/1.1 404 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Cookie: {cookie}, Cookie: x=1, 401",
        "Sec-Fetch-Site: same-origin, Sec-Fetch-Site: cross-site, 403",
        "Sec-Fetch-Site: same-origin, Sec-Fetch-Site: none, 403",
        "Sec-Fetch-Site: same-origin, Origin: http://evil.example, 403",
        "Host: 127.0.0.1:{port}, Host: evil.example:{port}, 421",
        "GET, POST, 405",
    })
    void others_getNothing(String ours, String theirs, int status) throws IOException {
        try (Replay replay = quiet(file);
                Browser browser = new Browser(replay.url()).enter()) {
            String answer = browser.raw(GET.formatted("/recording").replace(ours, theirs));

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").doesNotContain("traceEvents");
        }
    }

    @Test
    void file_thatIsReplaced_isShownAsItWas() throws IOException {
        try (Replay replay = quiet(file);
                Browser browser = new Browser(replay.url()).enter()) {
            Path other = Files.writeString(folder.resolve("other"), "secret");
            Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

            assertThat(browser.raw(GET.formatted("/recording"))).endsWith(TEXT);
        }
    }

    @Test
    void emptyFile_isServed() throws IOException {
        Files.writeString(file, "");
        try (Replay replay = quiet(file);
                Browser browser = new Browser(replay.url()).enter()) {
            assertThat(browser.raw(GET.formatted("/recording")))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void close_endsIt() throws IOException {
        Replay replay = quiet(file);
        Browser browser = new Browser(replay.url()).enter();
        replay.close();
        replay.close();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> browser.raw(GET.formatted("/recording")));
        assertThat(replay).asString().isEqualTo("<Replay port=" + replay.port() + ">");
    }

    @Test
    void fileThatCannotBeShown_isRefused_withTheReason() throws IOException {
        Path large = folder.resolve("large.json");
        try (var sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength((256L << 20) + 1);
        }
        for (var each :
                List.of(
                        List.of(folder, ": not a file"),
                        List.of(folder.resolve("none"), "none"),
                        List.of(large, ": 256 MiB (expected: at most 256 MiB, which is what"))) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> quiet((Path) each.get(0)))
                    .withMessageContaining(each.get(0).toString())
                    .withMessageContaining(each.get(1).toString());
        }
    }
}
