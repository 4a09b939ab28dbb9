// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder in which the programs of one user have the sockets of their inspection channels.
///
/// A program takes `asyncio4j` in `XDG_RUNTIME_DIR`, or where that cannot be used (it is not there,
/// another's, or too long) `asyncio4j-UID` among the temporary files; since this process may have
/// other variables than that one, all of them are looked into. A
/// folder that others could write to is refused, for a socket in it could be anybody's.
///
/// @param path the folder
/// @param uid whose it must be
record SocketFolder(Path path, int uid) {

    private static final Pattern SOCKET = Pattern.compile("(\\d{1,18})-(\\d{1,18})\\.sock");

    /// Those of the user `uid`, safe or not, that are there.
    static List<SocketFolder> of(int uid, Map<String, String> environment) {
        Set<Path> paths = new LinkedHashSet<>();
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isBlank() && isOf(uid, Path.of(runtime))) {
            paths.add(Path.of(runtime, "asyncio4j"));
        }
        paths.add(Path.of("/run/user", Integer.toString(uid), "asyncio4j"));
        paths.add(Path.of(System.getProperty("java.io.tmpdir"), "asyncio4j-" + uid));
        paths.add(Path.of("/tmp", "asyncio4j-" + uid));
        return paths.stream()
                .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                .map(path -> new SocketFolder(path, uid))
                .toList();
    }

    /// One that is another's, as after `sudo`, no program of this user takes.
    private static boolean isOf(int uid, Path runtime) {
        try {
            return Files.getAttribute(runtime, "unix:uid").equals(uid);
        } catch (IOException | UnsupportedOperationException unreadable) {
            return false;
        }
    }

    /// The programs that have a socket here and are alive, as far as the process table knows.
    /// @throws Failure if the folder is not its user's alone, or cannot be read
    List<Program> programs() throws Failure {
        check();
        List<Program> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.sorted().toList()) {
                Matcher name = SOCKET.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    long pid = Long.parseLong(name.group(1));
                    long started = Long.parseLong(name.group(2));
                    if (isAlive(pid, started)) {
                        found.add(new Program(pid, started, file, uid));
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new Failure(path + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
        return found;
    }

    private static boolean isAlive(long pid, long started) {
        return ProcessHandle.of(pid)
                .map(p -> p.info().startInstant().map(at -> at.toEpochMilli()).orElse(started))
                .filter(start -> start == started)
                .isPresent();
    }

    private void check() throws Failure {
        try {
            PosixFileAttributes is =
                    Files.readAttributes(
                            path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            String rights = PosixFilePermissions.toString(is.permissions());
            if (!is.isDirectory() || owner != uid) {
                throw new Failure(path + " is not a folder of the user " + uid);
            }
            if (!rights.equals("rwx------")) {
                throw new Failure(
                        path + " is open to others: " + rights + " (expected: rwx------)");
            }
        } catch (IOException unreadable) {
            throw new Failure(path + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
