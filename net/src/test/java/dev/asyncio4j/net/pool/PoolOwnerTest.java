// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers whose owner is gone, and had no chance to tell them.
@Tag("slow")
@Tag("real-time") // they are real processes
@EnabledOnOs(OS.LINUX)
class PoolOwnerTest {

    @ParameterizedTest
    @ValueSource(strings = {"busy", "idle"})
    void workers_endWithTheirOwner(String how) throws Exception {
        Process owner = start(how);
        try (BufferedReader out = owner.inputReader()) {
            long worker = Long.parseLong(out.readLine());
            assertThat(out.readLine()).isEqualTo("ready");
            ProcessHandle handle = ProcessHandle.of(worker).orElseThrow();

            owner.destroyForcibly();

            handle.onExit().get(60, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit"})
    void owners_thatForgetTheirPool_endAllTheSame(String how) throws Exception {
        Process owner = start(how);
        try (BufferedReader out = owner.inputReader()) {
            ProcessHandle worker = ProcessHandle.of(Long.parseLong(out.readLine())).orElse(null);

            assertThat(owner.waitFor(60, TimeUnit.SECONDS)).isTrue();

            if (worker != null) {
                worker.onExit().get(60, TimeUnit.SECONDS);
            }
        }
    }

    private static Process start(String how) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        how)
                .redirectError(Redirect.INHERIT)
                .start();
    }

    static final class Owner {
        @SuppressWarnings({"resource", "FutureReturnValueIgnored"}) // that is what this is about
        public static void main(String[] arguments) throws Exception {
            ProcessPool pool =
                    new ProcessPool(
                            PoolOptions.defaults()
                                    .withWorkers(1)
                                    .withJvmOptions("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
            System.out.println(pool.submit(() -> ProcessPoolTest.pid()).get());
            switch (arguments[0]) {
                case "busy" -> pool.submit(() -> ProcessPoolTest.stay());
                case "idle" -> {}
                default -> {
                    return;
                }
            }
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }
}
