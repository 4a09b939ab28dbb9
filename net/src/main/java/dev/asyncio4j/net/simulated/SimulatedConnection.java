// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import dev.asyncio4j.net.transport.BaseProtocol;
import java.net.InetSocketAddress;

/// A connection of a [SimulatedNetwork], in the hand of who tests what happens when it breaks.
/// **Thread** loop.
public final class SimulatedConnection {

    private static final long NEVER = Long.MAX_VALUE;

    // set once
    private final SimulatedNetwork network;
    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final SimulatedTransport client;
    private final SimulatedTransport server;
    private final Direction forth;
    private final Direction back;
    private final SimulatedListener.Clients clients;

    // loop only
    private long crossed;
    private long cutAt = NEVER;
    private int ends = 2;

    SimulatedConnection(
            SimulatedNetwork network,
            InetSocketAddress from,
            InetSocketAddress to,
            BaseProtocol clientProtocol,
            BaseProtocol serverProtocol,
            SimulatedListener.Clients clients) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.clients = clients;
        this.client = new SimulatedTransport(network, this, clientProtocol, from, to);
        this.server = new SimulatedTransport(network, this, serverProtocol, to, from);
        this.forth = new Direction(network, client, server);
        this.back = new Direction(network, server, client);
        client.join(forth, back);
        server.join(back, forth);
        clients.attach(server);
    }

    SimulatedTransport client() {
        return client;
    }

    SimulatedTransport server() {
        return server;
    }

    /// Who connected.
    public InetSocketAddress from() {
        return from;
    }

    /// Whom it connected to.
    public InetSocketAddress to() {
        return to;
    }

    /// How many bytes have arrived so far, both ways together.
    public long crossed() {
        return crossed;
    }

    /// Whether one of its ends still has it.
    public boolean isOpen() {
        return ends > 0;
    }

    /// Breaks it off now: both protocols lose it with a `ConnectionResetError`, and what is on its
    /// way is lost. Nothing happens if both have closed it. **Suspends** never.
    public void cut() {
        forth.drop();
        back.drop();
        client.lose(SimulatedTransport.reset());
        server.lose(SimulatedTransport.reset());
    }

    /// Breaks it off as [#cut()] when so many bytes have arrived, both ways together, in the middle
    /// of a piece if need be. **Suspends** never.
    /// @throws IllegalArgumentException if it is negative
    public void cutAfter(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
        cutAt = bytes;
        cutIfDue();
    }

    /// `length` bytes are about to arrive.
    /// @return how many of them still do
    int crossing(int length) {
        int kept = (int) Math.min(length, cutAt - crossed);
        crossed += kept;
        return kept;
    }

    void cutIfDue() {
        if (crossed >= cutAt) {
            cut();
        }
    }

    /// Something came to an end that is closed: the other one hears that, a latency later.
    void resetFrom(SimulatedTransport closed) {
        SimulatedTransport other = closed == client ? server : client;
        long heard =
                network.now() + network.delay(network.linkBetween(closed.host(), other.host()));
        network.at(
                heard,
                closed.host(),
                other.host(),
                () -> {
                    forth.drop();
                    back.drop();
                    other.lose(SimulatedTransport.reset());
                });
    }

    void left(SimulatedTransport end) {
        ends--;
        if (ends == 0) {
            network.forget(this);
        }
        if (end == server) {
            clients.detach(server);
        }
    }

    /// `<SimulatedConnection a:49152 -> b:80, 12 bytes>`.
    @Override
    public String toString() {
        return "<SimulatedConnection "
                + SimulatedNetwork.text(from)
                + " -> "
                + SimulatedNetwork.text(to)
                + ", "
                + crossed
                + " bytes>";
    }
}
