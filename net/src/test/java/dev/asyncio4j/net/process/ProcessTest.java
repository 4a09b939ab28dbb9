// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.process.Children.ALL;
import static dev.asyncio4j.net.process.Children.IN_OUT;
import static dev.asyncio4j.net.process.Children.OUT;
import static dev.asyncio4j.net.process.Subprocess.DEVNULL;
import static dev.asyncio4j.net.process.Subprocess.STDOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Signal;
import dev.asyncio4j.net.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Children with streams, by both launchers.
@Tag("real-time") // they are real processes
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@ValueSource(strings = {"system", "jdk"})
class ProcessTest {
    private final Stage stage = Stage.real();
    private final Children children;

    ProcessTest(String kind) {
        children = Children.of(kind);
    }

    @AfterEach
    void endsCleanly() {
        children.leaveNothing(stage);
    }

    // ---- streams

    @Test
    void pipes_areStreams() {
        stage.play(
                () -> {
                    Process cat = await(children.exec(IN_OUT, "cat"));
                    assertThat(cat.returncode()).isNull();

                    cat.stdin().write("line 1\n");
                    assertThat(text(await(cat.stdout().readline()))).isEqualTo("line 1\n");
                    cat.stdin().write("line 2\nline 3");
                    cat.stdin().close();

                    assertThat(text(await(cat.stdout().read()))).isEqualTo("line 2\nline 3");
                    assertThat(await(cat.waitOn())).isZero();
                    assertThat(await(cat.waitOn())).isZero();
                    assertThat(cat.returncode()).isZero();
                    await(cat.stdin().waitClosed());
                });
    }

    @Test
    void output_isIteratedByLines() {
        stage.play(
                () -> {
                    Process child = await(children.sh(OUT, "echo a; echo b"));
                    List<String> lines = new ArrayList<>();

                    for (byte[] line : awaitEach(child.stdout())) {
                        lines.add(text(line));
                    }

                    assertThat(lines).containsExactly("a\n", "b\n");
                    assertThat(await(child.waitOn())).isZero();
                });
    }

    @Test
    void communicate_feedsReadsAndWaits() {
        stage.play(
                () -> {
                    Process child = await(children.sh(ALL, "cat; echo err >&2; exit 3"));

                    ProcessOutput output = await(child.communicate("input"));

                    assertThat(output.text()).isEqualTo("input");
                    assertThat(output.errorText()).isEqualTo("err\n");
                    assertThat(child.returncode()).isEqualTo(3);
                    assertThat(output).hasToString("<ProcessOutput stdout=5 bytes stderr=4 bytes>");
                });
    }

    @Test
    void communicate_withoutInput_closesStdin() {
        stage.play(
                () -> {
                    Process cat = await(children.exec(IN_OUT, "cat"));

                    assertThat(await(cat.communicate()).stdout()).isEmpty();
                });
    }

    @Test
    void communicate_withWhatNobodyReads_isNoError() {
        stage.play(
                () -> {
                    Process child = await(children.exec(ALL, "true"));

                    assertThat(await(child.communicate(new byte[1_000_000])).stdout()).isEmpty();
                    assertThat(child.returncode()).isZero();
                });
    }

    @Test
    void communicate_ofMuchBothWays_holdsNobodyUp() {
        byte[] much = new byte[5_000_000];
        stage.play(
                () -> {
                    Process cat = await(children.exec(IN_OUT, "cat"));

                    assertThat(await(cat.communicate(much)).stdout()).isEqualTo(much);
                });
    }

