// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/// Says how to start a jar that is only a part of a class path: what its manifest asks for, as
/// options
/// of `java`, and its main class, a word a line. For the script; it uses the JDK only, which starts
/// fastest.
final class JarStart {

    private JarStart() {}

    /// Prints the words for the jar that is named; exits with 1 if it says of no main class.
    public static void main(String[] arguments) {
        try {
            words(Path.of(arguments[0])).forEach(System.out::println);
        } catch (Failure none) {
            System.err.println("asyncio: " + none.getMessage());
            System.exit(1);
        }
    }

    static List<String> words(Path jar) throws Failure {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes main = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String start = main.getValue(Attributes.Name.MAIN_CLASS);
            if (start == null) {
                throw new Failure(
                        "run: "
                                + jar
                                + " has no Main-Class in its manifest; run --class-path "
                                + jar
                                + " CLASS");
            }
            List<String> words = new ArrayList<>();
            opened(main.getValue("Add-Opens"), "--add-opens", words);
            opened(main.getValue("Add-Exports"), "--add-exports", words);
            words.add(start.strip());
            return words;
        } catch (IOException unreadable) {
            throw new Failure(
                    "run: " + jar + " is not a jar: " + unreadable.getMessage(), unreadable);
        }
    }

    private static void opened(
            @org.jspecify.annotations.Nullable String list, String option, List<String> words) {
        for (String each : (list == null ? "" : list).split("\\s+", -1)) {
            if (!each.isEmpty()) {
                words.add(option + "=" + each + "=ALL-UNNAMED");
            }
        }
    }
}
