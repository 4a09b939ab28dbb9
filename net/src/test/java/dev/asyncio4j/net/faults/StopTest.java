// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Signal;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.process.Process;
import dev.asyncio4j.net.process.Subprocess;
import dev.asyncio4j.net.process.SubprocessOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A server whose process is stopped, and goes on.
@Tag("slow")
@Tag("real-time") // it is another process
@EnabledOnOs(OS.LINUX)
class StopTest {

    @Test
    void server_stoppedForTwoSeconds_losesNothing() {
        stopsFor(2);
    }

    @Test
    @Tag("soak")
    void server_stoppedForTenSeconds_losesNothing() {
        stopsFor(10);
    }

    private static void stopsFor(double seconds) {
        Stage stage = Stage.real();
        stage.play(
                () -> {
                    List<String> command = Jvm.command();
                    command.add(Cramped.class.getName());
                    try (Process server =
                            await(
                                    Subprocess.createSubprocessExec(
                                            SubprocessOptions.defaults()
                                                    .withStdin(Subprocess.PIPE)
                                                    .withStdout(Subprocess.PIPE),
                                            command.getFirst(),
                                            command.subList(1, command.size())
                                                    .toArray(String[]::new)))) {
                        String line = "";
                        while (!line.startsWith("port ")) {
                            line = text(await(server.stdout().readline()));
                            assertThat(line).isNotEmpty();
                        }
                        stopAndGoOn(server, Integer.parseInt(line.strip().substring(5)), seconds);
                        server.stdin().close();
                        await(server.communicate());
                        assertThat(server.returncode()).isZero();
                    }
                });
        stage.endsCleanly();
        Leaks.none();
    }

    private static void stopAndGoOn(Process server, int port, double seconds) throws Exception {
        byte[] much = new byte[10_000_000];
        try (Connection before = await(openConnection("127.0.0.1", port))) {
            before.writer().write("one\n");
            assertThat(text(await(before.reader().readline()))).isEqualTo("one\n");

            server.sendSignal(Signal.SIGSTOP);
            Task<byte[]> echo =
                    createTask(
                            async(
                                    () -> {
                                        before.writer().write(much);
                                        return await(before.reader().readexactly(much.length));
                                    }));
            List<Task<String>> meanwhile = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                meanwhile.add(createTask(async(() -> hello(port))));
            }
            await(sleep(seconds));
            assertThat(echo.isDone()).isFalse();
            assertThat(meanwhile).noneMatch(Task::isDone);
            server.sendSignal(Signal.SIGCONT);

            assertThat(await(timeout(20, () -> await(echo)))).isEqualTo(much);
            for (Task<String> each : meanwhile) {
                assertThat(await(each)).isEqualTo("hello\n");
            }
        }
    }

    private static String hello(int port) {
        try (Connection late = await(openConnection("127.0.0.1", port))) {
            late.writer().write("hello\n");
            return text(await(late.reader().readline()));
        }
    }
}
