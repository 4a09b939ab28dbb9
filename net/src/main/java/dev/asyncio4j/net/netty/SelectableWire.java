// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.TransportSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A connection over a channel of the JDK's that a program has made itself: a socket, or an end of
/// a
/// pipe. The [Watcher] tells when it is ready. **Thread** loop.
public final class SelectableWire implements Wire {

    private static final int READ_BYTES = 64 * 1024;

    // set once
    private final Watcher watcher;
    private final SelectableChannel channel;
    private final Inflow inflow;

    // loop only
    private boolean reading;
    private @Nullable ByteBuffer unsent;

    private SelectableWire(Watcher watcher, SelectableChannel channel, Inflow inflow) {
        this.watcher = watcher;
        this.channel = channel;
        this.inflow = inflow;
    }

    /// Makes `channel`, which belongs to the transport from now on, a transport. **Suspends** until
    /// `connectionMade` was called.
    /// @throws IOException if the channel is closed
    public static Transport transport(
            NettyLoop net, SelectableChannel channel, BaseProtocol protocol) throws IOException {
        channel.configureBlocking(false);
        Inflow inflow = new Inflow(net);
        SelectableWire wire = new SelectableWire(net.watcher(), channel, inflow);
        return Streams.begun(net, wire, inflow, protocol);
    }

    /// [#transport], for a connection that a server has accepted. **Suspends** never.
    /// @throws IOException if the channel is closed
    public static void accepted(
            NettyLoop net, SelectableChannel channel, BaseProtocol protocol, Clients clients)
            throws IOException {
        channel.configureBlocking(false);
        Inflow inflow = new Inflow(net);
        SelectableWire wire = new SelectableWire(net.watcher(), channel, inflow);
        new StreamTransport(net, wire, inflow, protocol, clients).begin(null);
    }

    // ---- reading

    @Override
    public void reading(boolean on) {
        if (on == reading || !(channel instanceof ReadableByteChannel)) {
            return;
        }
        reading = on;
        if (on) {
            watchReading();
        } else {
            watcher.removeReader(channel);
        }
    }

    private void watchReading() {
        try {
            watcher.addReader(channel, this::readNow);
        } catch (ClosedChannelException closed) {
            inflow.fail(closed);
        }
    }

    private void readNow() {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        try {
            int count = ((ReadableByteChannel) channel).read(buffer);
            if (count > 0) {
                inflow.data(Arrays.copyOf(buffer.array(), count));
            } else if (count < 0) {
                reading(false);
                inflow.end();
            }
        } catch (IOException | RuntimeException broken) { // be it that it was never connected
            reading(false);
            inflow.fail(broken);
        }
    }

    // ---- writing

    @Override
    public int write(StreamTransport from, Outgoing outgoing, int most) {
        unsent = ByteBuffer.wrap(outgoing.take(most));
        return writeMore(from);
    }

    private int writeMore(StreamTransport from) {
        ByteBuffer data = unsent;
        if (data == null) {
            return 0;
        }
        try {
            ((WritableByteChannel) channel).write(data);
        } catch (IOException | RuntimeException broken) {
            unsent = null;
            watcher.removeWriter(channel);
            from.sent(broken);
            return 0;
        }
        if (!data.hasRemaining()) {
            unsent = null;
            return 0;
        }
        try {
            watcher.addWriter(channel, () -> writeAgain(from));
        } catch (ClosedChannelException closed) {
            from.sent(closed);
            return 0;
        }
        return data.remaining();
    }

    private void writeAgain(StreamTransport from) {
        watcher.removeWriter(channel);
        if (unsent != null && writeMore(from) == 0) {
            from.sent(null);
        }
    }

    @Override
    public void shutdownOutput() {
        if (channel instanceof SocketChannel socket) {
            try {
                socket.shutdownOutput();
            } catch (IOException broken) {
                inflow.fail(broken);
            }
        }
    }

    @Override
    public boolean canShutdownOutput() {
        return channel instanceof WritableByteChannel;
    }

    @Override
    public boolean endsWhole() {
        return channel instanceof Pipe.SinkChannel;
    }

    @Override
    public void close() {
        watcher.removeReader(channel);
        watcher.removeWriter(channel);
        try {
            channel.close();
        } catch (IOException broken) {
            inflow.fail(broken);
        }
    }

    // ---- looking

    @Override
    public @Nullable TransportSocket socket() {
        return channel instanceof SocketChannel socket ? new JdkSocket(socket) : null;
    }

    @Override
    public @Nullable Object extraInfo(String name) {
        return name.equals("pipe") && !(channel instanceof SocketChannel) ? channel : null;
    }
}
