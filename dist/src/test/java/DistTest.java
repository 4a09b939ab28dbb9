// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Unpacks the archive that was built, and uses the command in it as its users do.
@Tag("real-time") // other processes go their own way
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DistTest {

    @TempDir static Path temporary;

    private static Distribution distribution;

    @BeforeAll
    static void unpack() throws Exception {
        distribution = new Distribution(temporary);
    }

    private static Process start(String... words) throws IOException {
        return distribution.start(words);
    }

    private static Distribution.Printed asyncio(String... words)
            throws IOException, InterruptedException {
        return distribution.asyncio(words);
    }

    private static String file(String name, String text) throws IOException {
        return Files.writeString(temporary.resolve(name), text).toString();
    }

    @Test
    void run_takesASourceFile_withItsArgumentsAndExitCode() throws Exception {
        String program =
                file(
                        "Greet.java",
                        """
                        import static dev.asyncio4j.Asyncio.*;
                        void main(String[] names) {
                            System.out.println(run(async(() -> {
                                await(sleep(0));
                                return "Hello, " + String.join("+", names);
                            })));
                            System.exit(3);
                        }
                        """);

        assertThat(asyncio("run", program, "a b", "--debug"))
                .isEqualTo(new Distribution.Printed(3, "Hello, a b+--debug\n", ""));
    }

    @Test
    void run_whiteboard_showsThePage_andHoldsTheProgram() throws Exception {
        String program =
                file(
                        "Shown.java",
                        """
                        import static dev.asyncio4j.Asyncio.*;
                        void main() {
                            run(async(() -> {
                                System.out.println("begun");
                                return null;
                            }));
                        }
                        """);

        Process process = start("run", "--whiteboard", program);
        try {
            String line = process.errorReader().readLine();
            assertThat(line).matches("Whiteboard: http://127\\.0\\.0\\.1:\\d+/#\\S+");
            assertThat(process.errorReader().readLine())
                    .isEqualTo("The program waits there until you let it run.");
            assertPageIsServed(line);
            assertThat(process.inputReader().ready()).as("has begun").isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static void assertPageIsServed(String line) throws Exception {
        URI address = URI.create(line.substring("Whiteboard: ".length()));
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpResponse<String> page =
                    browser.send(
                            HttpRequest.newBuilder(address)
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<title>Whiteboard</title>");
        }
    }

    @Test
    void run_keepsAnAotCache_fromTheSecondTimeOn() throws Exception {
        String program = file("Quick.java", "void main() { System.out.println(1); }");
        distribution.cache = Files.createDirectory(temporary.resolve("cache"));
        try {
            assertThat(asyncio("run", program)).isEqualTo(new Distribution.Printed(0, "1\n", ""));
            assertThat(asyncio("run", program))
                    .isEqualTo(
                            new Distribution.Printed(
                                    0,
                                    "1\n",
                                    "Preparing a faster start (for this build only)...\n"));
            assertThat(asyncio("run", program)).isEqualTo(new Distribution.Printed(0, "1\n", ""));
            asyncio("ps");
            asyncio("ps");
            try (var files = Files.list(distribution.cache.resolve("asyncio4j"))) {
                assertThat(files).hasSize(2).allMatch(file -> file.toFile().length() > 1_000_000);
            }
        } finally {
            distribution.cache = temporary.resolve("none");
        }
    }

    @Test
    void run_keepsAnAotCache_ofAJar_too() throws Exception {
        String source =
                file(
                        "Brief.java",
                        """
                        import static dev.asyncio4j.Asyncio.*;
                        public class Brief {
                            public static void main(String[] words) {
                                System.out.println(run(async(() -> words[0])));
                            }
                        }
                        """);
        Path classes = Files.createDirectory(temporary.resolve("brief"));
        try (var files = Files.list(distribution.asyncio.resolve("../../lib").normalize())) {
            String path = files.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
            tool("javac", "-cp", path, "-d", classes.toString(), source);
        }
        String jar = temporary.resolve("elsewhere/brief.jar").toString();
        tool("jar", "cfe", jar, "Brief", "-C", classes.toString(), ".");
        distribution.cache = Files.createDirectory(temporary.resolve("jars"));
        Path cache = distribution.cache.resolve("asyncio4j");
        try {
            assertThat(asyncio("run", jar, "1")).isEqualTo(new Distribution.Printed(0, "1\n", ""));
            assertThat(asyncio("run", "brief.jar", "2")) // the same one
                    .isEqualTo(
                            new Distribution.Printed(
                                    0,
                                    "2\n",
                                    "Preparing a faster start (for this build only)...\n"));
            assertThat(asyncio("run", jar, "3")).isEqualTo(new Distribution.Printed(0, "3\n", ""));
            try (var files = Files.list(cache)) {
                assertThat(files).hasSize(1).allMatch(file -> file.toFile().length() > 1_000_000);
            }
        } finally {
            distribution.cache = temporary.resolve("none");
        }
    }

    private static void tool(String name, String... words) {
        assertThat(ToolProvider.findFirst(name).orElseThrow().run(System.out, System.err, words))
                .isZero();
    }

    @Test
    void run_debug_isDebugMode() throws Exception {
        String program =
                file(
                        "Debug.java",
                        """
                        import static dev.asyncio4j.Asyncio.*;
                        void main() {
                            System.out.println(run(async(() -> getRunningLoop().debug())));
                        }
                        """);

        assertThat(asyncio("run", "--debug", program).out()).isEqualTo("true\n");
        assertThat(asyncio("run", program).out()).isEqualTo("false\n");
    }

    @Test
    void run_givesProgramsTheNetwork() throws Exception {
        String program =
                file(
                        "Echo.java",
                        """
                        import static dev.asyncio4j.Asyncio.*;
                        import static dev.asyncio4j.net.Net.*;
                        void main() {
                            run(async(() -> {
                                var server = await(startServer((reader, writer) -> async(() -> {
                                    await(writer.send(await(reader.readline())));
                                    writer.close();
                                }), "127.0.0.1", 0));
                                var address = (java.net.InetSocketAddress) server.sockets().getFirst().sockname();
                                try (var peer = await(openConnection("127.0.0.1", address.getPort()))) {
                                    await(peer.writer().send("over the wire\\n"));
                                    System.out.print(new String(await(peer.reader().readline())));
                                }
                                server.close();
                            }));
                        }
                        """);

        Distribution.Printed printed = asyncio("run", program);
        assertThat(printed.out()).as(printed.err()).isEqualTo("over the wire\n");
        assertThat(printed.code()).isZero(); // a busy machine makes the watchdog speak
    }

    @Test
    void run_fetchesWhatASourceAsksFor_once() throws Exception {
        String program =
                file(
                        "Marks.java",
                        """
                        // DEPS org.jspecify:jspecify:1.0.1
                        void main() { System.out.println(org.jspecify.annotations.NullMarked.class); }
                        """);
        distribution.cache = Files.createDirectory(temporary.resolve("fetched"));
        try {
            String out = "interface org.jspecify.annotations.NullMarked\n";
            assertThat(asyncio("run", program))
                    .isEqualTo(
                            new Distribution.Printed(
                                    0, out, "Fetching libraries (for these DEPS only once)...\n"));
            assertThat(asyncio("run", program).out()).isEqualTo(out);
            assertThat(asyncio("run", program)).isEqualTo(new Distribution.Printed(0, out, ""));
        } finally {
            distribution.cache = temporary.resolve("none");
        }
    }

    @Test
    void run_saysWhichDepsItCannotTake() throws Exception {
        String wrong = file("Wrong.java", "//DEPS org.jspecify:jspecify\nvoid main() {}");

        assertThat(asyncio("run", wrong))
                .isEqualTo(
                        new Distribution.Printed(
                                2,
                                "",
                                "asyncio: run: "
                                        + wrong
                                        + ": DEPS org.jspecify:jspecify (expected:"
                                        + " GROUP:ARTIFACT:VERSION)\nTry: asyncio --help\n"));
    }

    @Test
    void ps_json_listsWhatRunsHere() throws Exception {
        String program =
                file(
                        "Nap.java",
                        """
                        import static dev.asyncio4j.Asyncio.*;
                        void main() {
                            run(async(() -> {
                                getRunningLoop().callLater(0.001, () -> System.out.println("begun"));
                                await(sleep(1e6));
                            }));
                        }
                        """);
        Process nap = start("run", program);
        try {
            assertThat(nap.inputReader().readLine()).isEqualTo("begun");
            String shown;
            int looks = 0;
            do { // its socket opens after a moment
                shown = asyncio("ps", "--json").out();
            } while (!shown.contains("Nap.java") && ++looks < 50);

            assertThat(shown).contains("\"program\": \"Nap.java\"", "\"answers\": true");
            assertThat(asyncio("ps", Long.toString(nap.pid())).out()).contains("its time");
        } finally {
            nap.destroyForcibly().waitFor();
        }
    }

    @Test
    void whiteboard_showsWhatRecordHasWritten() throws Exception {
        String program =
                file(
                        "Recorded.java",
                        """
                        import static dev.asyncio4j.Asyncio.*;
                        void main() {
                            run(async(() -> {
                                getRunningLoop().callLater(0.001, () -> System.out.println("begun"));
                                while (true) { await(sleep(0.01)); }
                            }));
                        }
                        """);
        String recording = temporary.resolve("recorded.json").toString();
        Process recorded = start("run", program);
        try {
            assertThat(recorded.inputReader().readLine()).isEqualTo("begun");
            String pid = Long.toString(recorded.pid());
            Distribution.Printed printed;
            int tries = 0;
            do { // its socket opens after a moment
                printed = asyncio("record", pid, "--seconds", "0.3", "--output", recording);
            } while (printed.code() != 0 && ++tries < 50);
            assertThat(printed.code()).as(printed.err()).isZero();
        } finally {
            recorded.destroyForcibly().waitFor();
        }

        Process whiteboard = start("whiteboard", recording);
        try {
            String line = whiteboard.inputReader().readLine();
            assertThat(line).matches("Whiteboard: http://127\\.0\\.0\\.1:\\d+/#\\S+");
            assertThat(whiteboard.inputReader().readLine()).startsWith("Recorded.java: 1 task, ");
            assertPageIsServed(line);
        } finally {
            whiteboard.destroy();
            whiteboard.waitFor();
        }
    }

    @Test
    void run_reload_startsTheProgramAgain_whenItsSourceChanges() throws Exception {
        String text =
                """
                import static dev.asyncio4j.Asyncio.*;
                void main() {
                    run(async(() -> {
                        getRunningLoop().callSoon(() -> System.out.println("edition 1"));
                        await(sleep(1e6));
                    }));
                }
                """;
        Files.createDirectory(temporary.resolve("watched"));
        String program = file("watched/Edition.java", text);
        Process reload = start("run", "--reload", program);
        try {
            assertThat(reload.inputReader().readLine()).isEqualTo("edition 1");

            file("watched/Edition.java", text.replace("edition 1", "edition 2"));

            assertThat(reload.inputReader().readLine()).isEqualTo("edition 2");
            assertThat(reload.errorReader().readLine())
                    .isEqualTo("asyncio: Edition.java has changed: starting again");
            List<ProcessHandle> children = reload.descendants().toList();
            assertThat(children).isNotEmpty();
            reload.destroy();
            reload.waitFor();
            for (ProcessHandle child : children) { // none is left behind
                child.onExit().get(20, TimeUnit.SECONDS);
            }
        } finally {
            reload.descendants().forEach(ProcessHandle::destroyForcibly);
            reload.destroyForcibly().waitFor();
        }
    }

    @Test
    void top_onATerminal_showsPictures_andEndsByKey() throws Exception {
        String program =
                file(
                        "Ticks.java",
                        """
                        import static dev.asyncio4j.Asyncio.*;
                        void main() {
                            run(async(() -> {
                                getRunningLoop().callLater(0.5, () -> System.out.println("begun"));
                                while (true) { await(sleep(0.01)); }
                            }));
                        }
                        """);
        Process ticks = start("run", program);
        try {
            assertThat(ticks.inputReader().readLine()).isEqualTo("begun");
            String command = distribution.asyncio + " top " + ticks.pid() + " --interval 0.2";
            ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null");
            builder.environment().put("XDG_CACHE_HOME", distribution.cache.toString());
            builder.environment().put("XDG_RUNTIME_DIR", temporary.resolve("run").toString());
            builder.environment().put("TERM", "xterm");
            Process top = builder.redirectErrorStream(true).start();
            StringBuilder shown = new StringBuilder();
            int next = 0;
            while (!shown.toString().contains("WAITS FOR") && next >= 0) {
                next = top.inputReader().read();
                shown.append((char) next);
            }
            top.getOutputStream().write('q');
            top.getOutputStream().flush();
            top.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());

            assertThat(top.waitFor()).isZero();
            assertThat(shown.toString()).contains("Loop 0 in ", "turns/s", "1 task:");
        } finally {
            ticks.destroyForcibly().waitFor();
        }
    }

    @Test
    void help_andVersion_areThere() throws Exception {
        assertThat(asyncio("--help").out()).startsWith("Usage: asyncio ");
        assertThat(asyncio("run", "--help").out()).startsWith("Usage: asyncio run ");
        assertThat(asyncio("--version").out()).startsWith("asyncio4j ");
    }

    @Test
    void misuse_isTold() throws Exception {
        assertThat(asyncio().code()).isEqualTo(2);
        assertThat(asyncio("run").err()).contains("which program?");
        assertThat(asyncio("run", "None.java").err()).contains("None.java: no such file");
        assertThat(asyncio("run", "--fast", "None.java").code()).isEqualTo(2);
        assertThat(asyncio("dance").code()).isEqualTo(2);
    }

    @Test
    void archive_hasTheManualPage_andCompletion() throws IOException {
        Path share = distribution.asyncio.resolve("../../share").normalize();
        assertThat(share.resolve("man/man1/asyncio.1")).content().startsWith(".TH ASYNCIO 1");
        assertThat(share.resolve("bash-completion/completions/asyncio"))
                .content()
                .contains("_complete_asyncio");
    }
}