    @Test
    void streams_leadWhereTheyAreToldTo(@TempDir Path folder) {
        Path input = folder.resolve("in");
        Path output = folder.resolve("out");
        stage.play(
                () -> {
                    Files.writeString(input, "from a file\n");
                    var options =
                            SubprocessOptions.defaults()
                                    .withStdin(Subprocess.fromFile(input))
                                    .withStdout(Subprocess.toFile(output))
                                    .withStderr(STDOUT);

                    for (int i = 0; i < 2; i++) {
                        Process child = await(children.sh(options, "cat; echo err >&2"));
                        assertThat(await(child.waitOn())).isZero();
                        assertThat(Files.readString(output)).isEqualTo("from a file\nerr\n");
                    }
                    Process more =
                            await(
                                    children.sh(
                                            options.withStdout(Subprocess.appendTo(output)),
                                            "echo more"));
                    await(more.waitOn());

                    assertThat(Files.readString(output)).endsWith("err\nmore\n");
                });
    }

    @Test
    void devnull_isEmptyAndSwallows() {
        stage.play(
                () -> {
                    var options = OUT.withStdin(DEVNULL).withStderr(DEVNULL);
                    Process child =
                            await(children.sh(options, "echo err >&2; read a || echo no input"));

                    ProcessOutput output = await(child.communicate());

                    assertThat(output.text()).isEqualTo("no input\n");
                    assertThat(output.stderr()).isNull();
                    assertThat(output.errorText()).isEmpty();
                });
    }

    @Test
    void stderr_asStdout_isMerged() {
        stage.play(
                () -> {
                    Process child =
                            await(children.sh(OUT.withStderr(STDOUT), "echo out; echo err >&2"));

                    assertThat(await(child.communicate()).text()).isEqualTo("out\nerr\n");
                });
    }

    @Test
    void streams_thatAreNoPipes_areRefused() {
        stage.play(
                () -> {
                    Process child = await(children.exec(SubprocessOptions.defaults(), "true"));

                    assertThat(await(child.communicate()).stdout()).isNull();
                    assertThatThrownBy(child::stdin)
                            .hasMessage("stdin is no pipe: start the process with stdin = PIPE");
                    assertThatThrownBy(child::stdout).hasMessageContaining("stdout = PIPE");
                    assertThatThrownBy(child::stderr).hasMessageContaining("stderr = PIPE");
                });
    }

    // ---- how it is started

    @Test
    void environmentAndDirectory_areTheChilds() {
        stage.play(
                () -> {
                    var options = OUT.withEnv(Map.of("GREETING", "hällo")).withCwd(Path.of("/"));
                    Process child =
                            await(children.exec(options, "/bin/sh", "-c", "echo $GREETING; pwd"));

                    assertThat(await(child.communicate()).text()).isEqualTo("hällo\n/\n");
                });
    }

    @Test
    void program_isLookedForOnThePathOfTheChild(@TempDir Path folder) throws Exception {
        Path program = Files.writeString(folder.resolve("mine"), "#!/bin/sh\necho \"$0 $1\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        stage.play(
                () -> {
                    var options = OUT.withEnv(Map.of("PATH", "/nowhere:" + folder));
                    Process child = await(children.exec(options, "mine", "a b"));

                    assertThat(await(child.communicate()).text()).isEqualTo(program + " a b\n");
                });
    }

    @Test
    void arguments_areNotTheShells() {
        stage.play(
                () -> {
                    Process child =
                            await(children.exec(OUT, "printf", "%s|", "a b", "$HOME", "", "*;'\""));

                    assertThat(await(child.communicate()).text()).isEqualTo("a b|$HOME||*;'\"|");
                });
    }

    @Test
    void children_inheritNoDescriptors() {
        stage.play(
                () -> {
                    Process first = await(children.exec(IN_OUT, "cat"));
                    Process child = await(children.exec(OUT, "ls", "/proc/self/fd"));

                    // 3 is ls's own, of the directory
                    assertThat(await(child.communicate()).text()).isEqualTo("0\n1\n2\n3\n");
                    first.close();
                    await(first.waitOn());
                });
    }

