// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds the table of `docs/asyncio-map.md` that is about this module and OpenTelemetry's to them,
/// and the guide's table of meters to what is registered.
@Tag("once")
class AsyncioMapTest {

    private static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", ".."));
    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    @Test
    void map_namesWhatThereIs() throws Exception {
        List<String> types = new ArrayList<>(types("micrometer"));
        types.addAll(types("opentelemetry"));

        List<String> named =
                Files.readAllLines(ROOT.resolve("docs/asyncio-map.md")).stream()
                        .dropWhile(line -> !line.startsWith("| wish | asyncio4j-micrometer,"))
                        .skip(2)
                        .takeWhile(line -> line.startsWith("|"))
                        .map(line -> line.split("\\|")[2])
                        .flatMap(cell -> CODE.matcher(cell).results().map(found -> found.group(1)))
                        .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(types);
    }

    private static List<String> types(String module) throws Exception {
        Path dump = ROOT.resolve(module + "/api/asyncio4j-" + module + ".txt");
        try (Stream<String> lines = Files.lines(dump)) {
            return lines.filter(line -> !line.startsWith(" "))
                    .map(line -> line.replaceAll("^.*? dev\\.asyncio4j\\.\\w+\\.(\\w+).*", "$1"))
                    .toList();
        }
    }
}
