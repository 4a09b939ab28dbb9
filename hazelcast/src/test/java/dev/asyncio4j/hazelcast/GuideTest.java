// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Holds `docs/beyond-one-machine.md` and its table in `docs/asyncio-map.md` to the library: its
/// program does what it says, and all types are named.
class GuideTest {
    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", ".."));
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    @TempDir private Path classes;

    @Test
    @Tag("real-time")
    void programOfTheGuide_hasItsJobDone() throws Exception {
        String guide = Files.readString(ROOT.resolve("docs/beyond-one-machine.md"));
        List<MatchResult> programs = PROGRAM.matcher(guide).results().toList();
        assertThat(programs).hasSize(1);
        // A cluster of this test alone.
        String name = "guide-" + ProcessHandle.current().pid();
        String program = programs.getFirst().group(1).replace("\"reports\"", "\"" + name + "\"");
        assertThat(compilationErrors(program)).isEmpty();

        assertThat(printed()).isEqualTo("6\n");
    }

    /// What it prints in a JVM of its own, since its members look for the classes of jobs there.
    private String printed() throws Exception {
        Process program =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                classes
                                        + File.pathSeparator
                                        + System.getProperty("java.class.path"),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dhazelcast.logging.type=none",
                                "Sample")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        program.getOutputStream().close();
        String printed =
                new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(program.waitFor()).as(printed).isZero();
        return printed;
    }

    private String compilationErrors(String program) {
        var said = new StringWriter();
        var source =
                new SimpleJavaFileObject(
                        URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
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

    @Test
    void map_namesAllTypes() throws Exception {
        List<String> types =
                Files.readAllLines(ROOT.resolve("hazelcast/api/asyncio4j-hazelcast.txt")).stream()
                        .filter(line -> !line.startsWith(" "))
                        .map(
                                line ->
                                        line.replaceAll(
                                                "^.*? dev\\.asyncio4j\\.\\w+\\.(\\w+).*", "$1"))
                        .toList();

        List<String> named =
                Files.readAllLines(ROOT.resolve("docs/asyncio-map.md")).stream()
                        .dropWhile(line -> !line.startsWith("| wish | asyncio4j-hazelcast "))
                        .skip(2)
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> line.split("\\|")[2])
                        .flatMap(cell -> CODE.matcher(cell).results().map(found -> found.group(1)))
                        .toList();

        assertThat(named).isNotEmpty().containsExactlyInAnyOrderElementsOf(types);
    }
}
