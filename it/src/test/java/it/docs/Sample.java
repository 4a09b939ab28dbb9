// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import it.docs.Page.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A block of Java of a page, with what the page says it prints, which stands in the blocks of text
/// that follow.
record Sample(Page page, Block code, List<Block> promises) {

    /// What a fragment may use without an import.
    private static final List<String> IMPORTS =
            List.of(
                    "static dev.asyncio4j.Asyncio.*",
                    "static org.assertj.core.api.Assertions.assertThat",
                    "dev.asyncio4j.*",
                    "dev.asyncio4j.console.*",
                    "dev.asyncio4j.context.*",
                    "dev.asyncio4j.http.client.*",
                    "dev.asyncio4j.http.message.*",
                    "dev.asyncio4j.http.server.*",
                    "dev.asyncio4j.inspect.*",
                    "dev.asyncio4j.micrometer.*",
                    "dev.asyncio4j.net.*",
                    "dev.asyncio4j.net.file.*",
                    "dev.asyncio4j.net.process.*",
                    "dev.asyncio4j.net.stream.*",
                    "dev.asyncio4j.net.tls.*",
                    "dev.asyncio4j.sync.*",
                    "dev.asyncio4j.testing.*",
                    "io.micrometer.core.instrument.*",
                    "io.opentelemetry.api.trace.*",
                    "io.opentelemetry.context.Scope",
                    "module java.base",
                    "module java.net.http");

    private static final Pattern FILE = Pattern.compile("// (\\w+)\\.java");

    static List<Sample> of(Page page) {
        List<Sample> samples = new ArrayList<>();
        for (Block block : page.blocks()) {
            if (block.language().equals("java")) {
                samples.add(new Sample(page, block, new ArrayList<>()));
            } else if (block.language().equals("text") && !block.words().isEmpty()) {
                samples.getLast().promises().add(block);
            }
        }
        return samples;
    }

    boolean isProgram() {
        return code.words().isEmpty();
    }

    String name() {
        return page.name() + ":" + code.line();
    }

    /// The name of its class: of the file that its first line tells, or one that says where it
    /// stands.
    String className() {
        var told = FILE.matcher(code.lines().getFirst());
        if (told.matches()) {
            return told.group(1);
        }
        String name = page.name().replaceAll("^docs/|\\.md$", "").replaceAll("[^A-Za-z0-9]+", "_");
        return "Page_" + name + "_" + code.line();
    }

    /// Its source; line n of it is line n of the page, so that the compiler's messages lead there.
    String source() {
        if (isProgram()) {
            return "\n".repeat(code.line() - 1) + code.text();
        }
        String imports =
                String.join("", IMPORTS.stream().map(each -> "import " + each + "; ").toList());
        return imports
                + "\n".repeat(code.line() - 2)
                + "final class "
                + className()
                + " { "
                + (isMember() ? "" : "Object fragment(" + page.given() + ") throws Exception {")
                + "\n"
                + code.text()
                + (isMember() ? "}" : (isGiving() ? "" : "return null; ") + "} }");
    }

    /// What a program printed, with the numbers that its lines have in its own file, not in the
    /// page.
    String inItsLines(String printed) {
        var place = Pattern.compile("(?<=\\(" + className() + "\\.java:)\\d+(?=\\))");
        return place.matcher(printed)
                .replaceAll(
                        found ->
                                Integer.toString(
                                        Integer.parseInt(found.group()) - code.line() + 1));
    }

    /// The same with other words in one place or several.
    Sample with(String theirs, String ours) {
        assertThat(code.text()).contains(theirs);
        return with(code.lines().stream().map(line -> line.replace(theirs, ours)).toList());
    }

    /// The same statements, which end by giving something.
    Sample giving(String expression) {
        List<String> lines = new ArrayList<>(code.lines());
        lines.add("return " + expression + ";");
        return with(lines);
    }

    private Sample with(List<String> lines) {
        return new Sample(
                page, new Block(code.language(), code.words(), lines, code.line()), promises);
    }

    private boolean isGiving() {
        return code.lines().getLast().startsWith("return ");
    }

    /// Whether a fragment is a method, rather than statements.
    private boolean isMember() {
        return code.lines()
                .getFirst()
                .matches("(Coroutine|void|record|static|class)[< ].*[{(].*\\{");
    }

    Stream<Block> promises(String kind) {
        return promises.stream().filter(block -> block.words().equals(kind));
    }
}
