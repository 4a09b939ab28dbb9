// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.TransportSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A port of a simulated host on which somebody listens. **Thread** loop.
public final class SimulatedListener implements TransportSocket, AutoCloseable {

    // set once
    private final SimulatedNetwork network;
    private final InetSocketAddress address;
    private final Supplier<? extends BaseProtocol> factory;

    // loop only
    private @Nullable Clients clients;
    private boolean closed;

    /// Who counts the connections that came in at a port.
    public interface Clients {

        /// One has come.
        void attach(Transport client);

        /// One is gone.
        void detach(Transport client);
    }

    SimulatedListener(
            SimulatedNetwork network,
            InetSocketAddress address,
            Supplier<? extends BaseProtocol> factory) {
        this.network = network;
        this.address = address;
        this.factory = factory;
    }

    /// Where it listens.
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public SocketAddress sockname() {
        return address;
    }

    @Override
    public @Nullable SocketAddress peername() {
        return null;
    }

    /// None can be asked for.
    @Override
    public <T> T option(SocketOption<T> option) {
        throw new UnsupportedOperationException("a simulated socket has no option " + option);
    }

    /// None can be set.
    @Override
    public <T> void setOption(SocketOption<T> option, T value) {
        throw new UnsupportedOperationException("a simulated socket has no option " + option);
    }

    /// A protocol for a new connection.
    BaseProtocol newProtocol() {
        return factory.get();
    }

    /// Accepts connections from now on, and counts them there. **Suspends** never.
    public void start(Clients counting) {
        clients = counting;
    }

    boolean isStarted() {
        return clients != null;
    }

    Clients clients() {
        return Objects.requireNonNull(clients, "clients");
    }

    /// Whether it listens no more.
    public boolean isClosed() {
        return closed;
    }

    /// Listens no more; connections stay. Idempotent. **Suspends** never.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            network.forget(this);
        }
    }

    /// `<SimulatedListener b:80>`.
    @Override
    public String toString() {
        return "<SimulatedListener " + SimulatedNetwork.text(address) + (closed ? " closed>" : ">");
    }
}
