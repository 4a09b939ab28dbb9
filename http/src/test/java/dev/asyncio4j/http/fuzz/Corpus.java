// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a target begins with: the lines of its file, and what it makes by itself. A line is an
/// input
/// ([Escapes]) or, behind `+ `, a word that mutations put in; `# ` begins a comment.
///
/// @param inputs each is to be read without a finding: those that once were one are among them
/// @param words what inputs are made of
public record Corpus(List<byte[]> inputs, List<byte[]> words) {

    /// Of that target.
    public static Corpus of(String name, Target target) throws Exception {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        List<byte[]> words = new ArrayList<>();
        try (InputStream file = Corpus.class.getResourceAsStream(name + ".txt")) {
            if (file == null) {
                throw new IllegalStateException("no corpus " + name + ".txt");
            }
            for (String line :
                    new String(file.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (line.isEmpty() || line.startsWith("# ")) {
                    continue;
                }
                boolean isWord = line.startsWith("+ ");
                String text = Escapes.unescaped(isWord ? line.substring(2) : line);
                (isWord ? words : inputs).add(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return new Corpus(inputs, words);
    }
}
