// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;

/// Two hosts, `client` and `server`, and streams between them.
final class Town {
    static final int PORT = 80;

    final Stage stage = new Stage();
    SimulatedNetwork network;

    /// Plays `body` with a new network of this seed.
    void play(long seed, Link link, dev.asyncio4j.Body.OfNothing body) {
        stage.play(
                () -> {
                    network = new SimulatedNetwork(seed);
                    network.link("client", "server", link);
                    body.run();
                });
    }

    Server serve(ClientConnected handler) {
        return await(network.on("server", Net.startServer(handler, "", PORT)));
    }

    Connection connect() {
        return await(network.on("client", Net.openConnection("server", PORT)));
    }

    Connection connect(int limit) {
        var options = ConnectOptions.defaults().withLimit(limit);
        return await(network.on("client", Net.openConnection("server", PORT, options)));
    }

    /// A handler that sends back what it gets, until the end.
    static Coroutine<?> echo(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    try (writer) {
                        byte[] data = await(reader.read(1000));
                        while (data.length > 0) {
                            await(writer.send(data));
                            data = await(reader.read(1000));
                        }
                    }
                });
    }
}
