// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What to start: a program, its arguments, and how.
///
/// @param words the program, as the caller named it, and its arguments
record Command(List<String> words, SubprocessOptions options) {

    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    static final boolean ON_WINDOWS = File.separatorChar == '\\';

    Command {
        words = List.copyOf(words);
        for (int i = 0; i < words.size(); i++) {
            ensureNoNul(i == 0 ? "program" : "argument " + i, words.get(i));
        }
        Map<String, String> env = options.env();
        if (env != null) {
            env.forEach(
                    (name, value) -> {
                        ensureNoNul("env", name);
                        ensureNoNul("env " + name, value);
                        if (name.isEmpty() || name.indexOf('=') >= 0) {
                            throw new IllegalArgumentException(
                                    "env: \"" + name + "\" (expected: a name without =)");
                        }
                    });
        }
    }

    /// A command line for the system's shell.
    static Command shell(String line, SubprocessOptions options) {
        return new Command(
                ON_WINDOWS ? List.of("cmd.exe", "/c", line) : List.of("/bin/sh", "-c", line),
                options);
    }

    private static void ensureNoNul(String name, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    name + ": \"" + value.replace("\0", "\\0") + "\" (expected: no NUL)");
        }
    }

    String program() {
        return words.getFirst();
    }

    /// The program's file: as the caller named it, if that is a path, else from the PATH that the
    /// child will have. Also looks whether the directory to begin in is one, so that the two cannot
    /// be taken for each other.
    /// @throws NoSuchFileException if there is no such program, or directory
    /// @throws NotDirectoryException if the directory is something else
    /// @throws AccessDeniedException if the program is there, but must not be run
    String file() throws IOException {
        Path cwd = options.cwd();
        if (cwd != null && !Files.isDirectory(cwd)) {
            throw Files.exists(cwd)
                    ? new NotDirectoryException(cwd.toString())
                    : new NoSuchFileException(
                            cwd.toString(), null, "no such directory to begin in");
        }
        String program = program();
        if (ON_WINDOWS) { // it has rules of its own, which the JDK knows
            return program;
        }
        boolean isPath = program.indexOf('/') >= 0;
        String there = null;
        for (String directory : isPath ? new String[] {""} : path().split(":", -1)) {
            String candidate = isPath || directory.isEmpty() ? program : directory + "/" + program;
            Path file = cwd == null ? Path.of(candidate) : cwd.resolve(candidate);
            if (!program.isEmpty() && Files.isRegularFile(file)) {
                there = candidate;
                if (Files.isExecutable(file)) {
                    return isPath || !directory.isEmpty() ? candidate : "./" + candidate;
                }
            }
        }
        if (there != null) {
            throw new AccessDeniedException(there, null, "not executable");
        }
        throw new NoSuchFileException(
                program, null, isPath ? "no such program" : "no such program on the PATH");
    }

    private String path() {
        Map<String, String> env = options.env();
        String path = env == null ? System.getenv("PATH") : env.get("PATH");
        return path == null ? DEFAULT_PATH : path;
    }
}
