// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What ports leave out, and what has no port yet: the files `skips.txt` and `waiting.txt`, which
/// say themselves how to read them.
final class Skips {

    private final Map<String, List<String>> edits = new LinkedHashMap<>();
    private final Map<String, String> waiting = new LinkedHashMap<>();

    private Skips() {}

    static Skips read() {
        return of(entries("skips.txt"), entries("waiting.txt"));
    }

    static Skips of(List<String> skipped, List<String> waiting) {
        Skips skips = new Skips();
        String trace = "";
        for (String line : skipped) {
            if (Character.isWhitespace(line.charAt(0))) {
                skips.edits.get(trace).add(line.strip());
            } else {
                trace = nameAndReason(line)[0];
                skips.edits.computeIfAbsent(trace, name -> new ArrayList<>());
            }
        }
        for (String line : waiting) {
            String[] parts = nameAndReason(line);
            skips.waiting.put(parts[0], parts[1]);
        }
        return skips;
    }

    private static List<String> entries(String file) {
        try {
            return Files.readAllLines(Trace.HOME.resolve(file)).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String[] nameAndReason(String line) {
        String[] parts = line.split(":", 2);
        assertThat(parts).as("<trace>: <reason> in \"%s\"", line).hasSize(2);
        assertThat(parts[1].strip()).as("reason in \"%s\"", line).isNotEmpty();
        return parts;
    }

    /// The names of the traces that `skips.txt` speaks of.
    Iterable<String> edited() {
        return edits.keySet();
    }

    /// The traces without a port, and why.
    Map<String, String> waiting() {
        return waiting;
    }

    /// What the port is to print: the trace without the lines that are left out, and with those
    /// that differ.
    List<String> expected(Trace trace) {
        return expected(trace.name(), trace.lines());
    }

    List<String> expected(String trace, List<String> lines) {
        List<String> expected = new ArrayList<>();
        int next = 0;
        for (String edit : edits.getOrDefault(trace, List.of())) {
            String line = edit.length() < 2 ? "" : edit.substring(2);
            switch (edit.charAt(0)) {
                case '+' -> expected.add(line);
                case '-', '@' -> {
                    int at = indexOf(line, lines, next);
                    assertThat(at)
                            .as(
                                    "skips.txt is stale: %s has, from line %d on, no \"%s\"",
                                    trace, next + 1, line)
                            .isNotNegative();
                    expected.addAll(lines.subList(next, edit.startsWith("@") ? at + 1 : at));
                    next = at + 1;
                }
                default -> throw new AssertionError("skips.txt: \"" + edit + "\" is no edit");
            }
        }
        expected.addAll(lines.subList(next, lines.size()));
        return expected;
    }

    private static int indexOf(String line, List<String> lines, int from) {
        for (int at = from; at < lines.size(); at++) {
            if (lines.get(at).strip().equals(line.strip())) {
                return at;
            }
        }
        return -1;
    }
}
