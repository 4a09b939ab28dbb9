// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.startServer;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.ClientConnected;
import java.net.SocketException;
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
