// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import dev.asyncio4j.SystemExit;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import jdk.jshell.tool.JavaShellToolBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `asyncio repl`: the JDK's JShell, whose inputs run on a loop.
@Command(
        name = "repl",
        description = {
            "A prompt for Java, in which await works: JShell, each of whose inputs is a task of one loop."
                    + " Tasks that were created go on while the prompt waits.",
            "",
            "Ctrl-C cancels what runs, Ctrl-D ends. /help tells what JShell can do besides."
        },
        sortOptions = false)
final class ReplCommand implements Callable<Integer> {

    private static final String STARTUP = "startup.jsh";
    private static final String STARTUP_HTTP = "startup-http.jsh";

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "Where else classes are, as java has it.")
    private @Nullable String classPath;

    @Parameters(
            index = "0..*",
            paramLabel = "FILE",
            description = "Files of inputs, which are read first.")
    private List<String> files = List.of();

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ReplCommand() {}

    @Override
    public Integer call() throws Exception {
        PromptHistory history = history();
        Path startup = startup();
        try {
            return shell(history, startup);
        } catch (SystemExit exit) { // thrown by an input
            return exit.code();
        } finally {
            Files.deleteIfExists(startup);
            save(history);
        }
    }

    /// A history that cannot be kept is no reason to fail.
    private void save(PromptHistory history) {
        try {
            history.save();
        } catch (IOException lost) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("asyncio: the history is not kept: " + lost);
            err.flush();
        }
    }

    private static PromptHistory history() throws Failure {
        try {
            return new PromptHistory(System.getenv());
        } catch (IOException lost) {
            throw new Failure("the history cannot be read: " + lost.getMessage(), lost);
        }
    }

    private int shell(PromptHistory history, Path startup) throws Exception {
        String path = System.getProperty("java.class.path");
        List<String> words = new ArrayList<>();
        words.addAll(List.of("--execution", LoopControlProvider.NAME));
        words.addAll(List.of("--startup", startup.toString()));
        words.add("--class-path");
        words.add(classPath == null ? path : path + java.io.File.pathSeparator + classPath);
        words.addAll(files);
        PrintWriter out = AsyncioCommand.out(spec);
        out.println("asyncio4j: await(...) works here, e.g. await(sleep(1)).");
        out.flush();
        return JavaShellToolBuilder.builder()
                .persistence(history.kept())
                .start(words.toArray(String[]::new));
    }

    /// The imports, in a file, since JShell takes them from one.
    private static Path startup() throws IOException {
        Path file = Files.createTempFile("asyncio-repl", ".jsh");
        file.toFile().deleteOnExit(); // an input may exit
        Files.writeString(file, imports());
        return file;
    }

    /// What is imported: of HTTP only if it is here, for JShell complains of what is not.
    static String imports() throws IOException {
        return text(STARTUP) + (isHere("dev.asyncio4j.http.Http") ? text(STARTUP_HTTP) : "");
    }

    private static boolean isHere(String type) {
        return ReplCommand.class.getResource("/" + type.replace('.', '/') + ".class") != null;
    }

    private static String text(String name) throws IOException {
        try (InputStream imports = ReplCommand.class.getResourceAsStream(name)) {
            if (imports == null) {
                throw new IOException(name + " is not in the jar");
            }
            return new String(imports.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
