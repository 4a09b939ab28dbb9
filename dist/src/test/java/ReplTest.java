// SPDX-License-Identifier: Apache-2.0

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The prompt, at a terminal and behind a pipe.
@Tag("real-time") // other processes go their own way
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplTest {

    @TempDir static Path temporary;

    private static Distribution distribution;

    @BeforeAll
    static void unpack() throws Exception {
        distribution = new Distribution(temporary);
    }

    /// Types at a terminal: see `prompt.py`.
    private static Distribution.Printed typed(String... lines) throws Exception {
        String typist = Path.of(ReplTest.class.getResource("/prompt.py").toURI()).toString();
        Process process = distribution.startBehind(List.of("python3", typist), "repl");
        try (var in = process.outputWriter()) {
            in.write(String.join("\n", lines) + "\n");
        }
        return Distribution.end(process);
    }

    @Test
    void http_andTheCallGraph_areReady() throws Exception {
        Process prompt = distribution.start("repl");
        try (var in = prompt.outputWriter()) {
            in.write("Class<?> kind = HttpClient.class\n");
            in.write(
                    "var direct = Proxy.class.getPackageName() + Headers.class.getPackageName()\n");
            in.write("client().close()\n");
            in.write("printCallGraph()\n");
        }
        Distribution.Printed printed = Distribution.end(prompt);

        assertThat(printed.out())
                .contains("kind ==> class dev.asyncio4j.http.client.HttpClient")
                .contains("dev.asyncio4j.http.clientdev.asyncio4j.http.message")
                .contains("* Task(name='input-")
                .doesNotContain("Error:");
    }

    @Test
    void awaits_keepsTasksGoing_andCancelsAtCtrlC() throws Exception {
        Distribution.Printed first =
                typed(
                        "wait jshell> ",
                        "type var who = ContextVar.withDefault(\"who\", \"nobody\");\\r",
                        "wait jshell> ",
                        "type who.set(\"me\");\\r",
                        "wait jshell> ",
                        "type 40 + await(async(() -> { await(sleep(0.01)); return 2; }))\\r",
                        "wait 42",
                        "wait jshell> ",
                        "type var beat = createTask(async(() -> { for (int i = 0; ; i++) {"
                                + " System.out.println(\"beat\" + i + who.get()); await(sleep(0.1)); } }));\\r",
                        "wait beat0me",
                        "wait beat2me",
                        "type await(sleep(1000))\\r",
                        "rest 1",
                        "type \\x03",
                        "wait CancelledError: Ctrl-C",
                        "wait jshell> ",
                        "wait beat",
                        "type beat.cancel();\\r",
                        "wait true",
                        "wait jshell> ",
                        "type Thread.sleep(1000000);\\r",
                        "rest 1",
                        "type \\x03",
                        "rest 0.3",
                        "type \\x03",
                        "wait InterruptedException",
                        "wait jshell> ",
                        "type gath\\t",
                        "wait gatherReturningExceptions",
                        "type \\x15",
                        "rest 0.3",
                        "type \\x04");
        assertThat(first.err()).isEmpty();
        assertThat(first.code()).as(first.out()).isZero();

        Path history = temporary.resolve("state/asyncio4j/repl.properties");
        assertThat(history).content().contains("Thread.sleep(1000000)");
        assertThat(Files.getPosixFilePermissions(history))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void endsWhatKeepsTheLoop_andItselfInOrder() throws Exception {
        Distribution.Printed printed =
                typed(
                        "wait jshell> ",
                        "type while (true) { }\\r",
                        "wait stood still",
                        "type \\x03\\x03",
                        "wait CancelledError: Ctrl-C",
                        "wait jshell> ",
                        "type var name = IO.readln(\"name? \");\\r",
                        "wait name? ",
                        "type bob\\r",
                        "wait \"bob\"",
                        "wait jshell> ",
                        "type var left = createTask(async(() -> { try { await(sleep(1000)); } finally {"
                                + " await(sleep(0.01)); System.out.println(\"cleaned\" + \"up\"); } }));\\r",
                        "wait Task pending",
                        "wait jshell> ",
                        "type System.exit(9);\\r",
                        "wait cleanedup");

        assertThat(printed.err()).isEmpty();
        assertThat(printed.code()).as(printed.out()).isEqualTo(9);
        assertThat(temporary.resolve("state/asyncio4j/repl.properties"))
                .content()
                .contains("System.exit(9)");
    }

    @Test
    void historyThatCannotBeKept_isSaid() throws Exception {
        Process process =
                distribution.startBehind(List.of("env", "XDG_STATE_HOME=/dev/null"), "repl");
        process.getOutputStream().close();

        Distribution.Printed printed = Distribution.end(process);

        assertThat(printed.code()).as(printed.err()).isZero();
        assertThat(printed.err()).startsWith("asyncio: the history is not kept: ");
    }

    @Test
    void readsInputsFromAPipe_andIsAProgramLikeOthers() throws Exception {
        Process process = distribution.start("repl");
        try {
            var in = process.outputWriter();
            in.write(
                    """
                    int a = 40;
                    a + await(async(() -> { await(sleep(0.001)); return 2; }))
                    throw new IllegalStateException("shown");
                    await(async(() -> { throw new java.io.IOException("inner"); }))
                    var waits = createTask(async(() -> { await(sleep(1000)); }));
                    getRunningLoop().allTasks().size()
                    """);
            in.flush();
            var out = process.inputReader();
            StringBuilder said = new StringBuilder();
            while (!said.toString().contains("$6 ==>") && said.length() < 100_000) {
                said.append(out.readLine()).append('\n');
            }
            assertThat(said.toString())
                    .contains(
                            "$2 ==> 42",
                            "IllegalStateException: shown",
                            "IOException: inner",
                            "waits ==> <Task pending",
                            "$6 ==> 2");

            assertThat(distribution.asyncio("ps", String.valueOf(process.pid())).out())
                    .contains("Task-1", "its time");

            in.write("/exit 4\n");
            in.close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(4);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }
}
