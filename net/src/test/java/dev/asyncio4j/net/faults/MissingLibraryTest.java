// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.net.DnsOptions;
import dev.asyncio4j.net.Net;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A program that asks for what it has no library for.
class MissingLibraryTest {

    static final class Asks {
        public static void main(String[] words) {
            run(
                    async(
                            () -> {
                                try {
                                    Net.useDns(DnsOptions.defaults());
                                } catch (IllegalStateException told) {
                                    System.out.println(told.getMessage());
                                }
                            }));
        }
    }

    @Test
    void useDns_namesTheLibrary() throws Exception {
        List<String> command = new ArrayList<>(Jvm.command());
        command.set(
                command.size() - 1,
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(jar -> !jar.contains("netty-resolver-dns"))
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add(Asks.class.getName());

        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said =
                new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertThat(said)
                .isEqualTo(
                        "useDns needs the library io.netty:netty-resolver-dns, which is not on the"
                                + " class path");
    }
}
