// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Serving a recording, until it is interrupted; and what cannot be served.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WhiteboardCommandTest {

    private static final String RECORDING =
            "{\"otherData\":{\"asyncio4j\":1,\"program\":\"Shop.java\",\"micros\":2500000},"
                    + "\"traceEvents\":[{\"args\":{\"task\":\"1\"}},{\"cat\":\"step\"}]}";

    @TempDir Path folder;

    private static Stage.Printed whiteboard(Object... words) {
        return Stage.asyncio(
                Map.of(),
                Stream.concat(Stream.of("whiteboard"), Stream.of(words).map(Object::toString))
                        .toList());
    }

    @Test
    void recording_isServed_untilTheCommandIsInterrupted() throws Exception {
        Path file = Files.writeString(folder.resolve("shop.json"), RECORDING);
        var code = new CompletableFuture<Integer>();
        try (var pipe = new PipedReader();
                var writer = new PrintWriter(new PipedWriter(pipe), true)) {
            Thread command =
                    Thread.ofPlatform()
                            .start(
                                    () ->
                                            code.complete(
                                                    AsyncioCommand.commandLine(Map.of())
                                                            .setOut(writer)
                                                            .execute(
                                                                    "whiteboard",
                                                                    file.toString())));
            var lines = new BufferedReader(pipe);
            Matcher address =
                    Pattern.compile("Whiteboard: http://127\\.0\\.0\\.1:(\\d+)/#[0-9a-f]{32}")
                            .matcher(lines.readLine());
            assertThat(address.matches()).isTrue();
            assertThat(lines.readLine())
                    .isEqualTo("Shop.java: 1 task, 1 step, 2.5 s. Ctrl-C ends it.");
            int port = Integer.parseInt(address.group(1));
            new Socket("127.0.0.1", port).close();

            command.interrupt();

            assertThat(code.join()).isZero();
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> new Socket("127.0.0.1", port));
        }
    }

    @Test
    void fileThatCannotBeShown_isTold_andServedByNobody() throws IOException {
        Path other = Files.writeString(folder.resolve("other.json"), "{}");
        Path large = folder.resolve("large.json");
        try (var sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength((256L << 20) + 1);
        }

        assertThat(whiteboard(folder.resolve("none\u001b")).all())
                .isEqualTo("1\nasyncio: " + folder + "/none\\x1b: no such file\n");
        assertThat(whiteboard(folder).all()).isEqualTo("1\nasyncio: " + folder + ": not a file\n");
        assertThat(whiteboard(other).all())
                .isEqualTo(
                        "1\nasyncio: "
                                + other
                                + " is no recording of asyncio record:"
                                + " it has no otherData.asyncio4j\n");
        assertThat(whiteboard(large).all())
                .isEqualTo(
                        "1\nasyncio: "
                                + large
                                + ": 256 MiB (expected: at most 256 MiB, which is what a page can"
                                + " hold)\n");
    }

    @Test
    void portThatIsTaken_isTold() throws IOException {
        Path file = Files.writeString(folder.resolve("shop.json"), RECORDING);
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(whiteboard("--port", taken.getLocalPort(), file).all())
                    .startsWith(
                            "1\nasyncio: 127.0.0.1:" + taken.getLocalPort() + " cannot be had: ");
        }
    }

    @Test
    void wrongCalls_areMisuse() {
        for (List<Object> call :
                List.<List<Object>>of(
                        List.of(),
                        List.of("a.json", "b.json"),
                        List.of("--port", "70000", "a.json"),
                        List.of("--port", "x", "a.json"))) {
            assertThat(whiteboard(call.toArray()).code()).as("%s", call).isEqualTo(2);
        }
        assertThat(whiteboard("--port", "-1", "a.json").err())
                .contains("--port: -1 (expected: 0 to 65535)");
    }
}
