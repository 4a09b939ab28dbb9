// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.net.Net.*;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.Future;
import dev.asyncio4j.net.transport.DatagramProtocol;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Datagrams over real sockets.
@Tag("real-time")
class DatagramTest {
    private final Stage stage = Stage.real();

    private static DatagramEndpoint local() {
        return await(
                openDatagramEndpoint(DatagramOptions.local(new InetSocketAddress("127.0.0.1", 0))));
    }

    private static InetSocketAddress address(DatagramEndpoint endpoint) {
        return (InetSocketAddress) endpoint.sockname();
    }

    @Test
    void datagrams_keepTheirBoundaries_emptyOnesToo() {
        stage.play(
                () -> {
                    try (var server = local();
                            var client =
                                    await(
                                            openDatagramEndpoint(
                                                    DatagramOptions.remote(address(server))))) {
                        List<String> got = new ArrayList<>();
                        for (String each : List.of("one", "", "two words")) {
                            await(client.send(bytes(each)));
                        }
                        for (int i = 0; i < 3; i++) {
                            var datagram = await(server.receive());
                            got.add(text(datagram.bytes()));
                            assertThat(datagram.sender()).isEqualTo(client.sockname());
                        }
                        assertThat(got).containsExactly("one", "", "two words");
                        await(server.send(bytes("back"), address(client)));
                        assertThat(text(await(client.receive()).bytes())).isEqualTo("back");
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void nobodyThere_isAnErrorOfTheNextReceive_andTheEndpointLivesOn() {
        stage.play(
                () -> {
                    InetSocketAddress gone;
                    try (var server = local()) {
                        gone = address(server);
                    }
                    await(sleep(0));
                    try (var client = await(openDatagramEndpoint(DatagramOptions.remote(gone)))) {
                        await(client.send(bytes("anybody?")));
                        assertThatThrownBy(() -> await(client.receive()))
                                .isInstanceOf(ConnectException.class);
                        assertThat(client.transport().isClosing()).isFalse();
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void closedEndpoint_endsTheIteration() {
        stage.play(
                () -> {
                    var endpoint = local();
                    var all = createTask(endpoint.toList());
                    await(sleep(0));
                    await(endpoint.send(bytes("to myself"), address(endpoint)));
                    await(sleep(0.05));
                    endpoint.close();
                    assertThat(await(all)).hasSize(1);
                    assertThatThrownBy(() -> await(endpoint.receive()))
                            .isInstanceOf(ClosedChannelException.class);
                });
        stage.endsCleanly();
    }

    @Test
    void misuse_isRefused() {
        stage.play(
                () -> {
                    try (var server = local();
                            var client =
                                    await(
                                            openDatagramEndpoint(
                                                    DatagramOptions.remote(address(server))))) {
                        assertThatThrownBy(() -> await(server.send(bytes("x"))))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("not connected");
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        client.send(
                                                                bytes("x"),
                                                                new InetSocketAddress(
                                                                        "127.0.0.1", 1))))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("Invalid address");
                    }
                });
        stage.endsCleanly();
    }

    @Test
    @SuppressWarnings("try") // closed before its block ends
    void sendersThatWait_areAllWoken_byRoomAndByTheEnd() {
        stage.play(
                () -> {
                    try (var endpoint = local()) {
                        var protocol = endpoint.transport().protocol();
                        protocol.pauseWriting(); // as the transport does when it is full
                        var first = createTask(endpoint.send(bytes("1"), address(endpoint)));
                        var second = createTask(endpoint.send(bytes("2"), address(endpoint)));
                        await(sleep(0));

                        protocol.resumeWriting();
                        await(timeout(20, () -> await(gather(first, second))));

                        protocol.pauseWriting();
                        var third = createTask(endpoint.send(bytes("3"), address(endpoint)));
                        var fourth = createTask(endpoint.send(bytes("4"), address(endpoint)));
                        await(sleep(0));
                        endpoint.transport().close();
                        await(timeout(20, () -> await(gather(third, fourth))));
                    }
                });
        stage.endsCleanly();
    }

    @Test
    void protocolThatThrows_isReported_andGetsTheNext() {
        stage.play(
                () -> {
                    Future<String> next = stage.loop.createFuture();
                    var picky =
                            new DatagramProtocol() {
                                @Override
                                public void datagramReceived(byte[] data, SocketAddress from) {
                                    if (data.length == 1) {
                                        throw new IllegalStateException("too short");
                                    }
                                    next.setResult(text(data));
                                }
                            };
                    var server =
                            await(
                                            createDatagramEndpoint(
                                                    () -> picky,
                                                    DatagramOptions.local(
                                                            new InetSocketAddress("127.0.0.1", 0))))
                                    .transport();
                    try (var client = local()) {
                        var there = (InetSocketAddress) server.extraInfo("sockname");
                        await(client.send(bytes("x"), there));
                        await(client.send(bytes("next"), there));

                        assertThat(await(timeout(20, () -> await(next)))).isEqualTo("next");
                        assertThat(server.isClosing()).isFalse();
                    }
                    server.close();
                });
        assertThat(stage.faultMessages())
                .containsExactly("Exception in callback of datagram transport");
        stage.endsCleanly();
    }
}
