// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.asyncio4j.http.Http;
import dev.asyncio4j.junit.AsyncTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/// The cases of h2spec, whose binary the build has unpacked: each of RFC 9113's (and 7540's) and
/// RFC
/// 7541's rules that a server can break.
@Tag("real-time") // another process, over the system's sockets
class H2specTest {

    private static final String ALL = "145 tests, 145 passed, 0 skipped, 0 failed";

    @TempDir private Path folder;

    private static String output(Path in, String... command) throws Exception {
        return await(
                toThread(
                        () -> {
                            Process process =
                                    new ProcessBuilder(command)
                                            .directory(in.toFile())
                                            .redirectErrorStream(true)
                                            .start();
                            return new String(
                                    process.getInputStream().readAllBytes(),
                                    StandardCharsets.UTF_8);
                        }));
    }

    @AsyncTest
    void allCases_pass() throws Exception {
        String system = System.getProperty("os.name").startsWith("Mac") ? "darwin" : "linux";
        assumeTrue(system.equals("darwin") || System.getProperty("os.arch").equals("amd64"));
        Path packed =
                Path.of(System.getProperty("asyncio4j.root"))
                        .resolve("http/target/h2spec/h2spec/2.2.0")
                        .resolve("h2spec_" + system + "_amd64.tar.gz");
        assertThat(packed).exists();
        output(folder, "tar", "-xzf", packed.toString());
        HttpServer server =
                await(
                        Http.startServer(
                                request -> {
                                    await(request.bytes());
                                    return Response.text("Hello!");
                                },
                                "127.0.0.1",
                                0,
                                ServerOptions.defaults()));

        String said =
                output(
                        folder,
                        "./h2spec",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "" + server.port(),
                        "--timeout",
                        "5");

        Files.writeString(
                packed.resolveSibling("h2spec.txt"), said); // for whoever looks for a miss
        assertThat(said.strip()).endsWith(ALL);
        await(server.stop(Duration.ofSeconds(5)));
    }
}
