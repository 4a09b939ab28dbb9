// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.DatagramProtocol;
import dev.asyncio4j.net.transport.DatagramTransport;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import dev.asyncio4j.net.transport.WriteFlow;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A datagram endpoint of a simulated host. What it sends leaves at once, so nothing ever waits.
final class SimulatedDatagrams implements DatagramTransport {

    // set once
    private final SimulatedNetwork network;
    private final EventLoop loop;
    private final InetSocketAddress address;
    private final @Nullable InetSocketAddress remote;
    private final WriteFlow flow;

    // loop only
    private BaseProtocol protocol;
    private boolean closing;

    SimulatedDatagrams(
            SimulatedNetwork network,
            DatagramProtocol protocol,
            InetSocketAddress address,
            @Nullable InetSocketAddress remote) {
        this.network = network;
        this.loop = network.loop();
        this.protocol = protocol;
        this.address = address;
        this.remote = remote;
        this.flow = new WriteFlow(loop, this);
    }

    InetSocketAddress address() {
        return address;
    }

    void arrived(byte[] data, InetSocketAddress sender) {
        boolean isForUs = remote == null || remote.equals(sender);
        if (!closing && isForUs && protocol instanceof DatagramProtocol receiver) {
            receiver.datagramReceived(data, sender);
        }
    }

    /// Nobody was there. As of the system, only who is connected hears of it.
    void refused(InetSocketAddress target) {
        if (!closing && remote != null && protocol instanceof DatagramProtocol sender) {
            sender.errorReceived(
                    new PortUnreachableException(
                            "Connection refused: " + SimulatedNetwork.text(target)));
        }
    }

    @Override
    public void sendto(byte[] data) {
        if (remote == null) {
            throw new IllegalStateException("endpoint is not connected; give the address");
        }
        send(data, remote);
    }

    @Override
    public void sendto(byte[] data, SocketAddress target) {
        if (remote != null && !remote.equals(target)) {
            throw new IllegalArgumentException("Invalid address: must be null or " + remote);
        }
        if (!(target instanceof InetSocketAddress internet)) {
            throw new IllegalArgumentException(
                    "address: " + target + " (expected: an InetSocketAddress)");
        }
        send(
                data,
                InetSocketAddress.createUnresolved(internet.getHostString(), internet.getPort()));
    }

    private void send(byte[] data, InetSocketAddress target) {
        if (!closing) {
            network.datagram(address, target, data.clone());
        }
    }

    @Override
    public void close() {
        if (!closing) {
            closing = true;
            network.forget(this);
            loop.callSoon(() -> protocol.connectionLost(null));
        }
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public @Nullable Object extraInfo(String name) {
        return switch (name) {
            case "sockname" -> address;
            case "peername" -> remote;
            default -> null;
        };
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        protocol = Objects.requireNonNull(newProtocol, "protocol");
    }

    @Override
    public BaseProtocol protocol() {
        return protocol;
    }

    @Override
    public int writeBufferSize() {
        return 0;
    }

    @Override
    public WriteBufferLimits writeBufferLimits() {
        return flow.limits();
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        flow.setLimits(limits, 0);
    }

    /// `<SimulatedDatagrams a:5353>`.
    @Override
    public String toString() {
        return "<SimulatedDatagrams "
                + SimulatedNetwork.text(address)
                + (closing ? " closing>" : ">");
    }
}
