// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Stage.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamWriterTest {
    private final Stage stage = new Stage();
    private final FakeTransport transport = new FakeTransport();

    /// What a test does with a writer.
    private interface Scene {
        void play(StreamReader reader, StreamReaderProtocol protocol, StreamWriter writer)
                throws Exception;
    }

    private void play(Scene scene) {
        Body.OfNothing body =
                () -> {
                    StreamReader reader = new StreamReader();
                    StreamReaderProtocol protocol = new StreamReaderProtocol(reader);
                    protocol.connectionMade(transport);
                    scene.play(reader, protocol, new StreamWriter(transport, protocol, reader));
                };
        stage.play(body);
        stage.endsCleanly();
    }

    @Test
    void writes_arePassedOn() {
        play(
                (reader, protocol, writer) -> {
                    writer.write("text ");
                    writer.write(bytes("bytes"), 1, 3);
                    writer.writelines(List.of(bytes("a"), bytes("b")));
                    assertThat(writer.canWriteEof()).isTrue();
                    writer.writeEof();
                    assertThat(writer.isClosing()).isFalse();
                    writer.close();
                    assertThat(writer.isClosing()).isTrue();
                });

        assertThat(transport.calls)
                .containsExactly(
                        "write text ", "write yte", "write a", "write b", "writeEof", "close");
    }

    @Test
    void drain_waitsOnlyWhilePaused() {
        play(
                (reader, protocol, writer) -> {
                    await(writer.drain());
                    protocol.pauseWriting();
                    var first = createTask(writer.send("x"));
                    var second = createTask(writer.drain());
                    await(sleep(1));
                    assertThat(first.isDone()).isFalse();
                    assertThat(second.isDone()).isFalse();
                    protocol.resumeWriting();
                    await(gather(first, second));
                });

        assertThat(transport.calls).containsExactly("write x");
    }

    @Test
    void cancelledDrain_leavesTheOthersWaiting() {
        play(
                (reader, protocol, writer) -> {
                    protocol.pauseWriting();
                    var first = createTask(writer.drain());
                    var second = createTask(writer.drain());
                    await(sleep(0));
                    first.cancel();
                    protocol.resumeWriting();
                    assertThatThrownBy(() -> await(first)).isInstanceOf(CancelledError.class);
                    await(second);
                });
    }

    @Test
    void lostConnection_failsWhoWaits_andWhoComesLater() {
        IOException broken = new IOException("broken");
        play(
                (reader, protocol, writer) -> {
                    protocol.pauseWriting();
                    var drain = createTask(writer.drain());
                    var closed = createTask(writer.waitClosed());
                    await(sleep(0));
                    protocol.connectionLost(broken);
                    assertThatThrownBy(() -> await(drain)).isSameAs(broken);
                    assertThatThrownBy(() -> await(closed)).isSameAs(broken);
                    assertThatThrownBy(() -> await(writer.waitClosed())).isSameAs(broken);
                    assertThatThrownBy(() -> await(writer.drain())).isSameAs(broken);
                });
    }

    @Test
    void closedConnection_endsTheWaits_andRefusesToDrain() {
        play(
                (reader, protocol, writer) -> {
                    var closed = createTask(writer.waitClosed());
                    await(sleep(0));
                    protocol.connectionLost(null);
                    await(closed);
                    await(writer.waitClosed());
                    assertThat(reader.isAtEof()).isTrue();
                    assertThatThrownBy(() -> await(writer.drain()))
                            .isInstanceOf(ConnectionResetError.class)
                            .hasMessage("Connection lost");
                });
    }

    @Test
    void cancelledWaitClosed_doesNotSpoilTheNextOne() {
        play(
                (reader, protocol, writer) -> {
                    var closed = createTask(writer.waitClosed());
                    await(sleep(0));
                    closed.cancel();
                    assertThatThrownBy(() -> await(closed)).isInstanceOf(CancelledError.class);
                    protocol.connectionLost(null);
                    await(writer.waitClosed());
                });
    }

    @Test
    void drainOnAClosingTransport_givesUpATurn() {
        play(
                (reader, protocol, writer) -> {
                    writer.close();
                    getRunningLoop().callSoon(() -> stage.mark("other"));
                    await(writer.drain());
                    stage.mark("drained");
                });

        assertThat(stage.marks()).containsExactly("other", "drained");
    }

    @Test
    void block_closesTheWriter() {
        play(
                (reader, protocol, writer) -> {
                    try (writer) {
                        writer.write("x");
                    }
                });

        assertThat(transport.calls).containsExactly("write x", "close");
    }

    @Test
    void extraInfo_hasAFallback() {
        transport.extra.put("pipe", "p");
        play(
                (reader, protocol, writer) -> {
                    assertThat(writer.extraInfo("pipe", "none")).isEqualTo("p");
                    assertThat(writer.extraInfo("nothing")).isNull();
                    assertThat(writer.extraInfo("nothing", "none")).isEqualTo("none");
                    assertThat(writer.transport()).isSameAs(transport);
                    assertThat(writer)
                            .hasToString(
                                    "<StreamWriter transport=<fake> reader=<StreamReader"
                                            + " transport=<fake>>>");
                });
    }
}
