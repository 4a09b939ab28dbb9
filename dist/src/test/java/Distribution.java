// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The archive that was built, unpacked, and the command in it.
final class Distribution {

    private static final Path ARCHIVE = Path.of(System.getProperty("dist.archive"));

    final Path folder;
    final Path asyncio;
    Path cache; // not a folder at first: then there is no cache to be had

    /// What a process printed, and its exit code.
    record Printed(int code, String out, String err) {}

    /// Unpacks it into a folder.
    Distribution(Path folder) throws Exception {
        this.folder = folder;
        Process tar =
                new ProcessBuilder("tar", "-xzf", ARCHIVE.toString(), "-C", folder.toString())
                        .inheritIO()
                        .start();
        assertThat(tar.waitFor()).isZero();
        try (var files = Files.list(folder)) {
            asyncio =
                    files.filter(file -> file.getFileName().toString().startsWith("asyncio4j-"))
                            .findFirst()
                            .orElseThrow()
                            .resolve("bin/asyncio");
        }
        cache = Files.createFile(folder.resolve("none"));
        Files.createDirectory(folder.resolve("run"));
        Files.createDirectory(folder.resolve("state"));
        Files.createDirectory(folder.resolve("elsewhere"));
    }

    /// Starts the command, in another folder.
    Process start(String... words) throws IOException {
        return startBehind(List.of(), words);
    }

    /// Starts the command by another.
    Process startBehind(List<String> launcher, String... words) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(asyncio.toString());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.resolve("elsewhere").toFile());
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        builder.environment().put("XDG_RUNTIME_DIR", folder.resolve("run").toString());
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return builder.start();
    }

    /// Runs the command to its end.
    Printed asyncio(String... words) throws IOException, InterruptedException {
        Process process = start(words);
        process.getOutputStream().close();
        return end(process);
    }

    /// Waits for the end.
    static Printed end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        return new Printed(process.exitValue(), out, err);
    }
}
