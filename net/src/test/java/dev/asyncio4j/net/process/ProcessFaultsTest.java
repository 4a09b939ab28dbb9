// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.process.Children.ALL;
import static dev.asyncio4j.net.process.Children.IN_OUT;
import static dev.asyncio4j.net.process.Children.OUT;
import static dev.asyncio4j.net.process.Children.until;
import static dev.asyncio4j.net.process.Children.untilGone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Signal;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.transport.BrokenPipeError;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Children that cannot be started, misbehave, or are left alone. After each nothing is left.
@Tag("real-time") // they are real processes
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@ValueSource(strings = {"system", "jdk"})
class ProcessFaultsTest {
    private final Stage stage = Stage.real();
    private final Children children;

    ProcessFaultsTest(String kind) {
        children = Children.of(kind);
    }

    @AfterEach
    void endsCleanly() {
        children.leaveNothing(stage);
    }

    // ---- what cannot be started

    @Test
    void missingPrograms_areNoSuchFiles(@TempDir Path folder) throws Exception {
        Path orphan = script(folder, "#!/no/such/interpreter\n");

        refused("no/such/program", NoSuchFileException.class, "no/such/program: no such program");
        refused("/no/such", NoSuchFileException.class, "/no/such: no such program");
        refused(
                "no_such_program",
                NoSuchFileException.class,
                "no_such_program: no such program on the PATH");
        refused("", NoSuchFileException.class, ": no such program on the PATH");
        refused(orphan.toString(), FileSystemException.class, null);
    }

    @Test
    void programs_thatMustNotBeRun_areRefused(@TempDir Path folder) throws Exception {
        Path data = Files.writeString(folder.resolve("data"), "text");

        refused(data.toString(), AccessDeniedException.class, data + ": not executable");
        refused(folder.toString(), NoSuchFileException.class, folder + ": no such program");
    }

    private static Path script(Path folder, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("script"), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private void refused(String program, Class<? extends IOException> type, String message) {
        stage.play(
                () -> {
                    Set<String> before = Children.descriptors();
                    var thrown =
                            assertThatThrownBy(() -> await(children.exec(ALL, program)))
                                    .isInstanceOf(type);
                    if (message != null) {
                        thrown.hasMessage(message);
                    }
                    assertThat(Children.descriptors()).isSubsetOf(before);
                });
    }

    @Test
    void directories_toBeginIn_mustBeThere(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path missing = folder.resolve("missing");
        stage.play(
                () -> {
                    assertThatThrownBy(() -> await(children.exec(OUT.withCwd(missing), "true")))
                            .isInstanceOf(NoSuchFileException.class)
                            .hasMessage(missing + ": no such directory to begin in");
                    assertThatThrownBy(() -> await(children.exec(OUT.withCwd(file), "true")))
                            .isInstanceOf(NotDirectoryException.class)
                            .hasMessage(file.toString());
                });
    }

    @Test
    void texts_thatTheSystemCannotTake_areRefusedAtOnce() {
        assertThatThrownBy(() -> children.exec(OUT, "echo", "a", "b\0c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument 2: \"b\\0c\" (expected: no NUL)");
        assertThatThrownBy(() -> children.sh(OUT, "echo \0"))
                .hasMessage("argument 2: \"echo \\0\" (expected: no NUL)");
        assertThatThrownBy(() -> children.exec(OUT.withEnv(Map.of("A", "\0")), "true"))
                .hasMessage("env A: \"\\0\" (expected: no NUL)");
        assertThatThrownBy(() -> children.exec(OUT.withEnv(Map.of("A=B", "x")), "true"))
                .hasMessage("env: \"A=B\" (expected: a name without =)");
    }

    @Test
    void options_thatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> OUT.withStdin(Subprocess.STDOUT))
                .hasMessage("stdin: STDOUT (expected: INHERIT, PIPE, DEVNULL or FromFile)");
        assertThatThrownBy(() -> OUT.withStdout(Subprocess.STDOUT))
                .hasMessage("stdout: STDOUT (expected: STDOUT for stderr only)");
        assertThatThrownBy(() -> OUT.withStderr(Subprocess.fromFile(Path.of("f"))))
                .hasMessage(
                        "stderr: FromFile[file=f] (expected: INHERIT, PIPE, DEVNULL or ToFile)");
        assertThatThrownBy(() -> OUT.withLimit(0)).hasMessage("limit: 0 (expected: > 0)");
        assertThatThrownBy(() -> Launcher.choose("none"))
                .hasMessage("asyncio4j.process: none (expected: auto, system or jdk)");
    }

