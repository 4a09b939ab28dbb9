// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.process.Children.ALL;
import static dev.asyncio4j.net.process.Children.IN_OUT;
import static dev.asyncio4j.net.process.Children.OUT;
import static dev.asyncio4j.net.process.Children.end;
import static dev.asyncio4j.net.process.Children.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Task;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.transport.WriteTransport;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What only the system's own calls can do.
@Tag("real-time") // they are real processes
@EnabledOnOs(OS.LINUX)
class SystemLauncherTest {
    private final Stage stage = Stage.real();
    private final Children children = Children.of("system");

    @AfterEach
    void endsCleanly() {
        children.leaveNothing(stage);
    }

    @Test
    void launcher_isTheSystems_whereNativeCodeIsAllowed() {
        assertThat(Subprocess.launcher()).isEqualTo("children are started by the system's calls");
    }

    @Test
    void exitCodes_above128_areNoSignals() {
        stage.play(
                () -> {
                    for (int code : new int[] {129, 130, 137, 143, 192}) {
                        Process child = await(children.sh(ALL, "exit " + code));
                        assertThat(await(child.waitOn())).isEqualTo(code);
                    }
                });
    }

    @Test
    void newSession_isCutOffFromTheTerminal() {
        stage.play(
                () -> {
                    Process child =
                            await(children.sh(OUT.withNewSession(true), "ps -o sid= -p $$"));

                    assertThat(await(child.communicate()).text().strip())
                            .isEqualTo(String.valueOf(child.pid()));
                });
    }

    @Test
    void child_blocksNoSignals() {
        stage.play(
                () -> {
                    Process child =
                            await(children.exec(OUT, "grep", "SigBlk", "/proc/self/status"));

                    assertThat(await(child.communicate()).text())
                            .matches("SigBlk:\\s+0000000000000000\n");
                });
    }

    @Test
    void script_withoutAnInterpreter_isRefused(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "no program at all");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        stage.play(
                () ->
                        assertThatThrownBy(() -> await(children.exec(ALL, script.toString())))
                                .isInstanceOf(FileSystemException.class)
                                .hasMessage(script + ": posix_spawn: Exec format error"));
    }

    @Test
    void grandchild_thatKeepsThePipe_isWaitedFor() {
        stage.play(
                () -> {
                    Process child =
                            await(children.sh(IN_OUT, "sleep 1000 & echo $!; read line; exit 7"));
                    long grandchild = children.grandchildOf(child);
                    Task<Integer> waiting = createTask(child.waitOn());
                    await(sleep(0));

                    child.stdin().write("go\n");
                    until(() -> child.returncode() != null);
                    await(sleep(0.02));
                    assertThat(waiting.isDone()).isFalse();
                    assertThat(child.stdout().isAtEof()).isFalse();
                    assertThat(await(child.waitOn())).as("who asks now").isEqualTo(7);
                    end(grandchild);

                    assertThat(await(waiting)).isEqualTo(7);
                    assertThat(await(child.stdout().read())).isEmpty();
                });
    }

    @Test
    void grandchild_thatKeepsThePipe_isLeftByClosing() {
        stage.play(
                () -> {
                    Process child =
                            await(children.sh(OUT, "sleep 1000 & echo $!; exec sleep 1001"));
                    long grandchild = children.grandchildOf(child);
                    Task<Integer> waiting = createTask(child.waitOn());
                    await(sleep(0));

                    child.close();

                    assertThat(await(waiting)).isEqualTo(-9);
                    until(() -> Children.threads().isEmpty()); // though the pipe is still open
                    until(() -> Children.state(grandchild) == 'S'); // it may not have slept yet
                    end(grandchild);
                });
    }

    @Test
    void input_aborted_endsAWriteThatIsBlocked() {
        stage.play(
                () -> {
                    Process child = await(children.exec(IN_OUT, "sleep", "1000"));
                    WriteTransport input = child.stdin().transport();
                    input.write(new byte[2_000_000]);
                    await(sleep(0.02));

                    input.abort();

                    assertThat(input.writeBufferSize()).isZero();
                    await(child.stdin().waitClosed());
                    assertThat(child.returncode()).isNull();
                    child.close();
                    await(child.waitOn());
                });
    }
}
