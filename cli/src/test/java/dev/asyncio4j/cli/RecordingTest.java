// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is a recording, and what is told of files that are none.
class RecordingTest {

    private static final String WHOLE =
            """
            {"otherData":{"asyncio4j":1,"program":"Shop\\u001b.java","pid":7,"micros":2500000,"more":{"x":[1]}},
            "displayTimeUnit":"ms",
            "traceEvents":[
            {"ph":"M","name":"thread_name","args":{"name":"boss","task":"a1"}},
            {"ph":"M","name":"thread_name","args":{"name":"callbacks"}},
            {"ph":"X","name":"runs","cat":"step","ts":0,"dur":1,"tid":1},
            {"ph":"X","name":"its time","cat":"wait","ts":1,"dur":1,"tid":1,"args":{"beforeMicros":3}}]}
            """;

    @TempDir Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("a\u001bb.json"), text);
    }

    @Test
    void recording_isCounted_andItsProgramHarmless() throws Exception {
        assertThat(Recording.of(file(WHOLE)))
                .isEqualTo(new Recording("Shop\\x1b.java", 2_500_000, 1, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                            | is empty",
                "'   '                                         | is empty",
                "hello                                         | is not JSON, at line 1 column ",
                "%PDF-1.7                                      | is not JSON, at line 1 column ",
                "{                                             | is cut off: it ends in the middle",
                "{\"traceEvents\":[                            | is cut off: it ends in the middle",
                "[]                  | is no recording of asyncio record: it is no JSON object",
                "7                   | is no recording of asyncio record: it is no JSON object",
                "{}                  | is no recording of asyncio record: it has no otherData.asyncio4j",
                "{\"traceEvents\":[]}"
                        + "            | is no recording of asyncio record: it has no otherData.asyncio4j",
                "{\"otherData\":{\"asyncio4j\":\"1\"}}"
                        + "            | is no recording of asyncio record: it has no otherData.asyncio4j",
                "{\"otherData\":[]}  | is no recording of asyncio record: otherData is no object",
                "{\"otherData\":{\"asyncio4j\":1}}"
                        + "            | is no recording of asyncio record: it has no traceEvents",
                "{\"otherData\":{\"asyncio4j\":1},\"traceEvents\":{}}"
                        + "            | is no recording of asyncio record: traceEvents is no list",
                "{\"otherData\":{\"asyncio4j\":1},\"traceEvents\":[7]}"
                        + "            | there is something else among its events, at $.traceEvents[0]",
                "{\"otherData\":{\"asyncio4j\":2}}"
                        + "            | is of another version: form 2 (expected: 1); it may be of a newer asyncio",
                "{\"otherData\":{\"asyncio4j\":0.5}} | is of another version: form 0.5 (expected: 1)",
                "{\"otherData\":{\"asyncio4j\":1},\"traceEvents\":[]}x | is not JSON, at line 1 column ",
            })
    void otherFiles_areNone_andItIsSaidWhy(String text, String why) throws IOException {
        Path file = file(text);

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Recording.of(file))
                .withMessageStartingWith(folder + "/a\\x1bb.json ")
                .withMessageContaining(why)
                .satisfies(
                        failure ->
                                assertThat(failure.getMessage())
                                        .doesNotContain("\n", "\u001b")
                                        .hasSizeLessThan(300));
    }

    @Test
    void fileThatIsCut_isSaidToBe_whereverThatIs() throws IOException {
        int begin = WHOLE.indexOf("\"more\""); // before that nobody knows what it might become
        for (int length = begin; length < WHOLE.stripTrailing().length(); length++) {
            Path file = file(WHOLE.substring(0, length));
            assertThatExceptionOfType(Failure.class)
                    .as("%d characters", length)
                    .isThrownBy(() -> Recording.of(file))
                    .withMessageContaining("cut off");
        }
    }

    @Test
    void nesting_withoutEnd_isNoOverflow() throws IOException {
        Path file = file("{\"otherData\":{\"x\":" + "[".repeat(200_000));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Recording.of(file))
                .withMessageContaining("is not JSON, at line 1 column ");
    }

    @Test
    void bytes_thatAreNoText_areTold() throws IOException {
        Path file = Files.write(folder.resolve("b"), new byte[] {'{', '"', (byte) 0xff, '"'});

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Recording.of(file))
                .withMessageEndingWith(" is not JSON: it is no text");
    }

    @Test
    void flightRecording_isTold() throws IOException {
        Path file =
                Files.write(
                        folder.resolve("a.jfr"), "FLR\0\0\2".getBytes(StandardCharsets.ISO_8859_1));

        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> Recording.of(file))
                .withMessageEndingWith(" is not JSON, at line 1 column 1");
    }
}
