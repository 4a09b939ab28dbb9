// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Future;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.waits.Kind;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One attempt to connect: there, and back.
final class Attempt {

    private final SimulatedNetwork network;
    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final Future<Transport> outcome;
    private @Nullable Transport made;

    Attempt(SimulatedNetwork network, InetSocketAddress from, InetSocketAddress to) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.outcome = network.loop().createFuture(Kind.CONNECTION.of(to));
    }

    /// **Suspends** until it has succeeded. **If cancelled** nothing is left of it.
    Transport connect(BaseProtocol protocol) {
        send(from, to, () -> knock(protocol));
        try {
            return await(outcome);
        } catch (Throwable given) {
            if (made != null) {
                made.abort(); // it was cancelled when it had just succeeded
            }
            throw given;
        }
    }

    private void knock(BaseProtocol protocol) {
        SimulatedListener listener = network.listeners.get(to);
        if (listener == null || !listener.isStarted()) {
            send(to, from, this::refuse);
            return;
        }
        SimulatedConnection connection =
                new SimulatedConnection(
                        network, from, to, protocol, listener.newProtocol(), listener.clients());
        network.connections.add(connection);
        send(to, from, () -> welcome(connection));
        connection.server().begin();
    }

    private void refuse() {
        if (!outcome.isDone()) {
            outcome.setException(
                    new ConnectException("Connection refused: " + SimulatedNetwork.text(to)));
        }
    }

    private void welcome(SimulatedConnection connection) {
        if (outcome.isDone()) { // cancelled
            connection.cut();
            return;
        }
        connection.client().begin();
        made = connection.client();
        outcome.setResult(connection.client());
    }

    private void send(InetSocketAddress source, InetSocketAddress target, Runnable packet) {
        String sender = source.getHostString();
        String receiver = target.getHostString();
        long due = network.now() + network.delay(network.linkBetween(sender, receiver));
        network.at(due, sender, receiver, packet);
    }
}
