// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.net.faults.Scene.caller;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.net.Stage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A program that has no descriptors left: another JVM, with few of them.
@Tag("slow")
@Tag("real-time") // the server tries again after a second
@EnabledOnOs(OS.LINUX)
class ShortageTest {

    private static final String FULL = "socket.accept() out of system resource: ";

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio", "io_uring", "given"}) // engines, or a channel
    @Timeout(60)
    void server_withoutDescriptors_waitsASecond_andThenAcceptsAgain(String engine)
            throws Exception {
        Process cramped = start(engine);
        try (BufferedReader out = cramped.inputReader();
                Writer in = cramped.outputWriter()) {
            int port = Integer.parseInt(until(out, "port ").getLast().substring(5));
            until(out, "done begin");
            for (int round = 1; round <= 2; round++) {
                say(in, "take");
                until(out, "done take");
                try (SocketChannel waiting = caller(port, "who is there?\n")) {
                    long begin = System.nanoTime();
                    assertThat(until(out, "fault").getLast()).contains(FULL, "Too many open files");
                    say(in, "try");
                    assertThat(until(out, "done try"))
                            .filteredOn(line -> !line.startsWith("fault"))
                            .hasSize(6)
                            .filteredOn(line -> line.contains("Too many open files"))
                            .as("what it could not open")
                            .hasSize(5)
                            .noneMatch(line -> line.contains("netty"));
                    assertThat(until(out, "fault").getLast()).as("it tries again").contains(FULL);
                    long between = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                    assertThat(between).as("after a second").isGreaterThan(900);

                    say(in, "free");
                    ByteBuffer answer = ByteBuffer.allocate(14);
                    while (answer.hasRemaining() && waiting.read(answer) > 0) {
                        continue;
                    }
                    assertThat(Stage.text(answer.array())).isEqualTo("who is there?\n");
                }
                until(out, "done free");
                say(in, "try");
                assertThat(until(out, "done try"))
                        .contains("made connection", "made server", "made datagrams");
            }
        }
        assertThat(cramped.waitFor()).isZero();
    }

    private static void say(Writer in, String word) throws IOException {
        in.write(word + "\n");
        in.flush();
    }

    /// The lines up to the first that begins so.
    private static List<String> until(BufferedReader out, String begin) throws IOException {
        List<String> lines = new ArrayList<>();
        do {
            String line = out.readLine();
            assertThat(line).as("no '%s' after %s", begin, lines).isNotNull();
            lines.add(line);
        } while (!lines.getLast().startsWith(begin));
        return lines;
    }

    private static Process start(String way) throws IOException {
        String engine = way.equals("given") ? "auto" : way;
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "ulimit -n 80; exec \"$@\"", "sh"));
        command.addAll(Jvm.command("-Dasyncio4j.transport=" + engine));
        command.addAll(List.of(Cramped.class.getName(), way));
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }
}
