// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Holds the programs of `docs/testing.md`, and the one of the package documentation, to what they
/// promise: they compile, their tests pass, and those that are to fail do so with the words shown.
class TestingGuideTest {

    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", ".."));
    private static final Path GUIDE = ROOT.resolve("docs/testing.md");
    private static final Path PACKAGE =
            ROOT.resolve("junit/src/main/java/dev/asyncio4j/junit/package-info.java");

    private static final Pattern PROGRAM = Pattern.compile("(?s)```java( fails)?\n(.*?)```");
    private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)");
    private static final Pattern PROMISE =
            Pattern.compile("((?: +// .*\n)+)(?: +@.*\n)+ +void (\\w+)\\(");

    private final Kit kit = new Kit();
    @TempDir private Path classes;

    @TestFactory
    Stream<DynamicTest> programsOfTheGuide_keepTheirPromises() throws Exception {
        List<MatchResult> programs = PROGRAM.matcher(Files.readString(GUIDE)).results().toList();
        assertThat(programs).hasSizeGreaterThan(5);
        return programs.stream()
                .map(
                        found ->
                                DynamicTest.dynamicTest(
                                        name(found.group(2)),
                                        () -> check(found.group(2), found.group(1) != null)));
    }

    @Test
    void programOfThePackage_passes() throws Exception {
        String text = Files.readString(PACKAGE).replaceAll("(?m)^/// ?", "");
        MatchResult found = PROGRAM.matcher(text).results().findFirst().orElseThrow();

        check(found.group(2), false);
    }

    private void check(String program, boolean fails) throws Exception {
        Path home = Files.createTempDirectory(classes, name(program));
        assertThat(compilationErrors(program, home)).isEmpty();
        try (var loader = new URLClassLoader(new URL[] {home.toUri().toURL()})) {
            Class<?> type = loader.loadClass(name(program));
            if (fails) {
                List<MatchResult> promises = PROMISE.matcher(program).results().toList();
                assertThat(promises).isNotEmpty();
                promises.forEach(promise -> checkFailure(type, promise));
                assertThat(kit.runAll(type).succeeded().count()).isZero();
            } else {
                assertThat(Kit.failures(kit.runAll(type))).isEmpty();
                assertThat(kit.runAll(type).succeeded().count()).isPositive();
            }
        }
    }

    private void checkFailure(Class<?> type, MatchResult promise) {
        String words = promise.group(1).strip().replaceAll("^// |\n *//", "");
        Throwable failure = kit.failure(type, promise.group(2));

        assertThat(failure).hasMessageStartingWith(words);
    }

    private static String name(String program) {
        return CLASS.matcher(program).results().findFirst().orElseThrow().group(1);
    }

    private static String compilationErrors(String program, Path classes) {
        var said = new StringWriter();
        var source =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name(program) + ".java"),
                        JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return program;
                    }
                };
        List<String> options =
                List.of(
                        "-proc:none",
                        "-g",
                        "-d",
                        classes.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(said, null, null, options, null, List.of(source))
                .call();
        return said.toString();
    }
}
