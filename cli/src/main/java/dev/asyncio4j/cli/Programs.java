// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the programs that can be inspected.
final class Programs {

    private final Map<String, String> environment;

    Programs(Map<String, String> environment) {
        this.environment = environment;
    }

    /// All of this user.
    /// @param warn told of folders that are not safe
    List<Program> all(Consumer<String> warn) throws Failure {
        List<Program> found = new ArrayList<>();
        for (SocketFolder folder : SocketFolder.of(self(), environment)) {
            try {
                found.addAll(folder.programs());
            } catch (Failure unsafe) {
                warn.accept(String.valueOf(unsafe.getMessage()));
            }
        }
        return found;
    }

    /// The one of that process.
    /// @throws Failure if it is not there, or cannot be inspected, with the reason
    Program of(long pid) throws Failure {
        ProcessHandle process =
                ProcessHandle.of(pid)
                        .orElseThrow(() -> new Failure("process " + pid + ": there is none"));
        int self = self();
        int uid = owner(process, self);
        if (uid != self && self != 0) {
            throw new Failure(
                    "process "
                            + pid
                            + " belongs to another user; only that one and root can inspect it");
        }
        Failure refused = null;
        for (SocketFolder folder : SocketFolder.of(uid, environment)) {
            try {
                for (Program each : folder.programs()) {
                    if (each.pid() == pid) {
                        return each;
                    }
                }
            } catch (Failure unsafe) {
                refused = unsafe;
            }
        }
        throw refused != null ? refused : notInspectable(pid);
    }

    private static Failure notInspectable(long pid) {
        return new Failure(
                "process "
                        + pid
                        + " cannot be inspected: no loop of asyncio4j has run in it for a moment, or it"
                        + " was started with -Dasyncio4j.inspect=off");
    }

    private static int owner(ProcessHandle process, int otherwise) throws Failure {
        Integer owner = uidOf(Path.of("/proc", Long.toString(process.pid())));
        return owner == null ? otherwise : owner; // no such system: our own can be found
    }

    private static int self() throws Failure {
        Integer self = uidOf(Path.of("/proc/self"));
        self = self == null ? uidOf(Path.of(System.getProperty("user.home"))) : self;
        if (self == null) {
            throw new Failure("this system does not tell which user this is");
        }
        return self;
    }

    private static @Nullable Integer uidOf(Path path) throws Failure {
        try {
            return (Integer) Files.getAttribute(path, "unix:uid");
        } catch (NoSuchFileException | UnsupportedOperationException none) {
            return null;
        } catch (IOException unreadable) {
            throw new Failure(path + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
