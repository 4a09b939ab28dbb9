// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.AsyncIterable;
import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.net.transport.DatagramProtocol;
import dev.asyncio4j.net.transport.DatagramTransport;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.net.waits.Peer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Datagrams with `await`: [#send] waits while too much waits to be sent, [#receive()] for the next
/// one.
/// What nobody receives waits here, up to a limit; then the oldest is dropped, as the system does.
/// **Thread** loop. Opened by [Net#openDatagramEndpoint(DatagramOptions)].
public final class DatagramEndpoint
        implements AutoCloseable, AsyncIterable<DatagramEndpoint.Datagram> {

    private static final int LIMIT = 1024;

    // set once
    private final EventLoop loop = EventLoop.running();
    private final Calls calls = new Calls();

    // loop only
    private final ArrayDeque<Datagram> received = new ArrayDeque<>();
    private final ArrayDeque<Throwable> errors = new ArrayDeque<>();
    private @Nullable DatagramTransport transport;
    private @Nullable Future<@Nullable Void> receiver;
    private final Set<Future<@Nullable Void>> senders = new LinkedHashSet<>();
    private boolean lost;
    private boolean paused;
    private long dropped;

    /// What has come, and from whom.
    public static final class Datagram {
        private final byte[] bytes;
        private final SocketAddress sender;

        Datagram(byte[] bytes, SocketAddress sender) {
            this.bytes = bytes;
            this.sender = sender;
        }

        /// The bytes; may be none. They belong to the caller.
        public byte[] bytes() {
            return bytes;
        }

        /// Where it came from.
        public SocketAddress sender() {
            return sender;
        }

        /// `<Datagram 12 bytes from ...>`.
        @Override
        public String toString() {
            return "<Datagram " + bytes.length + " bytes from " + sender + ">";
        }
    }

    /// What the transport calls.
    private final class Calls implements DatagramProtocol {
        @Override
        public void connectionMade(DatagramTransport made) {
            transport = made;
        }

        @Override
        public void datagramReceived(byte[] bytes, SocketAddress from) {
            if (received.size() == LIMIT) {
                received.remove();
                dropped++;
            }
            received.add(new Datagram(bytes, from));
            wake(receiver);
        }

        @Override
        public void errorReceived(Throwable cause) {
            errors.add(cause);
            wake(receiver);
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            lost = true;
            wake(receiver);
            wakeSenders();
        }

        @Override
        public void pauseWriting() {
            paused = true;
        }

        @Override
        public void resumeWriting() {
            paused = false;
            wakeSenders();
        }
    }

    private DatagramEndpoint() {}

    static DatagramEndpoint open(DatagramOptions options) throws Exception {
        DatagramEndpoint endpoint = new DatagramEndpoint();
        Opening.datagrams(() -> endpoint.calls, options);
        return endpoint;
    }

    private static void wake(@Nullable Future<@Nullable Void> waiting) {
        if (waiting != null && !waiting.isDone()) {
            waiting.setResult(null);
        }
    }

    private void wakeSenders() {
        senders.forEach(DatagramEndpoint::wake); // who is woken leaves later, in its own step
    }

    /// Sends to the address it is connected to. **Suspends** if too much waits to be sent. **If
    /// cancelled**
    /// it is sent all the same.
    public Coroutine<@Nullable Void> send(byte[] data) {
        return async(
                "send",
                () -> {
                    transport().sendto(data);
                    waitForRoom();
                });
    }

    /// Sends to `address`. **Suspends** if too much waits to be sent.
    public Coroutine<@Nullable Void> send(byte[] data, InetSocketAddress address) {
        return async(
                "send",
                () -> {
                    transport().sendto(data, address);
                    waitForRoom();
                });
    }

    private void waitForRoom() {
        if (paused && !lost) {
            Future<@Nullable Void> mine = loop.createFuture(Kind.WAY.of(this::here));
            senders.add(mine);
            try {
                await(mine);
            } finally {
                senders.remove(mine);
            }
        }
    }

    /// Receives the next datagram. **Suspends** if there is none. **If cancelled** none is taken.
    /// Awaiting
    /// it throws what the system reported of a datagram sent before, as `ConnectException` if
    /// nobody
    /// listens there, and `ClosedChannelException` when the endpoint is closed.
    /// @throws IllegalStateException from awaiting it, if another task receives already
    public Coroutine<Datagram> receive() {
        return async("receive", this::next);
    }

    private Datagram next() throws Exception {
        while (true) {
            Throwable error = errors.poll();
            if (error instanceof Exception known) {
                throw known;
            }
            Datagram first = received.poll();
            if (first != null) {
                return first;
            }
            if (lost) {
                throw new ClosedChannelException();
            }
            if (receiver != null) {
                throw new IllegalStateException(
                        "receive() called while another coroutine is already waiting for a datagram");
            }
            Future<@Nullable Void> mine = loop.createFuture(Kind.DATAGRAM.of(this::here));
            receiver = mine;
            try {
                await(mine);
            } finally {
                receiver = null;
            }
        }
    }

    /// The datagrams, until the endpoint is closed.
    @Override
    public AsyncIterator<Datagram> asyncIterator() {
        return () ->
                async(
                        "receive",
                        () -> {
                            try {
                                return next();
                            } catch (ClosedChannelException end) {
                                throw new StopAsyncIteration();
                            }
                        });
    }

    /// How many were dropped because nobody received them.
    public long dropped() {
        return dropped;
    }

    /// Its own address.
    public @Nullable SocketAddress sockname() {
        return (SocketAddress) transport().extraInfo("sockname");
    }

    private String here() {
        SocketAddress address = sockname();
        return address == null ? "an address that is not known" : Peer.text(address);
    }

    /// The transport below.
    public DatagramTransport transport() {
        DatagramTransport known = transport;
        if (known == null) {
            throw new IllegalStateException("the endpoint is not open yet");
        }
        return known;
    }

    /// Closes it, when what was sent is on its way. Idempotent. **Suspends** never.
    @Override
    public void close() {
        transport().close();
    }
}
