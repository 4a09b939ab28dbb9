// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import it.docs.Page.Block;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Runs the programs that stand side by side in `docs/asyncio-map.md`, in both languages: they do
/// the same, told in each one's words.
@Tag("real-time")
@Tag("once")
class MapProgramsTest {

    private static final Page PAGE = Page.read(Page.ROOT.resolve("docs/asyncio-map.md"));

    /// What the pieces of Python leave out, as each of them begins.
    private static final String IMPORTS = "import asyncio\nfrom pathlib import Path\n";

    /// What a pair prints, in Python and in Java.
    private record Printed(String python, String java) {
        Printed(String both) {
            this(both, both);
        }
    }

    private static final List<Printed> PRINTED =
            List.of(
                    new Printed("Hello, world\n"),
                    new Printed("[9, 1, 4]\nfirst True\n", "[9, 1, 4]\nfirst true\n"),
                    new Printed("cleaned up\ntoo slow\n"),
                    new Printed("(OSError('no disk'),)\n", "[java.io.IOException: no disk]\n"),
                    new Printed("enough\n"),
                    new Printed("a\nb\n 0\n"));

    @TempDir private Path folder;

    @TestFactory
    Stream<DynamicTest> programs_doTheSame() throws Exception {
        Files.writeString(folder.resolve("notes.txt"), "buy tea"); // of which one reads
        List<Block> python =
                PAGE.blocks().stream().filter(block -> block.is("python", "")).toList();
        List<Sample> java = Sample.of(PAGE);
        assertThat(python).hasSameSizeAs(PRINTED);
        assertThat(java).hasSameSizeAs(PRINTED);
        Compiled compiled = Compiled.of(java);
        assertThat(compiled.errors()).isEmpty();
        compiled.writeTo(folder);

        return IntStream.range(0, PRINTED.size())
                .boxed()
                .flatMap(
                        i ->
                                Stream.of(
                                        dynamicTest(
                                                "Python, line " + python.get(i).line(),
                                                () ->
                                                        assertThat(printed(python.get(i).text()))
                                                                .isEqualTo(
                                                                        PRINTED.get(i).python())),
                                        dynamicTest(
                                                "Java, line " + java.get(i).code().line(),
                                                () ->
                                                        assertThat(
                                                                        OwnJvm.printed(
                                                                                folder,
                                                                                java.get(i)
                                                                                        .className()))
                                                                .isEqualTo(
                                                                        PRINTED.get(i).java()))));
    }

    private String printed(String piece) throws Exception {
        String call = piece.contains("asyncio.run(") ? "" : "asyncio.run(main())\n";
        Process python =
                new ProcessBuilder("python3", "-c", IMPORTS + piece + call)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        python.getOutputStream().close();
        String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(printed).isZero();
        return printed;
    }
}
