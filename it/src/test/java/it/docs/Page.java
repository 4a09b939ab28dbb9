// SPDX-License-Identifier: Apache-2.0
package it.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A page of Markdown, as the tests see it.
record Page(Path file, List<String> lines) {

    static final Path ROOT = Path.of(System.getProperty("asyncio4j.root", "..")).normalize();

    private static final Pattern FENCE = Pattern.compile("^(`{3,})(\\w*)\\s*(.*)$");
    private static final Pattern GIVEN = Pattern.compile("^<!-- given: (.*) -->$");

    /// A fenced block: its language, the words after that, its lines, and where the first of these
    /// stands (from 1).
    record Block(String language, String words, List<String> lines, int line) {

        String text() {
            return String.join("\n", lines) + "\n";
        }

        boolean is(String wantedLanguage, String wantedWords) {
            return language.equals(wantedLanguage) && words.equals(wantedWords);
        }
    }

    static Page read(Path file) {
        try {
            return new Page(file, Files.readAllLines(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /// All pages that readers see: those at the root, and those below `docs`.
    static List<Page> all() throws IOException {
        try (Stream<Path> root = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(root, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.toString().contains("node_modules"))
                    .sorted()
                    .map(Page::read)
                    .toList();
        }
    }

    /// Folders whose pages are not ours, or copies: what others have published, and what was built.
    private static final Set<String> LEFT_OUT = Set.of(".git", "node_modules", "target");

    /// All pages of the repository, also those that stand beside a module's code.
    static List<Page> everywhere() throws IOException {
        List<Page> pages = new ArrayList<>();
        Files.walkFileTree(
                ROOT,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return LEFT_OUT.contains(String.valueOf(folder.getFileName()))
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (file.toString().endsWith(".md")) {
                            pages.add(read(file));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return pages.stream().sorted(Comparator.comparing(Page::name)).toList();
    }

    /// Its name in messages, such as `docs/tutorial/await.md`.
    String name() {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /// What its fragments are given, as parameters of a method: the comments `<!-- given: Router
    /// app -->`.
    String given() {
        return String.join(
                ", ",
                lines.stream()
                        .flatMap(line -> GIVEN.matcher(line).results())
                        .map(found -> found.group(1))
                        .toList());
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            var fence = FENCE.matcher(lines.get(i));
            if (fence.matches()) {
                int first = i + 1;
                do {
                    i++;
                } while (!lines.get(i).equals(fence.group(1)));
                blocks.add(
                        new Block(
                                fence.group(2),
                                fence.group(3).strip(),
                                lines.subList(first, i),
                                first + 1));
            }
        }
        return blocks;
    }

    /// Its lines without those of blocks, and without code between backticks.
    List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean fenced = false;
        for (String line : lines) {
            boolean fence = line.startsWith("```");
            prose.add(fenced || fence ? "" : line.replaceAll("`[^`]*`", "``"));
            fenced ^= fence;
        }
        return prose;
    }
}
