// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.asyncio4j.junit.AsyncTest;
import it.docs.Page.Block;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Compiles all Java of the pages, and runs each program that is followed by what it prints. What
/// is
/// not is run by the test of a [SampleCase].
///
/// A block of `java` is a program, as `./asyncio run` takes it; one of `java fragment` is
/// statements or a method, and
/// may use what a comment `given` of its page names. `text output` after it is what the program
/// prints, all of it;
/// `text log` are lines that the library logs in this order, perhaps among others; `text error` is
/// how it ends.
/// Spans of time and the numbers of tasks may differ.
@Tag("real-time") // they sleep, as their readers' programs do
@Tag("once")
class SamplesTest {

    /// Pages whose Java other tests look after, which know more about it.
    private static final Map<String, String> ELSEWHERE =
            Map.ofEntries(
                    entry("docs/asyncio-map.md", "MapProgramsTest"),
                    entry("docs/beyond-one-machine.md", "GuideTest of hazelcast"),
                    entry("docs/durable-queues.md", "GuideTest of nats"),
                    entry("docs/http-content.md", "ContentGuideTest"),
                    entry("docs/testing.md", "TestingGuideTest"));

    /// Tests of the samples that promise nothing, since they serve until they are stopped, or need
    /// something around them. Each sample has a promise or one of these.
    private static final List<Class<? extends SampleCase>> CASES =
            List.of(
                    ClientGuideTest.class,
                    FragmentsTest.class,
                    OwnJvmTest.class,
                    ServerGuideTest.class);

    /// What changes the JVM for good, and so has one of its own.
    private static final Set<String> CHANGES_ITS_JVM = Set.of("docs/observability.md");

    @TempDir private static Path folder;
    private static List<Sample> samples = List.of();
    private static Compiled compiled;

    @BeforeAll
    static void compile() throws IOException {
        samples =
                Page.all().stream()
                        .filter(page -> !ELSEWHERE.containsKey(page.name()))
                        .flatMap(page -> Sample.of(page).stream())
                        .toList();
        compiled = Compiled.of(samples);
    }

    @Test
    void samples_compile() {
        assertThat(compiled.errors()).isEmpty();
        assertThat(samples.size()).isGreaterThan(50);
    }

    @Test
    void promises_areOfAKnownKind() {
        assertThat(samples.stream().flatMap(sample -> sample.promises().stream()).map(Block::words))
                .containsOnly("output", "log", "error");
    }

    /// Nothing of what readers see is compiled only.
    @Test
    void samples_areAllRun() {
        List<Method> tests =
                CASES.stream()
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method -> method.isAnnotationPresent(Shown.class))
                        .toList();
        assertThat(tests)
                .allMatch(
                        test ->
                                test.isAnnotationPresent(Test.class)
                                        || test.isAnnotationPresent(AsyncTest.class));

        assertThat(
                        tests.stream()
                                .map(test -> SampleCase.find(test.getAnnotation(Shown.class)))
                                .map(Sample::name)
                                .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        samples.stream()
                                .filter(sample -> sample.promises().isEmpty())
                                .map(Sample::name)
                                .toList());
    }

    /// Python stands where tests run it, too: in `from/python.md` and in the map.
    @Test
    void python_isWhereItIsRun() throws IOException {
        assertThat(
                        Page.all().stream()
                                .filter(
                                        page ->
                                                page.blocks().stream()
                                                        .anyMatch(
                                                                block ->
                                                                        block.language()
                                                                                .startsWith("py")))
                                .map(Page::name))
                .containsExactlyInAnyOrder("docs/from/python.md", "docs/asyncio-map.md");
    }

    @TestFactory
    Stream<DynamicTest> programs_printWhatThePageSays() {
        return samples.stream()
                .filter(sample -> !sample.promises().isEmpty())
                .map(sample -> dynamicTest(sample.name(), () -> check(sample, compiled)));
    }

    static void check(Sample sample, Compiled compiled) throws Exception {
        Played played = played(sample, compiled);

        String failure =
                played.failure() == null
                        ? ""
                        : "Exception in thread \"main\" " + played.failure() + "\n";
        String error = String.join("", sample.promises("error").map(Block::text).toList());
        assertThat(withoutNumbers(sample.inItsLines(failure))).startsWith(withoutNumbers(error));
        assertThat(failure.isEmpty()).as(failure).isEqualTo(error.isEmpty());
        String output = String.join("", sample.promises("output").map(Block::text).toList());
        assertThat(withoutNumbers(sample.inItsLines(played.printed())))
                .isEqualTo(withoutNumbers(output));
        sample.promises("log")
                .forEach(
                        block ->
                                assertThat(
                                                withoutNumbers(sample.inItsLines(played.logged()))
                                                        .lines())
                                        .containsSubsequence(
                                                withoutNumbers(block.text()).lines().toList()));
    }

    private static Played played(Sample sample, Compiled compiled) throws Exception {
        if (CHANGES_ITS_JVM.contains(sample.page().name())) {
            compiled.writeTo(folder);
            return new Played(OwnJvm.printed(folder, sample.className()), "", null);
        }
        return Played.of(compiled.loadClass(sample.className()));
    }

    static String withoutNumbers(String text) {
        return text.replaceAll("[0-9]+\\.[0-9]+ (s\\b|ms|seconds)", "N $1")
                .replaceAll("Task-[0-9]+", "Task-N")
                .replace("\r\n", "\n");
    }
}
