// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;
import static dev.asyncio4j.net.Net.openConnection;
import static dev.asyncio4j.net.Net.startServer;
import static dev.asyncio4j.net.Net.use;
import static dev.asyncio4j.net.Stage.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.transport.Engine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A server that has to survive faults, and the books that show what they leave behind.
final class Scene {

    /// Something that goes wrong with a server at this port.
    interface Fault {
        void happen(int port) throws Exception;
    }

    final Stage stage;
    final Engine engine;

    /// How the sessions of the server ended: `end`, or the failure's type.
    final List<String> ends = new ArrayList<>();

    Server server;

    Scene(Engine engine) {
        this(Stage.real(), engine);
    }

    Scene(Stage stage, Engine engine) {
        this.stage = stage;
        this.engine = engine;
    }

    /// Lets a fault happen so many times to one server of echoes. After each the server answers; in
    /// the end nothing is left of them.
    void survives(int times, Fault fault) {
        survives(times, this::echo, fault);
    }

    void survives(int times, ClientConnected handler, Fault fault) {
        play(
                handler,
                () -> {
                    fault.happen(port()); // what is made once is made now
                    answers();
                    until(() -> server.clientCount() == 0);
                    await(sleep(0.01)); // so that the JDK has what it waits with
                    Descriptors before = Descriptors.now();
                    ends.clear();

                    for (int i = 0; i < times; i++) {
                        fault.happen(port());
                        answers();
                    }

                    until(() -> server.clientCount() == 0);
                    until(() -> stage.loop.allTasks().size() == 1);
                    before.untilNothingElseIsOpen();
                });
    }

    /// Plays `body` with the server; in the end nothing is left.
    void play(ClientConnected handler, Body.OfNothing body) {
        try {
            stage.play(
                    () -> {
                        use(engine);
                        try (Server serving = await(startServer(handler, "127.0.0.1", 0))) {
                            server = serving;
                            body.run();
                            until(() -> server.clientCount() == 0);
                        }
                    });
            stage.endsCleanly();
        } finally {
            stage.loop.close();
        }
        Leaks.none();
    }

    /// Fails unless the server answers.
    void answers() throws Exception {
        await(
                timeout(
                        10,
                        () -> {
                            try (Connection ours = await(openConnection("127.0.0.1", port()))) {
                                ours.writer().write("still there?\n");
                                assertThat(text(await(ours.reader().readline())))
                                        .isEqualTo("still there?\n");
                            }
                        }));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.sockets().getFirst().sockname();
    }

    int port() {
        return address().getPort();
    }

    /// Sends back what comes, until the end, and notes how that came about.
    Coroutine<Void> echo(StreamReader reader, StreamWriter writer) {
        return async(
                () -> {
                    try (writer) {
                        byte[] data = await(reader.read(1000));
                        while (data.length > 0) {
                            await(writer.send(data));
                            data = await(reader.read(1000));
                        }
                        ends.add("end");
                    } catch (Exception lost) {
                        ends.add(lost.getClass().getSimpleName());
                    }
                });
    }

    // ---- a client that does not care

    /// A connected socket of the JDK's that says `words`.
    static SocketChannel caller(int port, String words) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        int _ = socket.write(ByteBuffer.wrap(Stage.bytes(words)));
        return socket;
    }

    /// Closes it so that the other side is reset.
    static void reset(SocketChannel socket) throws IOException {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        socket.close();
    }

    /// Lets the loop turn until it is so.
    static void until(BooleanSupplier condition) {
        await(
                timeout(
                        20,
                        () -> {
                            while (!condition.getAsBoolean()) {
                                await(sleep(0.001));
                            }
                        }));
    }
}
