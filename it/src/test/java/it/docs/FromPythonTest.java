// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import it.docs.Page.Block;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Runs the Python of `docs/from/python.md`: it prints what the Java beside it prints, which
/// `SamplesTest` holds to the
/// same block of text.
@Tag("real-time") // Python's loops have real clocks
@Tag("once")
class FromPythonTest {

    private static final Page PAGE = Page.read(Page.ROOT.resolve("docs/from/python.md"));

    private record Pair(Block python, Block output) {}

    @TestFactory
    Stream<DynamicTest> python_printsTheSame() {
        List<Pair> pairs = pairs();
        assertThat(pairs).hasSizeGreaterThanOrEqualTo(20);
        return pairs.stream()
                .map(
                        pair ->
                                dynamicTest(
                                        "line " + pair.python().line(),
                                        () ->
                                                assertThat(printed(pair.python().text()))
                                                        .isEqualTo(pair.output().text())));
    }

    /// Each program, with the first block of output after the Java that follows it.
    private static List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        List<Block> blocks = PAGE.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).is("python", "")) {
                assertThat(blocks.get(i + 1).is("java", "")).isTrue();
                assertThat(blocks.get(i + 2).is("text", "output")).isTrue();
                pairs.add(new Pair(blocks.get(i), blocks.get(i + 2)));
            }
        }
        return pairs;
    }

    private static String printed(String program) throws IOException, InterruptedException {
        Process python =
                new ProcessBuilder("python3", "-c", program).redirectErrorStream(true).start();
        python.getOutputStream().close();
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(printed).isZero();
        return printed;
    }
}
