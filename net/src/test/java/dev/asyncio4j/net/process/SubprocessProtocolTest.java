// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.process.Children.ALL;
import static dev.asyncio4j.net.process.Children.IN_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.ReadTransport;
import dev.asyncio4j.net.transport.SubprocessProtocol;
import dev.asyncio4j.net.transport.SubprocessTransport;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import dev.asyncio4j.net.transport.WriteTransport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// A child for a protocol of one's own: what is called, and in which order.
@Tag("real-time") // they are real processes
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@ValueSource(strings = {"system", "jdk"})
class SubprocessProtocolTest {
    private final Stage stage = Stage.real();
    private final Children children;

    SubprocessProtocolTest(String kind) {
        children = Children.of(kind);
    }

    @AfterEach
    void endsCleanly() {
        children.leaveNothing(stage);
    }

    /// Notes what it is told.
    private static class Notes implements SubprocessProtocol {
        final List<String> calls = new ArrayList<>();
        final StringBuilder output = new StringBuilder();
        final Future<Void> lost = EventLoop.running().createFuture();
        SubprocessTransport transport;

        @Override
        public void connectionMade(SubprocessTransport made) {
            transport = made;
            calls.add("made");
        }

        @Override
        public void pipeDataReceived(int fd, byte[] data) {
            if (!calls.getLast().equals("data " + fd)) {
                calls.add("data " + fd);
            }
            output.append(text(data));
        }

        @Override
        public void pipeConnectionLost(int fd, Throwable cause) {
            calls.add("pipe lost " + fd + (cause == null ? "" : " " + cause));
        }

        @Override
        public void processExited() {
            calls.add("exited " + transport.returncode());
        }

        @Override
        public void pauseWriting() {
            calls.add("pause");
        }

        @Override
        public void resumeWriting() {
            calls.add("resume");
        }

        @Override
        public void connectionLost(Throwable cause) {
            calls.add("lost " + cause);
            lost.setResult(null);
        }
    }

    @Test
    void callbacks_comeInOrder() {
        stage.play(
                () -> {
                    var started =
                            await(children.sh(Notes::new, ALL, "echo out; echo err >&2; exit 3"));
                    Notes notes = started.protocol();
                    assertThat(notes.calls).containsExactly("made");
                    assertThat(started.transport()).isSameAs(notes.transport);

                    await(notes.lost);

                    assertThat(notes.calls).first().isEqualTo("made");
                    assertThat(notes.calls).last().isEqualTo("lost null");
                    assertThat(notes.calls)
                            .containsExactlyInAnyOrder(
                                    "made",
                                    "data 1",
                                    "data 2",
                                    "pipe lost 0",
                                    "pipe lost 1",
                                    "pipe lost 2",
                                    "exited 3",
                                    "lost null")
                            .containsSubsequence("data 1", "pipe lost 1")
                            .containsSubsequence("data 2", "pipe lost 2");
                    assertThat(notes.output.toString()).contains("out\n", "err\n");
                    assertThat(notes.transport.returncode()).isEqualTo(3);
                });
    }

    @Test
    void connectionMade_thatThrows_isReported_andTheRestIsTold() {
        stage.play(
                () -> {
                    var started =
                            await(
                                    children.sh(
                                            () ->
                                                    new Notes() {
                                                        @Override
                                                        public void connectionMade(
                                                                SubprocessTransport made) {
                                                            super.connectionMade(made);
                                                            throw new IllegalStateException("no");
                                                        }
                                                    },
                                            ALL,
                                            "echo out"));
                    Notes notes = started.protocol();

                    await(timeout(20, () -> await(notes.lost)));

                    assertThat(notes.calls).contains("data 1", "exited 0").endsWith("lost null");
                    assertThat(stage.faultMessages())
                            .singleElement()
                            .asString()
                            .startsWith("Exception in callback");
                });
    }

    @Test
    void input_isAWriteTransport() {
        stage.play(
                () -> {
                    var started = await(children.sh(Notes::new, IN_OUT, "cat"));
                    Notes notes = started.protocol();
                    WriteTransport input = (WriteTransport) notes.transport.pipeTransport(0);

                    input.writelines(List.of(bytes("a"), bytes("b")));
                    assertThat(input.canWriteEof()).isTrue();
                    input.writeEof();
                    input.writeEof();
                    assertThat(input.isClosing()).isTrue();
                    await(notes.lost);

                    assertThat(notes.output).hasToString("ab");
                    assertThat(notes.calls).contains("pipe lost 0", "exited 0");
                });
    }

