// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the sockets of inspected programs are: a folder that only its owner can enter, checked
/// before each use, for the sockets in it are as open as the folder is.
///
/// `$XDG_RUNTIME_DIR/asyncio4j`, or where that cannot be used `asyncio4j-UID` among the temporary
/// files: those of the JVM's option, or of the system if even that path is too long for a socket's
/// address. The command looks into the same. A socket is called `PID-START.sock`, START being when
/// the process started, in milliseconds since 1970: so one that a dead process left behind is
/// known, also when its number has come round.
///
/// @param path the folder
/// @param owner who owns it, and this process
record InspectionFolder(Path path, UserPrincipal owner) {

    private static final Set<PosixFilePermission> PRIVATE =
            Set.copyOf(PosixFilePermissions.fromString("rwx------"));
    private static final int LONGEST = 100; // bytes of a socket's path; the system allows 107

    /// The folder of this user, made if it is not there.
    /// @throws IOException if it cannot be made, or is not safe
    static InspectionFolder open() throws IOException {
        String temporary = System.getProperty("java.io.tmpdir");
        return open(System.getenv("XDG_RUNTIME_DIR"), List.of(temporary, "/tmp"));
    }

    /// The first that can be used.
    /// @param runtime this user's folder for such things, if there is one; one that is another's,
    ///     as after `sudo`, is left to that one's programs
    static InspectionFolder open(@Nullable String runtime, List<String> temporary)
            throws IOException {
        IOException refused = new IOException("no folder for temporary files");
        if (runtime != null && !runtime.isBlank()) {
            Path own = Path.of(runtime);
            try {
                if (Files.isDirectory(own) && Files.getOwner(own).equals(self(own))) {
                    return open(own.resolve("asyncio4j"));
                }
            } catch (IOException unusable) {
                refused = unusable;
            }
        }
        for (String each : temporary) {
            try {
                Path parent = Path.of(each);
                return open(parent.resolve("asyncio4j-" + uid(parent)));
            } catch (IOException unusable) {
                unusable.addSuppressed(refused);
                refused = unusable;
            }
        }
        throw refused;
    }

    static InspectionFolder open(Path path) throws IOException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST - 40) {
            throw new IOException(path + " is too long for a socket");
        }
        UserPrincipal self = self(path.getParent());
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PRIVATE));
        } catch (FileAlreadyExistsException there) {
            // then it must be as we would have made it
        }
        PosixFileAttributes found =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory() || !found.owner().equals(self)) {
            throw new IOException(path + " is not a folder of " + self.getName());
        }
        if (!found.permissions().equals(PRIVATE)) {
            throw new IOException(
                    path
                            + " is open to others: "
                            + PosixFilePermissions.toString(found.permissions())
                            + " (expected: rwx------)");
        }
        return new InspectionFolder(path, self);
    }

    /// Who we are, by a file that we make; for the name that the JVM knows may be another's.
    private static UserPrincipal self(@Nullable Path parent) throws IOException {
        Path probe = probe(parent);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static int uid(Path parent) throws IOException {
        Path probe = probe(parent);
        try {
            return (Integer) Files.getAttribute(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }

    private static Path probe(@Nullable Path parent) throws IOException {
        return parent == null
                ? Files.createTempFile("asyncio4j", null)
                : Files.createTempFile(parent, "asyncio4j", null);
    }

    /// The socket of a process.
    Path socketOf(ProcessHandle process) {
        long start = process.info().startInstant().map(at -> at.toEpochMilli()).orElse(0L);
        return path.resolve(process.pid() + "-" + start + ".sock");
    }

    /// Deletes what dead processes have left behind.
    void sweep() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(path)) {
            files = all.toList();
        }
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.matches("\\d{1,18}-\\d{1,18}\\.sock")) {
                long pid = Long.parseLong(name.substring(0, name.indexOf('-')));
                boolean lives =
                        ProcessHandle.of(pid).map(this::socketOf).filter(file::equals).isPresent();
                if (!lives) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
