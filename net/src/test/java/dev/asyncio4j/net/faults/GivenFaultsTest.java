// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.connectReadPipe;
import static dev.asyncio4j.net.Net.connectWritePipe;
import static dev.asyncio4j.net.Net.getnameinfo;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.openDatagramEndpoint;
import static dev.asyncio4j.net.Net.startServer;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.DatagramOptions;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.transport.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Channels that a program has made, and that are not what they should be.
@Tag("real-time") // with real sockets
class GivenFaultsTest {
    private final Stage stage = Stage.real();

    @Test
    void channelThatIsNotConnected_failsInTheFirstRead() {
        stage.play(
                () -> {
                    try (Connection ours = await(openConnection(SocketChannel.open()))) {
                        assertThatThrownBy(
                                        () -> await(timeout(5, () -> await(ours.reader().read()))))
                                .isInstanceOf(SocketException.class)
                                .hasMessage("Socket is not connected");
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void endOfAPipe_thatIsTheOther_isRefused() {
        stage.play(
                () -> {
                    Pipe pipe = Pipe.open();
                    assertThatThrownBy(() -> await(connectWritePipe(Silent::new, pipe.source())))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageEndingWith(" (expected: the end that is written to)");
                    assertThatThrownBy(() -> await(connectReadPipe(Silent::new, pipe.sink())))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageEndingWith(" (expected: the end that is read from)");
                    pipe.source().close();
                    pipe.sink().close();
                });
        stage.endsCleanly();
    }

    private static final class Silent implements Protocol {}

    @Test
    void addressThatIsNotResolved_isNamed() {
        var nowhere = InetSocketAddress.createUnresolved("x.invalid", 1);
        stage.play(
                () -> {
                    assertThatThrownBy(() -> await(getnameinfo(nowhere)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("address: " + nowhere + " (expected: resolved)");
                    assertThatThrownBy(
                                    () ->
                                            await(
                                                    openDatagramEndpoint(
                                                            DatagramOptions.local(nowhere))))
                            .isInstanceOf(IOException.class)
                            .hasMessage("address is not resolved: " + nowhere);
                });
        stage.endsCleanly();
    }

    @Test
    void listeningChannelThatIsNotBound_isRefused() {
        stage.play(
                () -> {
                    try (var channel = ServerSocketChannel.open()) {
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        startServer(
                                                                ClientConnected.plain(
                                                                        (reader, writer) -> {}),
                                                                channel)))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("channel: " + channel + " (expected: bound)");
                    }
                });
        stage.endsCleanly();
    }
}
