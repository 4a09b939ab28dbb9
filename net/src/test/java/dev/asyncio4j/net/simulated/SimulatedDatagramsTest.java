// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.net.Stage.bytes;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.net.transport.DatagramProtocol;
import dev.asyncio4j.net.transport.DatagramTransport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedDatagramsTest {
    private static final InetSocketAddress SERVER =
            InetSocketAddress.createUnresolved("server", 53);

    private final Town town = new Town();
    private final List<String> received = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        town.stage.endsCleanly();
    }

    private final class Noting implements DatagramProtocol {
        @Override
        public void datagramReceived(byte[] data, SocketAddress sender) {
            received.add(text(data));
        }

        @Override
        public void errorReceived(Throwable cause) {
            received.add(cause.getMessage());
        }
    }

    private DatagramTransport open(String host, int port, InetSocketAddress remote) {
        return await(
                town.network.on(
                        host, async(() -> town.network.openDatagrams(new Noting(), port, remote))));
    }

    /// Sends the numbers 0 to 99, each in a datagram of its own.
    private void sendHundred(Link link) {
        town.play(
                3,
                link,
                () -> {
                    DatagramTransport server = open("server", 53, null);
                    DatagramTransport client = open("client", 0, null);
                    for (int i = 0; i < 100; i++) {
                        client.sendto(bytes(String.format("%02d", i)), SERVER);
                    }
                    await(sleep(1));
                    client.close();
                    server.close();
                    await(sleep(0));
                });
    }

    @Test
    void perfectLink_keepsOrder() {
        sendHundred(Link.perfect());

        assertThat(received).hasSize(100).isSorted();
    }

    @Test
    void jitter_letsThemOvertakeOneAnother() {
        sendHundred(Link.perfect().withJitter(0.1));

        assertThat(received).hasSize(100);
        assertThat(received).isNotEqualTo(new ArrayList<>(new TreeSet<>(received)));
        assertThat(new TreeSet<>(received)).hasSize(100);
    }

    @Test
    void loss_losesAboutSoMany() {
        sendHundred(Link.perfect().withLoss(0.3));

        assertThat(received).hasSizeBetween(50, 90).isSorted();
    }

    @Test
    void duplication_doublesSome() {
        sendHundred(Link.perfect().withDuplication(0.3));

        assertThat(received).hasSizeBetween(110, 150);
        assertThat(new TreeSet<>(received)).hasSize(100);
    }

    @Test
    void partition_losesThem() {
        town.play(
                1,
                Link.perfect(),
                () -> {
                    DatagramTransport server = open("server", 53, null);
                    DatagramTransport client = open("client", 0, null);
                    town.network.partition(Set.of("client"), Set.of("server"));
                    client.sendto(bytes("lost"), SERVER);
                    await(sleep(1));
                    town.network.heal();
                    client.sendto(bytes("found"), SERVER);
                    await(sleep(1));
                    client.close();
                    server.close();
                });

        assertThat(received).containsExactly("found");
    }

    @Test
    void connectedToNobody_hearsOfIt() {
        town.play(
                1,
                Link.perfect(),
                () -> {
                    DatagramTransport client = open("client", 0, SERVER);
                    client.sendto(bytes("hello?"));
                    await(sleep(1));
                    client.close();
                });

        assertThat(received).containsExactly("Connection refused: server:53");
    }

    @Test
    void sendto_withoutOrWithAnotherAddress_isRefused() {
        town.play(
                1,
                Link.perfect(),
                () -> {
                    DatagramTransport loose = open("client", 0, null);
                    DatagramTransport connected = open("client", 0, SERVER);
                    assertThatThrownBy(() -> loose.sendto(new byte[1]))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessage("endpoint is not connected; give the address");
                    assertThatThrownBy(
                                    () ->
                                            connected.sendto(
                                                    new byte[1],
                                                    InetSocketAddress.createUnresolved("x", 1)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageStartingWith("Invalid address: must be null or ");
                    loose.close();
                    connected.close();
                });
    }
}
