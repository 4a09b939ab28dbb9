// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Stage.text;
import static dev.asyncio4j.net.faults.Scene.caller;
import static dev.asyncio4j.net.faults.Scene.reset;
import static dev.asyncio4j.net.faults.Scene.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Signal;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.net.transport.TransportSocket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Peers that break connections in every way there is. On each engine; one that the system refuses
/// is replaced by the next best.
@Tag("real-time") // with real sockets
@EnabledOnOs(OS.LINUX)
@ParameterizedClass
@EnumSource(names = {"AUTO", "NIO", "IO_URING"})
class StreamFaultsTest {
    private final Scene scene;

    StreamFaultsTest(Engine engine) {
        scene = new Scene(engine);
    }

    // ---- resets

    @Test
    void client_resetsMidMessage() {
        scene.survives(100, port -> reset(caller(port, "half a mess")));

        assertThat(scene.ends.stream().filter(end -> !end.equals("end")))
                .as("the sessions of those who were reset")
                .hasSize(100)
                .containsOnly("ConnectionResetError");
    }

    @Test
    void client_resetsWhileTheServerWrites() {
        scene.survives(
                30,
                this::flood,
                port -> {
                    int before = scene.ends.size();
                    SocketChannel socket = caller(port, "flood\n");
                    until(() -> scene.ends.contains("waits"));
                    scene.ends.remove("waits");
                    reset(socket);
                    until(() -> scene.ends.size() > before);
                });

        assertThat(scene.ends)
                .filteredOn(end -> !end.equals("end"))
                .hasSize(30)
                .containsOnly("ConnectionResetError");
    }

    /// Echoes lines; after `flood` sends until it fails.
    private Coroutine<Void> flood(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    byte[] line = await(reader.readline());
                    if (!text(line).equals("flood\n")) {
                        writer.write(line);
                        await(scene.echo(reader, writer));
                        return;
                    }
                    try (writer) {
                        writer.write(new byte[40_000_000]); // more than the system keeps
                        scene.ends.add("waits");
                        await(writer.drain());
                        scene.ends.add("aborted");
                    } catch (Exception lost) {
                        scene.ends.add(lost.getClass().getSimpleName());
                    }
                });
    }

    @Test
    void server_resetsMidMessage() {
        scene.survives(
                50,
                this::resetOrEcho,
                port -> {
                    try (Connection ours = await(openConnection("127.0.0.1", port))) {
                        ours.writer().write("reset\n");
                        assertThatThrownBy(() -> await(ours.reader().readline()))
                                .isInstanceOf(ConnectionResetError.class)
                                .hasMessage("Connection reset by peer");
                        assertThatThrownBy(() -> await(ours.writer().waitClosed()))
                                .isInstanceOf(ConnectionResetError.class);
                    }
                });
    }

    private Coroutine<Void> resetOrEcho(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    byte[] line = await(reader.readline());
                    if (text(line).equals("reset\n")) {
                        writer.write("half a mess");
                        ((TransportSocket) writer.extraInfo("socket"))
                                .setOption(StandardSocketOptions.SO_LINGER, 0);
                        writer.transport().abort();
                    } else {
                        writer.write(line);
                        await(scene.echo(reader, writer));
                    }
                });
    }

    // ---- half-closes

    @Test
    void client_endsItsHalf_andStillGetsTheAnswer() {
        scene.survives(
                100,
                port -> {
                    try (Connection ours = await(openConnection("127.0.0.1", port))) {
                        ours.writer().write("last words");
                        ours.writer().writeEof();
                        assertThat(text(await(ours.reader().read()))).isEqualTo("last words");
                    }
                });

        assertThat(scene.ends).containsOnly("end");
    }

    @Test
    void server_endsItsHalf_andStillReads() {
        scene.survives(
                100,
                this::endFirst,
                port -> {
                    scene.ends.clear();
                    try (Connection ours = await(openConnection("127.0.0.1", port))) {
                        ours.writer().write("end\n");
                        assertThat(text(await(ours.reader().read()))).isEqualTo("end\n");
                        await(ours.writer().send(new byte[10_000]));
                    }
                    until(() -> scene.ends.contains("10000"));
                });
    }

    private Coroutine<Void> endFirst(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    byte[] line = await(reader.readline());
                    writer.write(line);
                    if (text(line).equals("end\n")) {
                        try (writer) {
                            writer.writeEof();
                            scene.ends.add("" + await(reader.read()).length);
                        }
                    } else {
                        await(scene.echo(reader, writer));
                    }
                });
    }

    // ---- slow ones

    @Test
    void client_sendsByteByByte() {
        scene.survives(
                5,
                port -> {
                    try (SocketChannel slow = caller(port, "")) {
                        for (byte each : "one byte at a time\n".getBytes()) {
                            int _ = slow.write(ByteBuffer.wrap(new byte[] {each}));
                            await(sleep(0.001));
                        }
                        ByteBuffer back = ByteBuffer.allocate(19);
                        while (back.hasRemaining() && await(toThread(() -> slow.read(back))) > 0) {
                            continue;
                        }
                        assertThat(text(back.array())).isEqualTo("one byte at a time\n");
                    }
                });
    }

    @Test
    void reader_thatStops_holdsUpOnlyItsOwnWriter_andLosesNothing() {
        byte[] much = new byte[40_000_000];
        scene.survives(
                3,
                port -> {
                    try (Connection ours = await(openConnection("127.0.0.1", port))) {
                        Task<Void> sending = createTask(ours.writer().send(much));
                        until(() -> ours.reader().toString().contains("paused"));
                        scene.answers();
                        assertThat(sending.isDone()).isFalse();

                        for (int left = much.length; left > 0; ) {
                            left -= await(ours.reader().read(100_000)).length;
                        }
                        await(sending);
                    }
                });
    }

    @Test
    void reader_thatNeverGoesOn_isAbortedByTheDrainOfTheServer() {
        scene.play(
                this::flood,
                () -> {
                    try (SocketChannel deaf = caller(scene.port(), "flood\n")) {
                        until(() -> scene.ends.contains("waits"));

                        int aborted = await(scene.server.drain(Duration.ofMillis(50)));

                        assertThat(aborted).isEqualTo(1);
                        assertThat(scene.server.clientCount()).isZero();
                        until(() -> scene.ends.contains("aborted"));
                        assertThat(deaf.isOpen()).isTrue();
                    }
                });
    }

    // ---- signals

    @Test
    void signals_inAStorm_breakNothing() {
        int[] heard = {0};
        scene.survives(
                3,
                port -> {
                    scene.stage.loop.addSignalHandler(Signal.SIGWINCH, () -> heard[0]++);
                    heard[0] = 0;
                    Task<Void> storm =
                            createTask(
                                    toThread(
                                            () -> {
                                                for (int i = 0; i < 1000; i++) {
                                                    Signal.SIGWINCH.raise();
                                                }
                                                return null;
                                            }));
                    List<Coroutine<Void>> sessions = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        sessions.add(session(port));
                    }
                    await(gather(sessions));
                    await(storm);
                    until(() -> heard[0] > 0);
                    scene.stage.loop.removeSignalHandler(Signal.SIGWINCH);
                });
    }

    private static Coroutine<Void> session(int port) {
        return async(
                () -> {
                    try (Connection ours = await(openConnection("127.0.0.1", port))) {
                        for (int i = 0; i < 20; i++) {
                            ours.writer().write("line " + i + "\n");
                            assertThat(text(await(ours.reader().readline())))
                                    .isEqualTo("line " + i + "\n");
                        }
                    }
                });
    }
}
