// SPDX-License-Identifier: Apache-2.0
package it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs the programs that go on until somebody ends them, as their readers do: each in a JVM of its
/// own, asked or looked at from outside, and ended by a signal.
@Tag("real-time")
@Tag("once")
class OwnJvmTest extends SampleCase {

    private static final String OPERATIONS = "docs/operations.md";

    @TempDir private Path folder;

    private OwnJvm start() throws Exception {
        compiled().writeTo(folder);
        return OwnJvm.start(folder, sample().className());
    }

    @Test
    @Shown(page = "docs/http-server.md", words = "8080")
    void server_answersUntilItIsInterrupted() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        replace("8080", Integer.toString(port));

        try (OwnJvm server = start();
                var client = HttpClient.newHttpClient()) {
            assertThat(answer(server, client, port, "/")).isEqualTo("Hello!\n");
            assertThat(answer(server, client, port, "/hello/Ann")).isEqualTo("Hello, Ann!\n");

            server.send("INT");
            server.awaitEnd();
            assertThat(server.text()).contains("KeyboardInterrupt");
        }
    }

    /// What is answered, as soon as the server listens.
    private static String answer(OwnJvm server, HttpClient client, int port, String path)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        while (true) {
            try {
                return client.send(request, BodyHandlers.ofString()).body();
            } catch (IOException notYet) {
                server.awaitMoment();
            }
        }
    }

    @Test
    @Shown(page = OPERATIONS, words = "// Shop.java")
    void waiters_areToldByPsAndPstree() throws Exception {
        replace("sleep(3)", "sleep(3000)"); // so that the report does not begin
        replace("sleep(1)", "sleep(1000)"); // and nobody wakes just when they are looked at

        try (OwnJvm shop = start()) {
            checkPicture(shop, "asyncio pstree");
        }
    }

    @Test
    @Shown(page = OPERATIONS, words = "// Shop.java")
    void stall_isLogged_andToldByPsAndTop() throws Exception {
        replace("sleep(3)", "sleep(0.1)"); // no need to wait for that
        replace("60_000_000_000L", "6_000_000_000_000L");

        try (OwnJvm shop = start()) {
            shop.awaitLine(line -> line.contains("is here:"));
            shop.awaitLine(line -> line.contains("main$1(Shop.java:"));
            String log = block("WARNING: The loop has stood still").getFirst();
            assertThat(plain(sample().inItsLines(shop.text()))).contains(plain(log));

            checkPicture(shop, "asyncio top");
        }
    }

    /// Gives the commands that a picture of the page shows, and compares what they print.
    private void checkPicture(OwnJvm shop, String words) throws Exception {
        List<String> picture = block("$ " + words).getFirst().lines().toList();
        List<String> commands =
                picture.stream().filter(line -> line.startsWith("$ asyncio ")).toList();
        assertThat(commands).hasSize(2);
        awaitSocket(shop);

        for (String command : commands) {
            String shown =
                    String.join(
                            "\n",
                            picture.stream()
                                    .dropWhile(line -> !line.equals(command))
                                    .skip(1)
                                    .takeWhile(line -> !line.startsWith("$"))
                                    .toList());
            String[] arguments =
                    command.replace("$ asyncio ", "")
                            .replaceAll("\\d+$", Long.toString(shop.pid()))
                            .split(" ");
            String printed = OwnJvm.printed(folder, "dev.asyncio4j.cli.AsyncioCommand", arguments);
            assertThat(sorted(plain(sample().inItsLines(printed))))
                    .as(printed)
                    .isEqualTo(sorted(plain(shown)));
        }
    }

    /// Waits until `ps` has it, with all its tasks.
    private void awaitSocket(OwnJvm shop) throws Exception {
        while (true) {
            try (OwnJvm ps =
                    OwnJvm.start(
                            folder,
                            "dev.asyncio4j.cli.AsyncioCommand",
                            "ps",
                            Long.toString(shop.pid()))) {
                if (ps.awaitEnd() == 0 && ps.text().contains("cashier Bob")) {
                    return;
                }
            }
            shop.awaitMoment();
        }
    }

    private static List<String> block(String words) {
        return Page.read(Page.ROOT.resolve(OPERATIONS)).blocks().stream()
                .map(Page.Block::text)
                .filter(text -> text.contains(words))
                .toList();
    }

    /// Without what differs from run to run: numbers, names of tasks that are numbers in disguise,
    /// and how wide columns are.
    private static String plain(String text) {
        return text.replaceAll("(?m)^[0-9a-f]{5,8} ", "ID ")
                .replaceAll("Shop\\.java(?=[:,])", "Shop") // that is what `./asyncio run` calls it
                .replaceAll("(?<!Shop:)\\b[0-9][0-9.:]*( (ms|s|min)\\b)?", "N")
                .replaceAll(" +", " ")
                .replaceAll("(?m) $", "");
    }

    private static List<String> sorted(String text) {
        return Stream.of(text.split("\n")).map(String::strip).sorted().toList();
    }

    @Test
    @Shown(page = OPERATIONS, words = "System.exit")
    void terminated_service_exitsWith143() throws Exception {
        compiled().writeTo(folder);

        try (OwnJvm service =
                OwnJvm.start(folder, ServiceProgram.class.getName(), sample().className())) {
            service.awaitLine("serves"::equals);
            service.send("TERM");

            assertThat(service.awaitEnd()).as(() -> service.text()).isEqualTo(143);
            assertThat(service.text()).isEqualTo("serves\ncleans up\n");
        }
    }
}
