// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Asyncio;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Children whose owner ends without closing its loop.
@Tag("slow")
@Tag("real-time") // they are real processes
@Tag("once")
@EnabledOnOs(OS.LINUX)
class ChildOwnerTest {

    @ParameterizedTest
    @CsvSource({"system, exit", "jdk, exit", "system, term"})
    void child_endsWithItsOwner(String launcher, String how) throws Exception {
        java.lang.Process owner = start(launcher, how);
        try (BufferedReader out = owner.inputReader()) {
            ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElse(null);

            if (how.equals("term")) {
                owner.destroy();
            } else {
                owner.outputWriter().close(); // it goes on
            }
            assertThat(owner.waitFor(60, TimeUnit.SECONDS)).isTrue();

            if (child != null) {
                try {
                    child.onExit().get(10, TimeUnit.SECONDS);
                } finally {
                    child.destroyForcibly();
                }
            }
        } finally {
            owner.destroyForcibly();
        }
    }

    private static java.lang.Process start(String... words) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dasyncio4j.strand=hand-off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        words[0],
                        words[1])
                .redirectError(Redirect.INHERIT)
                .start();
    }

    static final class Owner {
        public static void main(String[] arguments) {
            Launcher launcher = Launcher.choose(arguments[0]);
            Asyncio.run(
                    Asyncio.async(
                            () -> {
                                var sleeper =
                                        new Command(
                                                List.of("sleep", "1000"),
                                                SubprocessOptions.defaults());
                                Process child = await(Subprocess.create(launcher, sleeper));
                                System.out.println(child.pid());
                                if (arguments[1].equals("exit")) {
                                    int _ = System.in.read(); // until the test knows it
                                    System.exit(0);
                                }
                                await(createTask(sleep(1000)));
                            }));
        }
    }
}
