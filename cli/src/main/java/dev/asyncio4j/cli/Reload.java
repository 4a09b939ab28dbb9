// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs a program, and starts it again when the files change that it is made of.
///
/// A running program is asked to end (SIGTERM) and made to after five seconds. One that has ended
/// is
/// started again by the next change. Only the folders given are watched, and those in them; and of
/// files that are links, the files they lead to. Links to folders are not followed: they may lead
/// anywhere, and to very much.
final class Reload {

    private static final long QUIET = 150; // milliseconds without a change, after a change
    private static final int MOST = 2000; // folders
    private static final String SOURCES = ".*\\.(java|class|jar|properties)";

    private final List<String> command;
    private final List<Path> roots;
    private final PrintWriter log;
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private final Map<WatchKey, Path> beside = new HashMap<>(); // of files that links lead to
    private final Set<Path> linked = new HashSet<>(); // those files

    Reload(List<String> command, List<Path> roots, PrintWriter log) {
        this.command = command;
        this.roots = roots;
        this.log = log;
    }

    /// Runs until this process is interrupted; Ctrl-C reaches both, for they are one group.
    int run() throws IOException, InterruptedException {
        try (WatchService watch = roots.getFirst().getFileSystem().newWatchService()) {
            for (Path root : roots) {
                register(root, watch);
            }
            while (true) {
                Process program = new ProcessBuilder(command).inheritIO().start();
                Thread end = new Thread(() -> stop(program));
                Runtime.getRuntime().addShutdownHook(end);
                CompletableFuture<Void> told =
                        program.onExit()
                                .thenAccept(
                                        ended ->
                                                tell(
                                                        "ended with "
                                                                + ended.exitValue()
                                                                + "; a change starts it again"));
                Path changed = change(watch);
                told.cancel(false); // that it was made to end is no news
                tell(changed.getFileName() + " has changed: starting again");
                stop(program);
                Runtime.getRuntime().removeShutdownHook(end);
            }
        }
    }

    private void tell(String what) {
        log.println("asyncio: " + Harmless.text(what));
        log.flush();
    }

    private static void stop(Process program) {
        program.destroy();
        try {
            if (!program.waitFor(5, TimeUnit.SECONDS)) {
                program.destroyForcibly().waitFor();
            }
        } catch (InterruptedException hurried) {
            program.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for a change, and until there are no more for a moment.
    private Path change(WatchService watch) throws IOException, InterruptedException {
        Path changed = null;
        while (true) {
            WatchKey key =
                    changed == null ? watch.take() : watch.poll(QUIET, TimeUnit.MILLISECONDS);
            if (key == null && changed != null) {
                return changed;
            }
            if (key != null) {
                Path file = changeOf(key, watch);
                changed = file == null ? changed : file;
            }
        }
    }

    private @Nullable Path changeOf(WatchKey key, WatchService watch) throws IOException {
        Path folder = folders.get(key);
        Path other = beside.get(key);
        Path changed = null;
        for (WatchEvent<?> event : key.pollEvents()) {
            if (!(event.context() instanceof Path name)) {
                continue; // too many at once: others will come
            }
            if (other != null && linked.contains(other.resolve(name))) {
                changed = other.resolve(name);
            }
            if (folder == null) {
                continue;
            }
            Path file = folder.resolve(name);
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                register(file, watch);
            } else if (name.toString().matches(SOURCES)) {
                follow(file, watch);
                changed = file;
            }
        }
        if (!key.reset()) {
            folders.remove(key);
            beside.remove(key);
        }
        return changed;
    }

    /// Watches the file that a link leads to, if it is one: what changes is that one, in its
    /// folder.
    private void follow(Path file, WatchService watch) throws IOException {
        if (Files.isSymbolicLink(file) && Files.isRegularFile(file) && beside.size() < MOST) {
            Path real = file.toRealPath();
            Path folder = real.getParent();
            if (folder != null) { // else it is no file
                linked.add(real);
                beside.put(
                        folder.register(watch, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), folder);
            }
        }
    }

    private void register(Path root, WatchService watch) throws IOException {
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        String name = String.valueOf(folder.getFileName());
                        if (name.startsWith(".") && !folder.equals(root)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        if (folders.size() >= MOST) {
                            return FileVisitResult.TERMINATE;
                        }
                        folders.put(
                                folder.register(watch, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE),
                                folder);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (String.valueOf(file.getFileName()).matches(SOURCES)) {
                            follow(file, watch);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException gone) {
                        return FileVisitResult.CONTINUE; // it vanished, or is not ours
                    }
                });
    }
}
