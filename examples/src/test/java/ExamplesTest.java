// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.RunningLoops;
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

    /// Those that go on until somebody has seen enough.
    private static boolean isEndless(String name) {
        return name.startsWith("Whiteboard") || name.equals("WebServer");
    }

    static List<String> names() throws IOException {
        return all().filter(name -> !isEndless(name)).toList();
    }

    static List<String> endless() throws IOException {
        return all().filter(ExamplesTest::isEndless).toList();
    }

    private static Stream<String> all() throws IOException {
        try (Stream<Path> files = Files.list(HERE)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.replace(".java", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void example_printsWhatItsReaderIsPromised(String name) throws Exception {
        String expected = Files.readString(HERE.resolve("src/test/expected/" + name + ".txt"));

        String printed = outputOf(name);

        assertThat(withoutTimes(printed)).isEqualTo(withoutTimes(expected));
    }

    @ParameterizedTest
    @MethodSource("endless")
    void endlessExample_beginsAsItsReaderIsPromised(String name) throws Exception {
        String expected = Files.readString(HERE.resolve("src/test/expected/" + name + ".txt"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thread reader = Thread.ofPlatform().start(() -> cancelWhenSeen(expected, out));
        assertThatThrownBy(() -> run(name, out)).hasCauseInstanceOf(CancelledError.class);
        reader.join();

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith(expected);
    }

    /// Presses Ctrl-C, so to speak.
    private static void cancelWhenSeen(String expected, ByteArrayOutputStream out) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (out.size() < expected.length() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        for (LoopCore each : RunningLoops.list()) {
            if (each instanceof EventLoop loop) {
                loop.callSoonThreadsafe(() -> loop.allTasks().getFirst().cancel());
            }
        }
    }

    @Test
    void downloads_takeAsLongAsTheLongest() throws Exception {
        String printed = outputOf("Downloads");

        double seconds =
                Double.parseDouble(printed.replaceAll("(?s).*taken: ([0-9.]+) seconds.*", "$1"));
        assertThat(seconds).isBetween(3.0, 5.5); // one after the other they would take 6
    }

    private static String withoutTimes(String text) {
        return text.replaceAll("[0-9]+\\.[0-9]{2} seconds", "N seconds")
                .replaceAll("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:PORT");
    }

    private static String outputOf(String name) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        run(name, out);
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static void run(String name, ByteArrayOutputStream out) throws Exception {
        Constructor<?> constructor = Class.forName(name).getDeclaredConstructor();
        constructor.setAccessible(true);
        Object program = constructor.newInstance();
        Method main = mainOf(program.getClass());
        main.setAccessible(true);
        String[] none = {};
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            main.invoke(
                    program, main.getParameterCount() == 0 ? new Object[] {} : new Object[] {none});
        } finally {
            System.setOut(before);
        }
    }

    private static Method mainOf(Class<?> program) {
        return Stream.of(program.getDeclaredMethods())
                .filter(method -> method.getName().equals("main"))
                .findFirst()
                .orElseThrow();
    }
}