    @Test
    void input_aboveItsMark_pauses() {
        stage.play(
                () -> {
                    var started = await(children.sh(Notes::new, IN_OUT, "cat >/dev/null"));
                    Notes notes = started.protocol();
                    WriteTransport input = (WriteTransport) notes.transport.pipeTransport(0);
                    input.setWriteBufferLimits(new WriteBufferLimits(10, 1000));
                    assertThat(input.writeBufferLimits())
                            .isEqualTo(new WriteBufferLimits(10, 1000));

                    input.write(new byte[1000]);
                    assertThat(notes.calls).doesNotContain("pause");
                    input.write(new byte[1]);
                    assertThat(notes.calls).contains("pause");
                    assertThat(input.writeBufferSize()).isEqualTo(1001);
                    input.close();
                    await(notes.lost);

                    assertThat(notes.calls).containsSubsequence("pause", "resume", "pipe lost 0");
                });
    }

    @Test
    void output_paused_waits() {
        stage.play(
                () -> {
                    var started = await(children.sh(Notes::new, IN_OUT, "cat"));
                    Notes notes = started.protocol();
                    ReadTransport output = (ReadTransport) notes.transport.pipeTransport(1);
                    WriteTransport input = (WriteTransport) notes.transport.pipeTransport(0);
                    output.pauseReading();
                    output.pauseReading();
                    assertThat(output.isReading()).isFalse();
                    input.write(bytes("held"));
                    input.writeEof();
                    while (notes.transport.returncode() == null) {
                        await(dev.asyncio4j.Asyncio.sleep(0.002));
                    }
                    await(dev.asyncio4j.Asyncio.sleep(0.01));
                    assertThat(notes.output).isEmpty();
                    assertThat(notes.calls).doesNotContain("pipe lost 1", "lost null");

                    output.resumeReading();
                    output.resumeReading();
                    await(notes.lost);

                    assertThat(notes.output).hasToString("held");
                    assertThat(output.isReading()).isFalse();
                    assertThat(output.isClosing()).isTrue();
                });
    }

    @Test
    void transport_closed_losesAllPipesAndTheChild() {
        stage.play(
                () -> {
                    var started = await(children.sh(Notes::new, ALL, "exec sleep 1000"));
                    SubprocessTransport transport = started.transport();
                    assertThat(transport.isClosing()).isFalse();
                    assertThat(transport.extraInfo("subprocess"))
                            .isEqualTo(ProcessHandle.of(transport.pid()).orElseThrow());
                    assertThat(transport)
                            .hasToString("<ChildTransport pid=" + transport.pid() + " running>");

                    transport.close();
                    assertThat(transport.isClosing()).isTrue();
                    await(started.protocol().lost);

                    assertThat(started.protocol().calls)
                            .contains("exited -9", "pipe lost 0", "pipe lost 1", "pipe lost 2")
                            .endsWith("lost null");
                    assertThat(transport)
                            .hasToString(
                                    "<ChildTransport pid=" + transport.pid() + " returncode=-9>");
                });
    }

    @Test
    void transport_withoutPipes_endsWithTheChild() {
        stage.play(
                () -> {
                    var started =
                            await(children.sh(Notes::new, SubprocessOptions.defaults(), "exit 4"));
                    await(started.protocol().lost);

                    assertThat(started.protocol().calls)
                            .containsExactly("made", "exited 4", "lost null");
                    for (int fd = 0; fd < 4; fd++) {
                        assertThat(started.transport().pipeTransport(fd)).isNull();
                    }
                });
    }

    @Test
    void protocol_mayBeReplaced() {
        stage.play(
                () -> {
                    var started = await(children.sh(Notes::new, IN_OUT, "read x; echo $x"));
                    Notes later = new Notes();
                    later.transport = started.transport();
                    later.calls.add("set");
                    started.transport().setProtocol(later);
                    assertThat(started.transport().protocol()).isSameAs(later);
                    assertThatThrownBy(() -> started.transport().setProtocol(new BaseProtocol() {}))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("(expected: a SubprocessProtocol)");
                    ((WriteTransport) started.transport().pipeTransport(0)).write(bytes("x\n"));

                    await(later.lost);

                    assertThat(later.output).hasToString("x\n");
                    assertThat(started.protocol().calls).containsExactly("made");
                });
    }
}
