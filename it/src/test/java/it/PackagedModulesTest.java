// SPDX-License-Identifier: Apache-2.0
package it;

import static org.assertj.core.api.Assertions.assertThat;

import it.Stranger.Printed;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The modules above the core, each used by a program of a stranger that requires it alone, on the
/// class path and on the module path, on a JVM that is opened to the library and on one that is
/// not.
///
/// `net` and `http` have [PackagedTest]. On the paths is what the poms bring, and nothing else.
@Tag("packaged") // needs jars, and runs after they are made; JVMs of its own
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PackagedModulesTest {

    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root"));
    private static final String SLOWER = "hand-off strands (several times slower)";

    /// A module, the jars that its pom brings, and what its program prints.
    enum Used {
        JUNIT(
                "junit-(jupiter-(api|engine)|platform-(commons|engine|launcher))-|opentest4j|apiguardian|jspecify",
                "tests: 1"),
        CONSOLE("uplot", "true"),
        MICROMETER("micrometer-|context-propagation|HdrHistogram|jspecify", "1.0"),
        OPENTELEMETRY("opentelemetry-(api|common|context)-[0-9]", "Ann"),
        DURABLE("none", "tea"),
        NATS("asyncio4j-durable-|jnats|bcprov", "unavailable"),
        REDIS(
                "asyncio4j-durable-|lettuce|redis-authx|slf4j|reactor|reactive-streams"
                        + "|netty-(common|handler|resolver|resolver-dns|buffer|transport|transport-native-unix-common|codec-base|codec-dns)-[0-9]",
                "unavailable"),
        HAZELCAST("hazelcast", "6");

        private final String jars;
        private final String printed;

        Used(String jars, String printed) {
            this.jars = jars;
            this.printed = printed;
        }

        private String module() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        private Path[] sources(String... files) {
            Path folder = ROOT.resolve("it/src/strangers").resolve(module());
            return Stream.of(files).map(folder::resolve).toArray(Path[]::new);
        }

        private String path(Path... more) {
            var all = Stranger.jars("asyncio4j-(core|" + module() + ")-|" + jars).stream();
            return Stream.concat(Stream.of(more), all)
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }

        /// What must stand on the command line of the module path beside the program.
        private List<String> more() {
            // uPlot's jar is no module, holds no class, and so is required by none.
            return this == CONSOLE ? List.of("--add-modules", "uplot") : List.of();
        }
    }

    @TempDir Path folder;

    private Printed java(Used used, boolean opened, String to, List<String> words)
            throws Exception {
        var all = new ArrayList<String>();
        if (opened) {
            all.addAll(List.of("--add-opens", "java.base/java.lang=" + to));
            all.add("-Dasyncio4j.strand=owned"); // else it fails
        }
        all.addAll(words);
        Printed printed = Stranger.java(folder, all.toArray(String[]::new));
        assertThat(printed.out()).as(printed.err()).isEqualTo(used.printed + "\n");
        assertThat(printed.code()).isZero();
        if (opened) {
            assertThat(printed.err()).doesNotContain(SLOWER);
        } else {
            assertThat(printed.err()).contains(SLOWER, "java.base/java.lang=" + to);
        }
        return printed;
    }

    @ParameterizedTest
    @EnumSource
    void classPath_openedAndNot(Used used) throws Exception {
        Path classes = folder.resolve("classes");
        assertThat(
                        Stranger.javac(
                                classes,
                                used.sources("stranger/Main.java"),
                                "--class-path",
                                used.path()))
                .isEmpty();

        var words = List.of("--class-path", used.path(classes), "stranger.Main");
        java(used, true, "ALL-UNNAMED", words);
        java(used, false, "ALL-UNNAMED", words);
    }

    @ParameterizedTest
    @EnumSource
    void modulePath_openedAndNot(Used used) throws Exception {
        Path modules = folder.resolve("modules");
        assertThat(
                        Stranger.javac(
                                modules,
                                used.sources("module-info.java", "stranger/Main.java"),
                                "--module-path",
                                used.path()))
                .isEmpty();

        var words = new ArrayList<>(used.more());
        words.addAll(List.of("--module-path", used.path(modules)));
        words.addAll(List.of("--module", "stranger/stranger.Main"));
        java(used, true, "dev.asyncio4j", words);
        java(used, false, "dev.asyncio4j", words);
    }

    /// Whoever looks for the page in vain is told what is missing.
    @Test
    void console_withoutUplotAmongTheModules_saysWhatToAdd() throws Exception {
        Used used = Used.CONSOLE;
        Path modules = folder.resolve("modules");
        Stranger.javac(
                modules,
                used.sources("module-info.java", "stranger/Main.java"),
                "--module-path",
                used.path());

        Printed printed =
                Stranger.java(
                        folder,
                        "--module-path",
                        used.path(modules),
                        "--module",
                        "stranger/stranger.Main");

        assertThat(printed.code()).isEqualTo(1);
        assertThat(printed.err()).contains("--add-modules uplot");
    }

    @Test
    void eachModuleOfTheBom_isUsedBySomebody() throws Exception {
        var named =
                Pattern.compile("<artifactId>asyncio4j-(.*)</artifactId>")
                        .matcher(Files.readString(ROOT.resolve("bom/pom.xml")));

        assertThat(named.results().map(found -> found.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(
                                        Stream.of("parent", "bom", "core", "net", "http"),
                                        Arrays.stream(Used.values()).map(Used::module))
                                .toList());
    }
}
