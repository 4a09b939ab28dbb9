// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.Stage;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.sync.Queue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Two simulated hosts, `client` and `server`, that speak TLS, in a time of their own.
final class TlsTown {
    static final int PORT = 443;

    final Stage stage = new Stage();
    final Pki pki;
    SimulatedNetwork network;

    TlsTown(Path folder) {
        this(Pki.in(folder));
    }

    TlsTown(Pki pki) {
        this.pki = pki;
    }

    void play(Body.OfNothing body) {
        stage.play(
                () -> {
                    network = new SimulatedNetwork(1);
                    body.run();
                });
    }

    Server serve(ClientConnected handler) {
        return serve(handler, pki.serving());
    }

    Server serve(ClientConnected handler, ServeOptions options) {
        return await(network.on("server", Net.startServer(handler, "", PORT, options)));
    }

    Coroutine<Connection> connecting(ConnectOptions options) {
        return network.on("client", Net.openConnection("server", PORT, options));
    }

    Connection connect() {
        return await(connecting(pki.connecting()));
    }

    /// A client whose plain connection is in the test's hand.
    ///
    /// @param plain below the encryption
    /// @param encrypted above it
    record Opened(Transport plain, Transport encrypted) {}

    Opened open(Protocol application) throws Exception {
        var plain =
                await(
                        network.on(
                                "client",
                                Net.createConnection(
                                        () ->
                                                TlsProtocol.connecting(
                                                        application, pki.client(), "server"),
                                        "server",
                                        PORT)));
        return new Opened(plain.transport(), plain.protocol().waitHandshake());
    }

    /// Notes its callbacks, and offers them to who waits.
    static class Recorder implements Protocol {
        final List<String> log = new ArrayList<>();
        private final Queue<String> events = new Queue<>();
        Transport transport;
        Throwable lostFor;
        RuntimeException failure;
        boolean keepOpen;

        private void note(String what) {
            log.add(what);
            events.putNoWait(what);
        }

        void until(String what) {
            String event = "";
            while (!event.equals(what)) {
                event = await(events.get());
            }
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            note("made");
        }

        @Override
        public void dataReceived(byte[] data) {
            note("data " + data.length);
            if (failure != null) {
                throw failure;
            }
        }

        @Override
        public boolean eofReceived() {
            note("eof");
            return keepOpen;
        }

        @Override
        public void pauseWriting() {
            note("pause");
        }

        @Override
        public void resumeWriting() {
            note("resume");
        }

        @Override
        public void connectionLost(Throwable cause) {
            lostFor = cause;
            note("lost " + (cause == null ? null : cause.getClass().getSimpleName()));
        }
    }
}
