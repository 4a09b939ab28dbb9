// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.VirtualClock;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// Holds the samples of `docs/http-content.md` to what the text around them promises.
@VirtualClock
class ContentGuideTest {

    private static final Path GUIDE =
            Path.of(System.getProperty("asyncio4j.root", ".."), "docs/http-content.md");
    private static final Pattern SAMPLE = Pattern.compile("(?s)```java (\\w+)\n(.*?)```");

    @TempDir private static Path classes;
    private static URLClassLoader loader;
    @TempDir private Path folder;

    private static Map<String, String> samples() throws IOException {
        Map<String, String> samples = new LinkedHashMap<>();
        for (MatchResult found : SAMPLE.matcher(Files.readString(GUIDE)).results().toList()) {
            samples.put(found.group(1), found.group(2));
        }
        return samples;
    }

    /// A class with a method for each sample.
    @BeforeAll
    static void compile() throws IOException {
        Map<String, String> samples = samples();
        StringBuilder code = new StringBuilder(samples.remove("imports"));
        code.append("public class Samples {\n");
        samples.forEach(
                (name, sample) ->
                        code.append("public static void ")
                                .append(name)
                                .append("(Router app, Path folder) {\n")
                                .append(sample)
                                .append("}\n"));
        assertThat(compilationErrors(code.append("}\n").toString())).isEmpty();
        loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    private TestClient client(String sample) throws Exception {
        Router app = new Router();
        loader.loadClass("Samples")
                .getMethod(sample, Router.class, Path.class)
                .invoke(null, app, folder);
        return new TestClient(app);
    }

    private static String compilationErrors(String code) {
        StringWriter said = new StringWriter();
        var source =
                new SimpleJavaFileObject(
                        URI.create("string:///Samples.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return code;
                    }
                };
        List<String> options =
                List.of(
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(said, null, null, options, null, List.of(source))
                .call();
        return said.toString();
    }

    private static TestClient.Answer ask(TestClient client, String target, String... fields)
            throws Exception {
        return await(client.request("GET", target, Headers.of(fields), new byte[0]));
    }

    @AsyncTest
    void samples_areAllTested() throws Exception {
        assertThat(samples())
                .containsOnlyKeys(
                        "imports",
                        "files",
                        "file",
                        "compression",
                        "decompression",
                        "events",
                        "multipart",
                        "cors");
    }

    @AsyncTest
    void files_areAnswered() throws Exception {
        Files.writeString(folder.resolve("index.html"), "<p>");

        TestClient client = client("files");

        assertThat(ask(client, "/files/").text()).isEqualTo("<p>");
        assertThat(ask(client, "/files/index.html").headers().get("cache-control"))
                .isEqualTo("max-age=60");
    }

    @AsyncTest
    void file_isAnswered() throws Exception {
        Files.writeString(folder.resolve("report.csv"), "a,b\n");

        TestClient.Answer answer = ask(client("file"), "/report");

        assertThat(answer.text()).isEqualTo("a,b\n");
        assertThat(answer.headers().get("content-disposition")).startsWith("attachment");
    }

    @AsyncTest
    void answers_areCompressed() throws Exception {
        TestClient.Answer answer = ask(client("compression"), "/long", "accept-encoding", "gzip");

        assertThat(answer.headers().get("content-encoding")).isEqualTo("gzip");
        assertThat(answer.body().length).isLessThan(500);
    }

    @AsyncTest
    void requests_areDecompressed() throws Exception {
        try (Deflating deflating = new Deflating("gzip", 6)) {
            byte[] data = new byte[50_000];
            byte[] begin = deflating.piece(data, 0, data.length, true);
            byte[] end = deflating.end();
            byte[] body = new byte[begin.length + end.length];
            System.arraycopy(begin, 0, body, 0, begin.length);
            System.arraycopy(end, 0, body, begin.length, end.length);

            TestClient.Answer answer =
                    await(
                            client("decompression")
                                    .request(
                                            "POST",
                                            "/import",
                                            Headers.of("content-encoding", "gzip"),
                                            body));

            assertThat(answer.text()).isEqualTo("50000 bytes\n");
        }
    }

    @AsyncTest
    void events_areSent_fromTheLastOneOn() throws Exception {
        TestClient client = client("events");

        assertThat(ask(client, "/ticks").text())
                .contains("id: 0\ndata: tick 0\n\n", "id: 2\ndata: tick 2\n\n");
        assertThat(ask(client, "/ticks", "last-event-id", "1").text())
                .doesNotContain("tick 1")
                .contains("tick 2");
    }

    @AsyncTest
    void form_isSaved() throws Exception {
        String form =
                "--b\r\ncontent-disposition: form-data; name=who\r\n\r\nAnn\r\n"
                        + "--b\r\ncontent-disposition: form-data; name=f; filename=\"../a.txt\"\r\n"
                        + "\r\n12345\r\n--b--\r\n";

        TestClient.Answer answer =
                await(
                        client("multipart")
                                .request(
                                        "POST",
                                        "/upload",
                                        Headers.of(
                                                "content-type", "multipart/form-data; boundary=b"),
                                        form.getBytes(StandardCharsets.US_ASCII)));

        assertThat(answer.text()).isEqualTo("who: Ann\nf: a.txt, 5 bytes\n");
        try (var files = Files.list(folder)) {
            assertThat(files.toList())
                    .singleElement()
                    .satisfies(f -> assertThat(f).hasContent("12345"));
        }
    }

    @AsyncTest
    void otherOrigin_isLetIn() throws Exception {
        assertThat(
                        ask(client("cors"), "/api/users", "origin", "https://example.org")
                                .headers()
                                .get("access-control-allow-origin"))
                .isEqualTo("https://example.org");
    }
}
