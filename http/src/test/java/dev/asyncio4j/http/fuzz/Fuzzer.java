// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.nio.file.Files;
import java.nio.file.Path;

/// What the command `http/suites/fuzz` runs. By itself it writes the corpus of the target that it
/// is
/// given into a folder, a file each, and the words into a dictionary; the rest is asked by Jazzer,
/// which looks for inputs that reach more of the code.
public final class Fuzzer {

    private static final Target TARGET =
            FuzzTargets.of(System.getProperty("asyncio4j.fuzz", "requests"));

    private Fuzzer() {}

    /// One input.
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        TARGET.take(input);
    }

    /// @param arguments the folder, and the dictionary; or nothing, to print the targets' names
    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.out.println(String.join("\n", FuzzTargets.times().keySet()));
            return;
        }
        Corpus corpus = Corpus.of(System.getProperty("asyncio4j.fuzz"), TARGET);
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (int i = 0; i < corpus.inputs().size(); i++) {
            Files.write(folder.resolve("seed-" + i), corpus.inputs().get(i));
        }
        StringBuilder words = new StringBuilder();
        for (byte[] word : corpus.words()) {
            words.append('"');
            for (byte each : word) {
                words.append("\\x%02x".formatted(each));
            }
            words.append("\"\n");
        }
        Files.writeString(Path.of(arguments[1]), words);
    }
}
