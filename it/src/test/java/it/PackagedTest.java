// SPDX-License-Identifier: Apache-2.0
package it;

import static org.assertj.core.api.Assertions.assertThat;

import it.Stranger.Printed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The jars that were built, used as a stranger does: a program of his own, compiled and run on the
/// class path and on the module path, on a JVM that is opened to the library and on one that is
/// not.
///
/// Only what the poms call needed is on his paths: no annotations, no JSON.
@Tag("packaged") // needs jars, and runs after they are made; JVMs of its own
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PackagedTest {

    private static final String GREETINGS = "[Hello, Ann, Hello, Ben]\n";
    private static final String SLOWER = "hand-off strands (several times slower)";
    private static final Path SOURCES =
            Path.of(System.getProperty("asyncio4j.root")).resolve("it/src/stranger/java");

    private static List<Path> jars;

    @TempDir static Path folder;

    @BeforeAll
    static void compile() throws IOException {
        jars = Stranger.jars("asyncio4j-(core|net|http)-|netty-");
        assertThat(names()).as("jars of the library").hasSizeGreaterThan(12);
        assertThat(javac("classes", "--class-path", paths(), "stranger/Greeter.java")).isEmpty();
        assertThat(
                        javac(
                                "modules",
                                "--module-path",
                                paths(),
                                "module-info.java",
                                "stranger/Greeter.java"))
                .isEmpty();
    }

    private static List<String> names() {
        return jars.stream().map(jar -> jar.getFileName().toString()).toList();
    }

    private static String paths(Path... more) {
        return Stream.concat(Stream.of(more), jars.stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String javac(String target, String path, String value, String... files) {
        return Stranger.javac(
                folder.resolve(target),
                Stream.of(files).map(SOURCES::resolve).toArray(Path[]::new),
                path,
                value);
    }

    private static Printed java(String... words) throws IOException, InterruptedException {
        return Stranger.java(folder, words);
    }

    private static void assertGreets(Printed printed) {
        assertThat(printed.out()).as(printed.err()).isEqualTo(GREETINGS);
        assertThat(printed.code()).isZero();
    }

    @Test
    void classPath_opened_hasOwnedStrands() throws Exception {
        Printed printed =
                java(
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "-Dasyncio4j.strand=owned", // else it fails
                        "--class-path",
                        paths(folder.resolve("classes")),
                        "stranger.Greeter");

        assertGreets(printed);
        assertThat(printed.err()).doesNotContain(SLOWER);
    }

    @Test
    void classPath_notOpened_worksAndSaysThatItIsSlower() throws Exception {
        Printed printed =
                java("--class-path", paths(folder.resolve("classes")), "stranger.Greeter");

        assertGreets(printed);
        assertThat(printed.err()).contains(SLOWER, "--add-opens java.base/java.lang=ALL-UNNAMED");
    }

    @Test
    void modulePath_opened_hasOwnedStrands() throws Exception {
        Printed printed =
                java(
                        "--add-opens",
                        "java.base/java.lang=dev.asyncio4j",
                        "-Dasyncio4j.strand=owned",
                        "--module-path",
                        paths(folder.resolve("modules")),
                        "--module",
                        "stranger/stranger.Greeter");

        assertGreets(printed);
        assertThat(printed.err()).doesNotContain(SLOWER);
    }

    @Test
    void modulePath_notOpened_worksAndSaysThatItIsSlower() throws Exception {
        Printed printed =
                java(
                        "--module-path",
                        paths(folder.resolve("modules")),
                        "--module",
                        "stranger/stranger.Greeter");

        assertGreets(printed);
        assertThat(printed.err()).contains(SLOWER, "--add-opens java.base/java.lang=dev.asyncio4j");
    }

    /// A wish that cannot be met is refused, so that the two tests above could fail.
    @Test
    void ownedStrands_onAJvmThatIsNotOpened_areRefused() throws Exception {
        Printed printed =
                java(
                        "-Dasyncio4j.strand=owned",
                        "--class-path",
                        paths(folder.resolve("classes")),
                        "stranger.Greeter");

        assertThat(printed.code()).isEqualTo(1);
        assertThat(printed.out()).isEmpty();
        assertThat(printed.err()).contains("asyncio4j.strand=owned, but ");
    }

    @Test
    void executableJar_isOpenedByItsManifest() throws Exception {
        Path jar = folder.resolve("stranger.jar");
        var manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, "stranger.Greeter");
        main.putValue("Add-Opens", "java.base/java.lang");
        main.put(
                Attributes.Name.CLASS_PATH,
                jars.stream()
                        .map(each -> each.toUri().toString())
                        .collect(Collectors.joining(" ")));
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> classes = Files.list(folder.resolve("classes/stranger"))) {
            for (Path file : classes.toList()) {
                out.putNextEntry(new ZipEntry("stranger/" + file.getFileName()));
                Files.copy(file, out);
            }
        }

        assertGreets(java("-Dasyncio4j.strand=owned", "-jar", jar.toString()));
    }

    @Test
    void modules_areNamed_notMadeUpFromFileNames() throws Exception {
        for (Path jar : jars) {
            if (jar.getFileName().toString().startsWith("asyncio4j-")) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    assertThat(file.getEntry("module-info.class")).as("%s", jar).isNotNull();
                    assertThat(file.getEntry("module-info.java")).as("%s", jar).isNull();
                }
            }
        }
    }
}
