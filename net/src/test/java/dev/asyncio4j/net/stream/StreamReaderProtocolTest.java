// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.Stage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StreamReaderProtocolTest {
    private final Stage stage = new Stage();
    private final FakeTransport transport = new FakeTransport();

    private StreamReaderProtocol connect(ClientConnected work) {
        StreamReaderProtocol protocol = new StreamReaderProtocol(new StreamReader(), work);
        protocol.connectionMade(transport);
        return protocol;
    }

    @Test
    void serversCoroutine_runsAsATaskOfItsOwn() {
        stage.play(
                () -> {
                    var main = currentTask();
                    StreamReaderProtocol protocol =
                            connect(
                                    (reader, writer) ->
                                            async(
                                                    () -> {
                                                        stage.mark(currentTask() != main);
                                                        stage.mark(text(await(reader.readline())));
                                                        writer.close();
                                                    }));
                    assertThat(protocol.isServerSide()).isTrue();
                    assertThat(stage.marks()).isEmpty();
                    protocol.dataReceived(bytes("line\n"));
                    await(sleep(1));
                });

        assertThat(stage.marks()).containsExactly("true", "line\n");
        assertThat(transport.calls).containsExactly("close");
        stage.endsCleanly();
    }

    @Test
    void plainFunction_isCalledAtOnce() {
        stage.play(
                () -> {
                    connect(ClientConnected.plain((reader, writer) -> writer.write("hello")));
                    assertThat(transport.calls).containsExactly("write hello");
                });
        stage.endsCleanly();
    }

    @Test
    void failingCoroutine_isReported_andTheTransportClosed() {
        IOException broken = new IOException("broken");
        stage.play(
                () -> {
                    connect(
                            (reader, writer) ->
                                    async(
                                            () -> {
                                                throw broken;
                                            }));
                    await(sleep(1));
                });

        assertThat(stage.faults).hasSize(1);
        assertThat(stage.faults.getFirst().exception()).isSameAs(broken);
        assertThat(stage.faults.getFirst().context()).containsEntry("transport", transport);
        assertThat(stage.faultMessages())
                .containsExactly("Unhandled exception in client_connected_cb");
        assertThat(transport.calls).containsExactly("close");
        stage.endsCleanly();
    }

    @Test
    void cancelledCoroutine_closesTheTransport() {
        stage.play(
                () -> {
                    connect((reader, writer) -> sleep(3600));
                    await(sleep(0));
                    allTasks().getLast().cancel();
                    await(sleep(1));
                });

        assertThat(transport.calls).containsExactly("close");
        stage.endsCleanly();
    }

    @Test
    void eof_keepsTheTransportOpen_exceptOverTls() {
        stage.play(
                () -> {
                    StreamReader reader = new StreamReader();
                    StreamReaderProtocol plain = new StreamReaderProtocol(reader);
                    plain.connectionMade(transport);
                    assertThat(plain.isServerSide()).isFalse();
                    assertThat(plain.eofReceived()).isTrue();
                    assertThat(reader.isAtEof()).isTrue();

                    transport.extra.put("sslcontext", "tls");
                    StreamReaderProtocol secret = new StreamReaderProtocol(new StreamReader());
                    secret.connectionMade(transport);
                    assertThat(secret.eofReceived()).isFalse();
                });
        stage.endsCleanly();
    }

    @Test
    void loss_reachesTheReader() {
        IOException broken = new IOException("broken");
        stage.play(
                () -> {
                    StreamReader reader = new StreamReader();
                    StreamReaderProtocol protocol = new StreamReaderProtocol(reader);
                    protocol.connectionMade(transport);
                    protocol.connectionLost(broken);
                    assertThatThrownBy(() -> await(reader.read())).isSameAs(broken);
                });
        stage.endsCleanly();
    }

    @Test
    void outsideALoop_itIsRefused() {
        assertThatThrownBy(() -> new StreamReaderProtocol(new StreamReader()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no running event loop");
    }
}