    @Test
    void manyAtOnce_areEachTheirOwn() {
        stage.play(
                () -> {
                    var tasks = new ArrayList<dev.asyncio4j.Task<String>>();
                    for (int i = 0; i < 20; i++) {
                        int code = i;
                        tasks.add(
                                createTask(
                                        dev.asyncio4j.Asyncio.async(
                                                () -> {
                                                    Process child =
                                                            await(
                                                                    children.sh(
                                                                            OUT,
                                                                            "echo " + code
                                                                                    + "; exit "
                                                                                    + code));
                                                    String out = await(child.communicate()).text();
                                                    return out.strip() + "=" + child.returncode();
                                                })));
                    }

                    List<String> outcomes = await(gather(tasks));

                    for (int i = 0; i < 20; i++) {
                        assertThat(outcomes.get(i)).isEqualTo(i + "=" + i);
                    }
                });
    }

    // ---- how it ends

    @Test
    void end_isTheCodeOrTheNegativeSignal() {
        stage.play(
                () -> {
                    for (int code : new int[] {0, 1, 77, 128, 200, 255}) {
                        assertThat(codeOf("exit " + code)).isEqualTo(code);
                    }
                    for (int signal : new int[] {1, 2, 9, 11, 15}) {
                        assertThat(codeOf("kill -" + signal + " $$")).isEqualTo(-signal);
                    }
                });
    }

    private Integer codeOf(String line) {
        Process child = await(children.sh(SubprocessOptions.defaults(), line));
        return await(child.waitOn());
    }

    @Test
    void signals_reachTheChild() {
        stage.play(
                () -> {
                    String handler = "trap 'echo got it' USR1; echo ready; ";
                    String stay = "while :; do sleep 0.05; done";
                    Process child = await(children.sh(OUT, handler + stay));
                    await(child.stdout().readline());

                    child.sendSignal(Signal.SIGUSR1);
                    assertThat(text(await(child.stdout().readline()))).isEqualTo("got it\n");
                    child.sendSignal(0); // is it there?
                    child.terminate();

                    assertThat(await(child.waitOn())).isEqualTo(-15);
                });
    }

    @Test
    void signals_afterTheEnd_areLookupErrors() {
        stage.play(
                () -> {
                    Process child = await(children.exec(OUT, "true"));
                    await(child.communicate());

                    assertThatThrownBy(child::kill)
                            .isInstanceOf(ProcessLookupError.class)
                            .hasMessage(null);
                    assertThatThrownBy(() -> child.sendSignal(Signal.SIGUSR1))
                            .isInstanceOf(ProcessLookupError.class);
                });
    }

    @Test
    void signals_thatTheSystemDoesNotKnow_areRefused() {
        stage.play(
                () -> {
                    Process cat = await(children.exec(IN_OUT, "cat"));

                    assertThatThrownBy(() -> cat.sendSignal(1000))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("signal: 1000 (expected: one of this system's)");
                    cat.close();
                    await(cat.waitOn());
                });
    }

    @Test
    void twoTasks_mayWait() {
        stage.play(
                () -> {
                    Process child = await(children.exec(SubprocessOptions.defaults(), "true"));

                    assertThat(await(gather(child.waitOn(), child.waitOn()))).containsExactly(0, 0);
                });
    }

    @Test
    void close_killsAndIsIdempotent() {
        stage.play(
                () -> {
                    Process child = await(children.exec(IN_OUT, "sleep", "1000"));
                    try (child) {
                        assertThat(child).hasToString("<Process " + child.pid() + ">");
                    }
                    child.close();

                    assertThat(await(child.waitOn())).isEqualTo(-9);
                    assertThat(await(child.stdout().read())).isEmpty();
                    assertThat(Children.state(child.pid())).isEqualTo('-');
                });
    }

    @Test
    void bytes_ofAllValues_passUnchanged() {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        stage.play(
                () -> {
                    Process cat = await(children.exec(IN_OUT, "cat"));
                    await(cat.stdin().send(all));
                    await(cat.stdin().send(bytes("")));
                    cat.stdin().close();

                    assertThat(await(cat.stdout().read())).isEqualTo(all);
                    await(cat.waitOn());
                });
    }
}
