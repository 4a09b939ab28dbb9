// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/// A live program that plays one of the [scenes.Scenes], with a folder of sockets of its own, and
/// commands that look at it.
final class Stage implements AutoCloseable {

    private final Path runtime;
    private final Process program;

    private Stage(Path runtime, Process program) {
        this.runtime = runtime;
        this.program = program;
    }

    /// What a command printed, and its exit code.
    record Printed(int code, String out, String err) {
        JsonObject json() {
            return JsonParser.parseString(out).getAsJsonObject();
        }

        String all() {
            return code + "\n" + out + err;
        }
    }

    /// Starts a scene, and waits until it can be looked at.
    static Stage play(String scene, String... options) throws IOException, InterruptedException {
        Path runtime = Files.createTempDirectory("stage");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(scenes.Scenes.class.getName(), scene, "secret-argument"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.directory(runtime.toFile()); // what a killed JVM leaves behind goes with it
        Stage stage =
                new Stage(runtime, builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
        BufferedReader out = stage.program.inputReader();
        if (!"begun".equals(out.readLine())) {
            throw new AssertionError("the scene has not begun");
        }
        return stage;
    }

    /// Waits until its socket answers: it is there a moment before anybody listens.
    Stage awaitSocket() throws IOException, InterruptedException {
        Path folder = runtime.resolve("asyncio4j");
        for (int i = 0; i < 600; i++) {
            if (Files.isDirectory(folder)) {
                try (var files = Files.list(folder)) {
                    if (files.filter(file -> file.toString().endsWith(".sock"))
                            .anyMatch(Stage::listens)) {
                        return this;
                    }
                }
            }
            program.waitFor(50, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("no socket after half a minute");
    }

    private static boolean listens(Path socket) {
        try (var peer = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return peer.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    String pid() {
        return Long.toString(program.pid());
    }

    Path folder() {
        return runtime.resolve("asyncio4j");
    }

    /// Runs a command as this program's user would; `PID` stands for its process.
    Printed asyncio(String... words) {
        List<String> arguments = new ArrayList<>();
        for (String word : words) {
            arguments.add(word.equals("PID") ? pid() : word);
        }
        return asyncio(Map.of("XDG_RUNTIME_DIR", runtime.toString()), arguments);
    }

    static Printed asyncio(Map<String, String> environment, List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command =
                AsyncioCommand.commandLine(environment)
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(err, true));
        int code = command.execute(arguments.toArray(String[]::new));
        return new Printed(code, out.toString(), err.toString());
    }

    /// Ends the program.
    void end() {
        program.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        end();
        try (var files = Files.walk(runtime)) {
            for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
