// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `asyncio run`. The script runs programs by itself, because a JVM before theirs would double the
/// time to start; only what watches over a program, `--reload`, is here.
@Command(
        name = "run",
        description = {
            "Runs a program: one source file, which is compiled, a jar, or a class. asyncio4j and its"
                    + " network are on its class path, and the JVM is set up for them.",
            "",
            "Options stand before the program; what follows it is the program's. The exit code is the"
                    + " program's. Options of the JVM, such as -Xmx1g, go into the variable"
                    + " JDK_JAVA_OPTIONS."
        },
        sortOptions = false)
final class RunCommand implements Callable<Integer> {

    /// The property by which the script says where it is.
    static final String LAUNCHER = "asyncio4j.launcher";

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "Where else the program's classes are, as java has it.")
    private @Nullable String classPath;

    @Option(
            names = "--debug",
            description =
                    "Runs in debug mode, which reports slow steps, coroutines that are never awaited, and calls"
                            + " from other threads.")
    private boolean debug;

    @Option(
            names = "--reload",
            description =
                    "Starts the program again whenever a source or class file changes, in the folder of"
                            + " FILE.java or JAR, or in those of the class path for a CLASS.")
    private boolean reload;

    @Option(
            names = "--whiteboard",
            description =
                    "Shows the loop as a live page: prints its address, and waits there before the first step until"
                            + " the page lets the program go.")
    private boolean whiteboard;

    @Parameters(index = "0", paramLabel = "FILE.java|JAR|CLASS", description = "The program.")
    private String program;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What the program is given.")
    private List<String> arguments = List.of();

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    RunCommand() {}

    @Override
    public Integer call() throws Exception {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher == null) {
            throw new Failure("programs are run by the script asyncio, which is not here");
        }
        List<String> command = new ArrayList<>(List.of(launcher, "run"));
        if (debug) {
            command.add("--debug");
        }
        if (whiteboard) {
            command.add("--whiteboard");
        }
        if (classPath != null) {
            command.addAll(List.of("--class-path", classPath));
        }
        command.add(program);
        command.addAll(arguments);
        if (!reload) {
            return new ProcessBuilder(command).inheritIO().start().waitFor();
        }
        return new Reload(command, roots(), spec.commandLine().getErr()).run();
    }

    /// The folders whose files the program is made of.
    private List<Path> roots() throws Failure {
        Path file = Path.of(program);
        List<Path> roots = new ArrayList<>();
        if (program.endsWith(".java") || program.endsWith(".jar")) {
            if (!Files.isRegularFile(file)) {
                throw new Failure("run: " + program + ": no such file");
            }
            roots.add(file.toAbsolutePath().getParent());
        }
        String path = classPath != null ? classPath : roots.isEmpty() ? "." : "";
        for (String each : path.split(java.io.File.pathSeparator, -1)) {
            if (!each.isEmpty() && Files.isDirectory(Path.of(each))) {
                roots.add(Path.of(each).toAbsolutePath());
            }
        }
        return roots;
    }
}
