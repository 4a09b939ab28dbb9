// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.transport.BaseTransport;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import org.jspecify.annotations.Nullable;

/// Joins a transport to a [StreamReader], and on a server begins the task for each connection.
/// **Thread** loop. **Like** `asyncio.StreamReaderProtocol`.
public final class StreamReaderProtocol extends FlowControl implements Protocol {

    // set once
    private final StreamReader reader;
    private final @Nullable ClientConnected clientConnected;

    // loop only
    private boolean overTls;

    /// A client's side, which feeds `reader`.
    public StreamReaderProtocol(StreamReader reader) {
        this(reader, null);
    }

    /// A server's side: `clientConnected` is called when the connection is there. null is a client.
    public StreamReaderProtocol(StreamReader reader, @Nullable ClientConnected clientConnected) {
        this.reader = reader;
        this.clientConnected = clientConnected;
    }

    /// Whether this is a server's side.
    public boolean isServerSide() {
        return clientConnected != null;
    }

    /// The connection is encrypted from now on.
    void replaceTransport(Transport transport) {
        reader.replaceTransport(transport);
        overTls = transport.extraInfo("sslcontext") != null;
    }

    @Override
    public void connectionMade(BaseTransport transport) {
        Protocol.super.connectionMade(transport);
    }

    @Override
    public void connectionMade(Transport transport) {
        reader.setTransport(transport);
        overTls = transport.extraInfo("sslcontext") != null;
        if (clientConnected != null) {
            StreamWriter writer = new StreamWriter(transport, this, reader);
            Coroutine<?> work = clientConnected.connected(reader, writer);
            if (work != null) {
                loop().createTask(work).addDoneCallback(task -> workIsDone(task, transport));
            }
        }
    }

    private void workIsDone(Future<?> task, Transport transport) {
        if (task.isCancelled()) {
            transport.close();
            return;
        }
        Throwable failure = task.exception();
        if (failure != null) {
            loop().callExceptionHandler(
                            Fault.of("Unhandled exception in client_connected_cb")
                                    .withException(failure)
                                    .with("transport", transport));
            transport.close();
        }
    }

    @Override
    public void dataReceived(byte[] data) {
        reader.feedData(data);
    }

    /// Keeps the transport open for writing, except over TLS, which has no such half.
    @Override
    public boolean eofReceived() {
        reader.feedEof();
        return !overTls;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        if (cause == null) {
            reader.feedEof();
        } else {
            reader.setException(cause);
        }
        super.connectionLost(cause);
    }
}
