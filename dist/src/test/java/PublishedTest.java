// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder that lacks nothing, and what is said when something is taken from it.
@Tag("once")
class PublishedTest {

    private static final String PARENT =
            """
            <project>
              <groupId>g</groupId><artifactId>p</artifactId><version>1</version><packaging>pom</packaging>
              <name>p</name><description>the parent</description><url>u</url>
              <licenses><license><name>l</name><url>u</url></license></licenses>
              <developers><developer><name>d</name></developer></developers>
              <scm><connection>c</connection><url>u</url></scm>
            </project>
            """;
    private static final String POM =
            """
            <project>
              <parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent>
              <artifactId>a</artifactId><name>a</name><description>a jar</description>
            </project>
            """;

    @TempDir Path folder;

    @BeforeEach
    void publish() throws Exception {
        file("g/p/1/p-1.pom", PARENT);
        file("g/a/1/a-1.pom", POM);
        jar("g/a/1/a-1.jar", "module-info.class");
        jar("g/a/1/a-1-sources.jar", "module-info.java");
        jar("g/a/1/a-1-javadoc.jar", "index.html");
        file("g/a/1/a-1-cyclonedx.json", "{\"bomFormat\": \"CycloneDX\"}");
    }

    private void file(String name, String text) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        sum(Files.writeString(file, text));
    }

    private void jar(String name, String entry) throws Exception {
        Path jar = folder.resolve(name);
        try (var zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(entry));
        }
        sum(jar);
    }

    private static void sum(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        for (var algorithm : List.of("MD5", "SHA-1")) {
            String sum =
                    HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
            String extension = algorithm.toLowerCase(java.util.Locale.ROOT).replace("-", "");
            Files.writeString(Path.of(file + "." + extension), sum);
        }
    }

    private List<String> complaints() throws IOException {
        return new Published(folder).complaints();
    }

    @Test
    void nothingIsMissing_fromAWholeFolder() throws IOException {
        assertThat(complaints()).isEmpty();
    }

    @Test
    void jar_isWanted_withItsModuleSourcesJavadocAndSbom() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("g/a/1"))) {
            for (Path file : files.filter(f -> !f.toString().contains(".pom")).toList()) {
                Files.delete(file);
            }
        }

        assertThat(complaints())
                .containsExactly(
                        "g/a/1/a-1.jar has no module-info.class",
                        "g/a/1/a-1-sources.jar has no module-info.java",
                        "g/a/1/a-1-javadoc.jar has no index.html",
                        "g/a/1/a-1-cyclonedx.json is no SBOM");
    }

    @Test
    void pom_isToTell_whatItIsAndWhose() throws Exception {
        file("g/p/1/p-1.pom", PARENT.replaceFirst("<scm>.*", "").replaceFirst("<licenses>.*", ""));
        file("g/a/1/a-1.pom", POM.replace("<description>a jar</description>", ""));

        assertThat(complaints())
                .containsExactly(
                        "g/a/1/a-1.pom has no description",
                        "g/a/1/a-1.pom has no licenses/license/name",
                        "g/a/1/a-1.pom has no licenses/license/url",
                        "g/a/1/a-1.pom has no scm/connection",
                        "g/a/1/a-1.pom has no scm/url",
                        "g/p/1/p-1.pom has no licenses/license/name",
                        "g/p/1/p-1.pom has no licenses/license/url",
                        "g/p/1/p-1.pom has no scm/connection",
                        "g/p/1/p-1.pom has no scm/url");
    }

    @Test
    void pom_isNotToNameSnapshotsOrRepositories() throws Exception {
        String dependency = "<dependency><version>2-SNAPSHOT</version></dependency><repositories/>";
        file("g/a/1/a-1.pom", POM.replace("</project>", dependency + "</project>"));

        assertThat(complaints())
                .containsExactly(
                        "g/a/1/a-1.pom names a snapshot", "g/a/1/a-1.pom names a repository");
    }

    @Test
    void sums_areThere_andRight() throws Exception {
        Files.delete(folder.resolve("g/p/1/p-1.pom.md5"));
        Files.writeString(folder.resolve("g/a/1/a-1-sources.jar.sha1"), "0123");

        assertThat(complaints())
                .containsExactly(
                        "g/a/1/a-1-sources.jar.sha1 is another file's sum",
                        "g/p/1/p-1.pom has no MD5");
    }

    @Test
    void oneSignature_asksForAll() throws Exception {
        Files.writeString(folder.resolve("g/p/1/p-1.pom.asc"), "a signature");

        assertThat(complaints()).hasSize(5).allMatch(line -> line.endsWith(" is not signed"));
    }

    @Test
    void emptyFolder_isNoRelease(@TempDir Path empty) throws IOException {
        assertThat(new Published(empty).complaints()).containsExactly(" has no artifact");
    }
}
