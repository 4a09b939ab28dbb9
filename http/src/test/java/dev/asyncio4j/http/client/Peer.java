// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.server.Handler;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.ServerOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Servers in a simulated network: real ones, and those that say what they like, byte for byte.
final class Peer {

    /// What one connection does.
    interface Talk {
        void talk(Connection connection, int number) throws Exception;
    }

    final List<String> heads = new ArrayList<>();
    int connections;

    private Peer() {}

    static void network() {
        if (SimulatedNetwork.of(EventLoop.running()) == null) {
            new SimulatedNetwork(7);
        }
    }

    static HttpServer serve(int port, Handler handler) throws Exception {
        network();
        return await(HttpServer.start(handler, "", port, ServerOptions.defaults()));
    }

    static Peer talks(int port, Talk talk) {
        network();
        Peer peer = new Peer();
        Server server =
                await(
                        Net.startServer(
                                (reader, writer) -> {
                                    int number = ++peer.connections;
                                    return async(
                                            () -> {
                                                try (var mine = new Connection(reader, writer)) {
                                                    talk.talk(mine, number);
                                                }
                                            });
                                },
                                "",
                                port));
        assert server != null;
        return peer;
    }

    /// Answers each request with the next of these, and then closes.
    static Peer says(int port, String... answers) {
        Peer[] mine = new Peer[1];
        mine[0] =
                talks(
                        port,
                        (connection, number) -> {
                            for (String each : answers) {
                                mine[0].heads.add(mine[0].head(connection));
                                connection
                                        .writer()
                                        .write(each.getBytes(StandardCharsets.ISO_8859_1));
                            }
                        });
        return mine[0];
    }

    String head(Connection connection) {
        return new String(
                await(connection.reader().readuntil("\r\n\r\n")), StandardCharsets.ISO_8859_1);
    }
}
