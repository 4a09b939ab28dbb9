// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command says of itself, and how it puts what it found into words.
class WordsTest {

    @TempDir Path temporary;

    private static Stage.Printed asyncio(String... words) {
        return Stage.asyncio(Map.of(), List.of(words));
    }

    @Test
    void help_namesTheCommands_andTheExitCodes() {
        var printed = asyncio("--help");

        assertThat(printed.code()).isZero();
        assertThat(printed.out())
                .contains(
                        "run ",
                        "ps ",
                        "pstree ",
                        "top ",
                        "dump ",
                        "record ",
                        "whiteboard ",
                        "completion ")
                .containsPattern("2 +called in a way that is not known");
        assertThat(printed.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void help_ofEachCommand_saysWhatItDoes() {
        for (String command :
                List.of(
                        "run",
                        "ps",
                        "pstree",
                        "top",
                        "dump",
                        "record",
                        "whiteboard",
                        "completion")) {
            assertThat(asyncio(command, "--help").out())
                    .as(command)
                    .startsWith("Usage: asyncio " + command)
                    .contains("--help");
        }
    }

    @Test
    void version_isTheBuilds() {
        assertThat(asyncio("--version").out()).matches("asyncio4j \\d+\\.\\d+\\.\\S+\n");
    }

    @Test
    void completion_isAScriptThatBashUnderstands() throws Exception {
        Path script = Files.writeString(temporary.resolve("c.bash"), asyncio("completion").out());

        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source '"
                                        + script
                                        + "'; complete -p asyncio; COMP_WORDS=(asyncio ps"
                                        + " --j); COMP_CWORD=2; COMP_LINE='asyncio ps --j';"
                                        + " _complete_asyncio; echo \"${COMPREPLY[@]}\"")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(bash.getInputStream().readAllBytes());

        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("_complete_asyncio", "--json");
    }

    @Test
    void completion_ofAPid_listsWhatCanBeInspected() throws Exception {
        Path script = Files.writeString(temporary.resolve("c.bash"), asyncio("completion").out());
        Path folder = Files.createDirectories(temporary.resolve("run/asyncio4j"));
        long pid = ProcessHandle.current().pid();
        for (String name : List.of(pid + "-1.sock", "999999999-1.sock", "$(reboot)-1.sock")) {
            Files.createFile(folder.resolve(name));
        }
        String words = " COMP_WORDS=(asyncio %s '%s'); COMP_CWORD=2; _complete_asyncio;";
        String say = " echo \"${COMPREPLY[@]}\";";
        ProcessBuilder builder =
                new ProcessBuilder(
                        "bash",
                        "-c",
                        "source '"
                                + script
                                + "';"
                                + words.formatted("top", "")
                                + say
                                + words.formatted("completion", "")
                                + say);
        builder.environment().put("XDG_RUNTIME_DIR", temporary.resolve("run").toString());
        Process bash = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String[] said = new String(bash.getInputStream().readAllBytes()).split("\n", -1);

        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said[0].split(" ")).contains(pid + "").doesNotContain("999999999");
        assertThat(said[0]).matches("[0-9 ]+"); // others of this user may run
        assertThat(said[1]).isEmpty();
    }

    @Test
    void manual_hasAllCommands_andEscapesWhatTroffTakes() {
        String page = asyncio("man").out();

        assertThat(page)
                .startsWith(".TH ASYNCIO 1")
                .contains(
                        ".SH NAME", ".SH SYNOPSIS", ".SS pstree", ".SH EXIT STATUS", "\\-\\-json");
        assertThat(page.lines().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|SS|TP|B|PP|br|RS|RE|nf|fi)\\b.*"));
    }

    @Test
    void table_cutsLongCells_butTheLast_andIsHarmless() {
        var lines =
                new Table("A", "B")
                        .rightAligned(0)
                        .row("x".repeat(50), "y".repeat(50))
                        .row("\u001b", "1")
                        .lines();

        assertThat(lines)
                .containsExactly(
                        " ".repeat(39) + "A  B",
                        "x".repeat(37) + "...  " + "y".repeat(50),
                        " ".repeat(36) + "\\x1b  1");
    }

    @Test
    void spans_areReadable() {
        assertThat(
                        List.of(
                                Times.span(3),
                                Times.span(1234),
                                Times.span(245_000),
                                Times.span(7_380_000)))
                .containsExactly("3 ms", "1.2 s", "4:05 min", "2:03 h");
        assertThat(Times.ofLife(83_000)).isEqualTo("0:01:23");
        assertThat(Times.ofLife(90_000_000)).isEqualTo("1d 1:00:00");
        assertThat(Times.ofMicros(120)).isEqualTo("0.12 ms");
    }

    @Test
    void program_isNamedByItsFile_notItsArguments() {
        assertThat(
                        Program.name(
                                List.of(
                                        "-cp",
                                        "a.jar",
                                        "--add-opens",
                                        "x=y",
                                        "-Xmx1g",
                                        "/p/Hello.java",
                                        "s")))
                .isEqualTo("Hello.java");
        assertThat(Program.name(List.of("-jar", "/opt/shop.jar", "secret"))).isEqualTo("shop.jar");
        assertThat(Program.name(List.of("-version"))).isEqualTo("?");
    }

    @Test
    void jar_saysWhatItsManifestAsksFor() throws Exception {
        assertThat(JarStart.words(jar("shop.Main", "java.base/java.lang java.base/java.util")))
                .containsExactly(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "shop.Main");
        Path none = jar(null, null);
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> JarStart.words(none))
                .withMessageContaining("has no Main-Class in its manifest");
    }

    private Path jar(String main, String opens) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (main != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, main);
            manifest.getMainAttributes().putValue("Add-Opens", opens);
        }
        Path jar = temporary.resolve((main == null ? "none" : "some") + ".jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    @Test
    void forest_placesSharedTasksOnce_andClosesCircles() {
        var a = task("a", List.of());
        var b = task("b", List.of("a", "c"));
        var c = task("c", List.of("b"));
        var d = task("d", List.of("e"));
        var e = task("e", List.of("d"));

        assertThat(shape(Forest.of(List.of(a, b, c, d, e))))
                .isEqualTo("a(b(c(b!circle())))d(e(d!circle()))");
        assertThat(
                        shape(
                                Forest.of(
                                        List.of(
                                                a,
                                                task("f", List.of()),
                                                task("b", List.of("a", "f")),
                                                c))))
                .isEqualTo("a(b(c()))f(b!above())");
    }

    private static Told.Task task(String id, List<String> awaitedBy) {
        return new Told.Task(id, id, "waiting", null, null, 0, awaitedBy, List.of(), List.of());
    }

    private static String shape(List<Forest.Node> trees) {
        StringBuilder shape = new StringBuilder();
        for (Forest.Node node : trees) {
            shape.append(node.task().id()).append(node.seen().isEmpty() ? "" : "!" + node.seen());
            shape.append('(').append(shape(node.awaits())).append(')');
        }
        return shape.toString();
    }
}
