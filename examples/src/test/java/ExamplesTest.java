// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs each example as the launcher does, and compares what it prints with `expected/NAME.txt`.
@Tag("real-time") // they sleep, as their readers' programs do
class ExamplesTest {

    private static final Path HERE =
            Path.of(System.getProperty("asyncio4j.root", ".")).resolve("examples");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(HERE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.replace(".java", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void example_printsWhatItsReaderIsPromised(String name) throws Exception {
        String expected = Files.readString(HERE.resolve("src/test/expected/" + name + ".txt"));

        String printed = outputOf(name);

        assertThat(withoutTimes(printed)).isEqualTo(withoutTimes(expected));
    }

    @Test
    void downloads_takeAsLongAsTheLongest() throws Exception {
        String printed = outputOf("Downloads");

        double seconds =
                Double.parseDouble(printed.replaceAll("(?s).*taken: ([0-9.]+) seconds.*", "$1"));
        assertThat(seconds).isBetween(3.0, 3.5); // two cores may be busy with other tests
    }

    private static String withoutTimes(String text) {
        return text.replaceAll("[0-9]+\\.[0-9]{2} seconds", "N seconds");
    }

    private static String outputOf(String name) throws Exception {
        Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        Object program = constructor.newInstance();
        Method main = program.getClass().getDeclaredMethod("main");
        main.setAccessible(true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            main.invoke(program);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
