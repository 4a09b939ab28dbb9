// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// The file of a listening unix socket: a stale one makes way before the bind, and ours is removed
/// at
/// the end, unless somebody else's has taken its place.
public final class SocketFile {

    private static final System.Logger LOG = System.getLogger("asyncio");

    private final Path path;
    private final @Nullable Object identity;

    private SocketFile(Path path, @Nullable Object identity) {
        this.path = path;
        this.identity = identity;
    }

    /// Removes a socket that is in the way; other files are left alone, and refuse the bind.
    public static void removeStale(Path path) {
        try {
            if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
                Files.delete(path);
            }
        } catch (NoSuchFileException none) {
            return; // nothing is in the way
        } catch (IOException obstacle) {
            LOG.log(
                    Level.ERROR,
                    "Unable to check or remove stale UNIX socket '" + path + "'",
                    obstacle);
        }
    }

    /// Whether there is a file, of any kind, where the socket is to be.
    static boolean isInTheWay(UnixDomainSocketAddress address) {
        return Files.exists(address.getPath(), LinkOption.NOFOLLOW_LINKS);
    }

    /// The file of a socket that was just bound; null if it has none.
    public static @Nullable SocketFile bound(UnixDomainSocketAddress address) {
        Path path = address.getPath();
        return path.toString().startsWith("\0") ? null : new SocketFile(path, identity(path));
    }

    private static @Nullable Object identity(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException gone) {
            return null;
        }
    }

    /// Removes it, unless another has taken its place.
    public void removeIfOurs() {
        Object now = identity(path);
        if (now == null || !now.equals(identity)) {
            return;
        }
        try {
            Files.deleteIfExists(path);
        } catch (IOException obstacle) {
            LOG.log(Level.ERROR, "Unable to unlink listening UNIX socket '" + path + "'", obstacle);
        }
    }
}
