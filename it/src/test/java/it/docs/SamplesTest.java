// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import it.docs.Page.Block;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Compiles all Java of the pages, and runs each program that is followed by what it prints.
///
/// A block of `java` is a program, as `./asyncio run` takes it; one of `java fragment` is
/// statements or a method, and
/// may use what a comment `given` of its page names. `text output` after it is what the program
/// prints, all of it;
/// `text log` are lines that the library logs in this order, perhaps among others; `text error` is
/// how it ends.
/// Spans of time, the numbers of lines and of tasks may differ.
@Tag("real-time") // they sleep, as their readers' programs do
@Tag("once")
class SamplesTest {

    /// Pages whose Java other tests look after, which know more about it.
    private static final Map<String, String> ELSEWHERE =
            Map.ofEntries(
                    entry("docs/asyncio-map.md", "AsyncioMapTest"),
                    entry("docs/beyond-one-machine.md", "GuideTest of hazelcast"),
                    entry("docs/durable-queues.md", "GuideTest of nats"),
                    entry("docs/http-content.md", "ContentGuideTest"),
                    entry("docs/testing.md", "TestingGuideTest"));

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

    @TestFactory
    Stream<DynamicTest> programs_printWhatThePageSays() {
        return samples.stream()
                .filter(sample -> !sample.promises().isEmpty())
                .map(sample -> dynamicTest(sample.name(), () -> check(sample, compiled)));
    }

    static void check(Sample sample, Compiled compiled) throws Exception {
        Played played = Played.of(compiled.loadClass(sample.className()));

        String failure =
                played.failure() == null
                        ? ""
                        : "Exception in thread \"main\" " + played.failure() + "\n";
        String error = String.join("", sample.promises("error").map(Block::text).toList());
        assertThat(withoutNumbers(failure)).startsWith(withoutNumbers(error));
        assertThat(failure.isEmpty()).as(failure).isEqualTo(error.isEmpty());
        String output = String.join("", sample.promises("output").map(Block::text).toList());
        assertThat(withoutNumbers(played.printed())).isEqualTo(withoutNumbers(output));
        sample.promises("log")
                .forEach(
                        block ->
                                assertThat(withoutNumbers(played.logged()).lines())
                                        .containsSubsequence(
                                                withoutNumbers(block.text()).lines().toList()));
    }

    private static String withoutNumbers(String text) {
        return text.replaceAll("[0-9]+\\.[0-9]+ (s\\b|ms|seconds)", "N $1")
                .replaceAll("Task-[0-9]+", "Task-N")
                .replaceAll("(\\w+\\.java):[0-9]+", "$1:LINE")
                .replace("\r\n", "\n");
    }
}
