// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How another JVM is started that runs as this one does.
final class Jvm {

    private Jvm() {}

    static List<String> command(String... options) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("-Dasyncio4j.strand=" + System.getProperty("asyncio4j.strand", "auto"));
        if (System.getProperty("asyncio4j.strand", "auto").equals("owned")) {
            words.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        }
        words.addAll(List.of(options));
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return words;
    }
}
