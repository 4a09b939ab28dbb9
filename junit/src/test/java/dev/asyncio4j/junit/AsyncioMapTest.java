// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the table of `docs/asyncio-map.md` that is about this module to it: it names all that is
/// public here, and nothing else.
@Tag("once")
class AsyncioMapTest {

    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", ".."));
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    @Test
    void map_namesWhatThereIs() throws Exception {
        List<String> lines = Files.readAllLines(ROOT.resolve("docs/asyncio-map.md"));
        List<String> named =
                lines.stream()
                        .dropWhile(line -> !line.startsWith("| wish | asyncio4j-junit |"))
                        .skip(2)
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> line.split("\\|")[2])
                        .flatMap(cell -> CODE.matcher(cell).results().map(found -> found.group(1)))
                        .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(types());
    }

    private static List<String> types() throws Exception {
        Path dump = ROOT.resolve("junit/api/asyncio4j-junit.txt");
        try (Stream<String> lines = Files.lines(dump)) {
            return lines.filter(line -> !line.startsWith(" "))
                    .map(line -> line.replaceAll(".*dev\\.asyncio4j\\.junit\\.(\\w+).*?", "$1"))
                    .map(line -> line.replaceAll("\\W.*", ""))
                    .toList();
        }
    }
}
