// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Programs are tested with the very libraries that they ask for: their `// DEPS` and the pom
/// agree.
@Tag("once")
class DepsTest {
    private static final Path HERE =
            Path.of(System.getProperty("asyncio4j.root", ".")).resolve("examples");

    @Test
    void whatProgramsAskFor_isWhatTheyAreTestedWith() throws Exception {
        List<String> asked;
        try (Stream<Path> files = Files.walk(HERE, 2)) {
            asked =
                    files.filter(file -> file.toString().endsWith(".java"))
                            .flatMap(DepsTest::lines)
                            .filter(line -> line.startsWith("// DEPS "))
                            .flatMap(line -> Stream.of(line.substring(8).split(" ")))
                            .filter(word -> !word.startsWith("dev.asyncio4j:"))
                            .map(word -> word.replaceFirst(".*:(.*):(.*)", "/$1-$2.jar"))
                            .toList();
        }

        String used = System.getProperty("java.class.path");
        assertThat(asked).isNotEmpty().allMatch(used::contains);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