    @Test
    void hugeEnvironments_areTheSystemsToRefuse() {
        Map<String, String> huge = Map.of("HUGE", "x".repeat(3_000_000));
        stage.play(
                () ->
                        assertThatThrownBy(
                                        () -> await(children.exec(OUT.withEnv(huge), "/bin/true")))
                                .isInstanceOf(FileSystemException.class)
                                .hasMessageContaining("Argument list too long"));
    }

    // ---- children that misbehave

    @Test
    void child_thatIgnoresTerm_isKilled() {
        stage.play(
                () -> {
                    Process child =
                            await(
                                    children.sh(
                                            OUT,
                                            "trap '' TERM; echo ready;"
                                                    + " while :; do sleep 0.01; done"));
                    await(child.stdout().readline());

                    child.terminate();
                    assertThatThrownBy(() -> await(timeout(0.1, () -> await(child.waitOn()))))
                            .isInstanceOf(TimeoutError.class);
                    child.kill();

                    assertThat(await(child.waitOn())).isEqualTo(-9);
                });
    }

    @Test
    void child_thatFloods_isHeldUp_andLosesNothing() {
        long flood = 300_000_000;
        stage.play(
                () -> {
                    Process child =
                            await(children.exec(OUT, "head", "-c", "" + flood, "/dev/zero"));
                    until(() -> child.stdout().toString().contains("paused"));
                    until(() -> Children.state(child.pid()) == 'S');
                    String full = child.stdout().toString();
                    await(sleep(0.02));

                    assertThat(child.stdout()).as("it takes no more").hasToString(full);
                    int bytes = Integer.parseInt(full.replaceAll("\\D*(\\d+) bytes.*", "$1"));
                    assertThat(bytes).isBetween(128 * 1024 + 1, (128 + 64) * 1024);
                    long count = 0;
                    for (byte[] some = await(child.stdout().read(1 << 20));
                            some.length > 0;
                            some = await(child.stdout().read(1 << 20))) {
                        count += some.length;
                    }
                    assertThat(count).isEqualTo(flood);
                    assertThat(await(child.waitOn())).isZero();
                });
    }

    @Test
    void child_thatDoesNotRead_holdsUpItsWriter() {
        stage.play(
                () -> {
                    Process child = await(children.exec(IN_OUT, "sleep", "1000"));
                    Task<Void> sending = createTask(child.stdin().send(new byte[1_000_000]));

                    await(sleep(0.05));
                    assertThat(sending.isDone()).isFalse();
                    assertThat(child.stdin().transport().writeBufferSize())
                            .isBetween(800_000, 1_000_000);
                    child.kill();

                    assertThatThrownBy(() -> await(sending))
                            .isInstanceOfAny(BrokenPipeError.class, ConnectionResetError.class);
                    assertThat(await(child.waitOn())).isEqualTo(-9);
                    assertThatThrownBy(() -> await(child.stdin().waitClosed()))
                            .isInstanceOf(BrokenPipeError.class);
                });
    }

    @Test
    void child_thatReadsAgain_letsItsWriterGoOn() {
        stage.play(
                () -> {
                    Process child = await(children.sh(IN_OUT, "read go; wc -c"));
                    await(child.stdin().send("go\n"));
                    await(child.stdin().send(new byte[1_000_000]));
                    child.stdin().close();
                    child.stdin().write(new byte[10]); // dropped

                    assertThat(text(await(child.stdout().read())).strip()).isEqualTo("1000000");
                    await(child.waitOn());
                });
    }

