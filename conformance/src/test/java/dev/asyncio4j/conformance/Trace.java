// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One Python program and what it prints: `core/01_ready_queue`, ported by the class
/// `core.T01ReadyQueue`.
record Trace(String area, String title) {

    /// The folder of this module.
    static final Path HOME = Path.of(System.getProperty("asyncio4j.root", ".."), "conformance");

    private static final Path FOLDER = HOME.resolve("traces");

    /// All traces, in order of their names.
    static List<Trace> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".out"))
                    .map(FOLDER::relativize)
                    .sorted()
                    .map(file -> named(file.toString().replace(".out", "")))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Trace named(String name) {
        String[] parts = name.replace('\\', '/').split("/");
        return new Trace(parts[0], parts[1]);
    }

    String name() {
        return area + "/" + title;
    }

    /// What the Python program printed, line by line.
    List<String> lines() {
        try {
            String text = Files.readString(FOLDER.resolve(name() + ".out"));
            return Arrays.asList(text.split("\n"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String portName() {
        return getClass().getPackageName()
                + "."
                + area
                + ".T"
                + Arrays.stream(title.split("_"))
                        .map(
                                word ->
                                        word.substring(0, 1).toUpperCase(Locale.ROOT)
                                                + word.substring(1))
                        .collect(Collectors.joining());
    }

    /// The port, if there is one.
    Optional<Class<?>> port() {
        try {
            return Optional.of(Class.forName(portName()));
        } catch (ClassNotFoundException none) {
            return Optional.empty();
        }
    }
}
