// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A JVM of its own, for what a JVM decides once: its options, its environment, its signals.
///
/// @param status what it exited with
/// @param out the lines of its standard output
/// @param err its standard error
public record ChildJvm(int status, List<String> out, String err) {

    /// Runs the `main` of `program` with these JVM options, and waits for its end.
    public static ChildJvm run(Class<?> program, String... options)
            throws IOException, InterruptedException {
        return finish(start(program, Map.of(), options));
    }

    /// Starts the `main` of `program` with these environment variables and JVM options.
    public static Process start(
            Class<?> program, Map<String, String> environment, String... options)
            throws IOException {
        return start(List.of(), program, environment, options);
    }

    /// Starts the `main` of `program` as `nohup` would, with a signal ignored.
    public static Process startIgnoring(String signal, Class<?> program, String... options)
            throws IOException {
        List<String> shell = List.of("sh", "-c", "trap '' " + signal + "; exec \"$@\"", "sh");
        return start(shell, program, Map.of(), options);
    }

    private static Process start(
            List<String> launcher,
            Class<?> program,
            Map<String, String> environment,
            String... options)
            throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("ASYNCIO4J_DEBUG");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /// Waits for the end of a child that was started.
    public static ChildJvm finish(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the child does not end: " + out + err);
        }
        return new ChildJvm(process.exitValue(), out.lines().toList(), err);
    }
}
