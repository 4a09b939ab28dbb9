// SPDX-License-Identifier: Apache-2.0
package it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/// Compiles and runs programs of a stranger, with jars that were built.
final class Stranger {

    /// What a JVM printed, and how it ended.
    record Printed(int code, String out, String err) {}

    private Stranger() {}

    /// The jars of our class path whose names begin so.
    static List<Path> jars(String names) {
        var begin = Pattern.compile(names);
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(path -> path.endsWith(".jar"))
                .map(Path::of)
                .filter(jar -> begin.matcher(jar.getFileName().toString()).lookingAt())
                .toList();
    }

    /// Compiles; returns what the compiler said.
    static String javac(Path target, Path[] sources, String... words) {
        var said = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        // Class files of others name annotations that no program needs.
        Stream<String> own = Stream.of("-Xlint:all,-classfile", "-d", target.toString());
        var options = Stream.concat(own, Stream.of(words)).toList();
        var files = compiler.getStandardFileManager(null, null, null).getJavaFileObjects(sources);
        compiler.getTask(said, null, null, options, null, files).call();
        return said.toString();
    }

    /// Runs a JVM; its errors pass through a file in the folder.
    static Printed java(Path folder, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(words));
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().remove("JDK_JAVA_OPTIONS");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Printed(process.exitValue(), out, Files.readString(errors));
    }
}