    @Test
    void writes_toAChildThatHasGone_areDropped() {
        stage.play(
                () -> {
                    Process child = await(children.exec(IN_OUT, "true"));
                    await(child.waitOn());

                    for (int i = 0; i < 6; i++) {
                        child.stdin().write(new byte[10]);
                    }

                    assertThatThrownBy(() -> await(child.stdin().drain()))
                            .isInstanceOf(ConnectionResetError.class)
                            .hasMessage("Connection lost");
                });
    }

    @Test
    void child_thatIsStopped_goesOn() {
        stage.play(
                () -> {
                    Process cat = await(children.exec(IN_OUT, "cat"));
                    cat.sendSignal(Signal.SIGSTOP);
                    until(() -> Children.state(cat.pid()) == 'T');
                    cat.stdin().write("x\n");
                    await(sleep(0.02));
                    assertThat(cat.returncode()).isNull();
                    cat.sendSignal(Signal.SIGCONT);

                    assertThat(text(await(cat.stdout().readline()))).isEqualTo("x\n");
                    cat.close();
                    await(cat.waitOn());
                });
    }

    // ---- children that are left alone

    @Test
    void start_cancelledAnywhere_leavesNoChild() {
        stage.play(
                () -> {
                    for (int turns = 0; turns < 30; turns++) {
                        String mark = "31" + turns;
                        Task<Process> starting =
                                createTask(children.exec(IN_OUT, "sleep", "1000." + mark));
                        for (int i = 0; i < turns; i++) {
                            await(sleep(i < 5 ? 0 : 0.0005));
                        }
                        if (starting.cancel()) {
                            assertThatThrownBy(() -> await(starting))
                                    .isInstanceOf(CancelledError.class);
                        } else {
                            Process child = starting.result();
                            child.close();
                            await(child.waitOn());
                        }
                        until(() -> sleepers(mark) == 0);
                    }
                });
    }

    private static long sleepers(String mark) {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").endsWith("1000." + mark))
                .count();
    }

    @Test
    void communicate_cancelledAnywhere_leavesAChildThatCanBeClosed() {
        stage.play(
                () -> {
                    for (int turns = 0; turns < 25; turns++) {
                        Process cat = await(children.exec(IN_OUT, "cat"));
                        Task<ProcessOutput> talking =
                                createTask(cat.communicate(new byte[300_000]));
                        for (int i = 0; i < turns; i++) {
                            await(sleep(i < 10 ? 0 : 0.0005));
                        }

                        if (talking.cancel()) {
                            assertThatThrownBy(() -> await(talking))
                                    .isInstanceOf(CancelledError.class);
                            cat.close();
                        }
                        await(cat.waitOn());
                        untilGone(cat.pid());
                    }
                });
    }

    @Test
    void waitOn_cancelled_leavesTheChildRunning() {
        stage.play(
                () -> {
                    Process cat = await(children.exec(IN_OUT, "cat"));
                    Task<Integer> waiting = createTask(cat.waitOn());
                    await(sleep(0));
                    waiting.cancel();
                    assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);

                    cat.stdin().write("still here\n");
                    assertThat(text(await(cat.stdout().readline()))).isEqualTo("still here\n");
                    cat.stdin().close();

                    assertThat(await(cat.waitOn())).isZero();
                });
    }

    @Test
    void loop_thatIsClosed_takesItsChildrenAlong() {
        EventLoop loop = new EventLoop();
        Process running = loop.runUntilComplete(children.exec(ALL, "sleep", "1000"));
        Process ended = loop.runUntilComplete(children.exec(ALL, "true"));
        loop.runUntilComplete(ended.waitOn());
        loop.runUntilComplete(async(() -> until(() -> LoopChildren.of(loop).count() == 1)));

        loop.close();

        stage.play(() -> untilGone(running.pid()));
    }

    @Test
    void loop_thatIsClosedWhileAChildStarts_leavesNoChild() {
        EventLoop loop = new EventLoop();
        loop.setExceptionHandler((where, fault) -> {}); // a task is pending, on purpose
        loop.createTask(children.exec(ALL, "sleep", "1000.32"));
        loop.runUntilComplete(sleep(0));

        loop.close();

        stage.play(
                () -> {
                    await(sleep(0.05));
                    until(() -> sleepers("32") == 0);
                });
    }
}
