// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which folders are looked into.
@Tag("once")
class SocketFolderTest {

    @TempDir Path runtime;

    private List<Path> folders(int uid) {
        return SocketFolder.of(uid, Map.of("XDG_RUNTIME_DIR", runtime.toString())).stream()
                .map(SocketFolder::path)
                .toList();
    }

    /// As a program takes it only if it is its user's.
    @Test
    void runtimeFolder_isLookedInto_ifItIsTheUsers() throws IOException {
        Path sockets = Files.createDirectory(runtime.resolve("asyncio4j"));
        int self = (Integer) Files.getAttribute(runtime, "unix:uid");

        assertThat(folders(self)).contains(sockets);
        assertThat(folders(self + 1)).doesNotContain(sockets);
    }
}
