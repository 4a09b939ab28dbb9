// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import java.io.File;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The source files that the page may show: that of a program which is one file, and those of
/// folders that were named. Which file is shown is decided by the program's own stacks, never by
/// who looks. **Thread** the board's; [#files()] any.
public final class Sources {

    private static final int MOST = 20; // files
    private static final int LONGEST = 3_000; // lines
    private static final long LARGEST = 400_000; // bytes

    /// One of them.
    ///
    /// @param name its name, without folders
    /// @param lines its lines
    public record SourceFile(String name, List<String> lines) {}

    private final @Nullable Path program;
    private final List<Path> folders;
    private final Map<String, Integer> known = new HashMap<>(); // 0 if there is none
    private volatile List<SourceFile> files = List.of();

    /// @param program the program that is one file; null if it is not
    /// @param folders where packages begin
    public Sources(@Nullable Path program, List<Path> folders) {
        this.program = program;
        this.folders = List.copyOf(folders);
    }

    /// Those of this JVM: the file that `java FILE.java` was given, and the folders of the system
    /// property `asyncio4j.whiteboard.sources`, separated as class paths are.
    public static Sources ofThisProgram() {
        List<Path> folders = new ArrayList<>();
        String given = System.getProperty("asyncio4j.whiteboard.sources", "");
        for (String each : given.split(File.pathSeparator, -1)) {
            if (!each.isBlank()) {
                folders.add(Path.of(each));
            }
        }
        return new Sources(program(System.getProperty("jdk.launcher.sourcefile")), folders);
    }

    static @Nullable Path program(@Nullable String sourceFile) {
        try {
            Path file = sourceFile == null ? null : Path.of(sourceFile);
            return file != null && Files.isRegularFile(file) ? file : null;
        } catch (InvalidPathException noFile) {
            return null;
        }
    }

    /// Those that are known so far, in the order of their numbers, which begin at 1.
    public List<SourceFile> files() {
        return files;
    }

    /// The number of the file that a frame is in; 0 if it is not known.
    int of(StackTraceElement frame) {
        String name = frame.getFileName();
        if (name == null || !name.endsWith(".java") || name.indexOf('/') >= 0) {
            return 0;
        }
        String type = frame.getClassName();
        int end = type.lastIndexOf('.');
        String path = end < 0 ? name : type.substring(0, end).replace('.', '/') + "/" + name;
        Integer number = known.get(path);
        if (number == null) {
            number = files.size() < MOST ? find(path, name) : 0;
            known.put(path, number);
        }
        return number;
    }

    private int find(String path, String name) {
        Path own = program;
        if (own != null && name.equals(String.valueOf(own.getFileName())) && add(own, name)) {
            return files.size();
        }
        for (Path folder : folders) {
            Path file = folder.resolve(path);
            if (Files.isRegularFile(file) && add(file, name)) {
                return files.size();
            }
        }
        return 0;
    }

    private boolean add(Path file, String name) {
        try {
            if (Files.size(file) > LARGEST) {
                return false;
            }
            List<String> lines = Files.readAllLines(file);
            List<SourceFile> more = new ArrayList<>(files);
            more.add(new SourceFile(name, lines.subList(0, Math.min(lines.size(), LONGEST))));
            files = List.copyOf(more);
            return true;
        } catch (MalformedInputException noText) {
            return false;
        } catch (IOException unreadable) {
            System.getLogger("asyncio")
                    .log(System.Logger.Level.DEBUG, "a source cannot be shown", unreadable);
            return false;
        }
    }
}
