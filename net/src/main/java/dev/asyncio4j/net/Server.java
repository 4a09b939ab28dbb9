// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.timeout;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.net.netty.Clients;
import dev.asyncio4j.net.netty.Listener;
import dev.asyncio4j.net.tls.TlsUpgrade;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.TransportSocket;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.net.waits.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Listening sockets, and the connections that came through them. `try (var server =
/// await(startServer(...))) {...}` closes it. **Thread** loop. **Like** `asyncio.Server`.
public final class Server implements AutoCloseable {

    private static final Kind SERVING = new Kind("clients at", "an address");
    private static final Kind END = new Kind("the end of", "a server");

    // set once
    private final EventLoop loop;

    // loop only
    private final Set<Transport> clients = new LinkedHashSet<>();
    private @Nullable List<Listening> listeners = new ArrayList<>(); // null when closed
    private @Nullable List<Future<@Nullable Void>> waiters =
            new ArrayList<>(); // null when all is over
    private @Nullable Future<@Nullable Void> forever;
    private boolean serving;

    /// A listening socket.
    interface Listening {
        TransportSocket socket();

        void start();

        void close();
    }

    Server(EventLoop loop) {
        this.loop = loop;
    }

    Clients clients() {
        return new Clients() {
            @Override
            public void attach(Transport client) {
                clients.add(client);
            }

            @Override
            public void detach(Transport client) {
                clients.remove(client);
                wakeUpIfOver();
            }
        };
    }

    void add(Listener listener) {
        add(
                new Listening() {
                    @Override
                    public TransportSocket socket() {
                        return listener.socket();
                    }

                    @Override
                    public void start() {
                        listener.start();
                    }

                    @Override
                    public void close() {
                        listener.close();
                    }
                });
    }

    void add(Listening listener) {
        if (listeners != null) {
            listeners.add(listener);
        }
    }

    // ---- serving

    /// Begins to accept connections. Idempotent. **Suspends** for one turn. **Like**
    /// `start_serving`.
    /// @throws IllegalStateException from awaiting it, if the server is closed
    public Coroutine<@Nullable Void> startServing() {
        return async(
                "start_serving",
                () -> {
                    start();
                    await(sleep(0));
                });
    }

    void start() {
        List<Listening> mine = listeners;
        if (mine == null) {
            throw new IllegalStateException("server " + this + " is closed");
        }
        if (!serving) {
            serving = true;
            mine.forEach(Listening::start);
        }
    }

    /// Accepts connections until it is cancelled or the server is closed; then it closes the server
    /// and
    /// waits until its connections are gone. **Suspends** always. **If cancelled** so it ends.
    /// **Like**
    /// `serve_forever`.
    /// @throws IllegalStateException from awaiting it, if the server is closed or another task
    /// serves
    ///     already
    public Coroutine<@Nullable Void> serveForever() {
        return async("serve_forever", this::serve);
    }

    private void serve() {
        if (forever != null) {
            throw new IllegalStateException(
                    "server " + this + " is already being awaited on serve_forever()");
        }
        start();
        Future<@Nullable Void> mine = loop.createFuture(SERVING.of(this::addresses));
        forever = mine;
        try {
            await(mine);
        } catch (CancelledError cancelled) {
            close();
            await(waitClosed());
            throw cancelled;
        } finally {
            forever = null;
        }
    }

    /// Whether it accepts connections.
    public boolean isServing() {
        return serving;
    }

    /// The listening sockets; none when it is closed. A copy.
    public List<TransportSocket> sockets() {
        List<Listening> mine = listeners;
        return mine == null ? List.of() : mine.stream().map(Listening::socket).toList();
    }

    /// The loop it belongs to. **Like** `get_loop`.
    public EventLoop loop() {
        return loop;
    }

    private String addresses() {
        return sockets().stream()
                .map(TransportSocket::sockname)
                .map(each -> each == null ? "an address that is not known" : Peer.text(each))
                .collect(Collectors.joining(", "));
    }

    // ---- the end

    /// Stops listening. The connections live on. Idempotent. **Suspends** never.
    @Override
    public void close() {
        List<Listening> mine = listeners;
        if (mine == null) {
            return;
        }
        listeners = null;
        mine.forEach(Listening::close);
        serving = false;
        if (forever != null) {
            forever.cancel();
        }
        wakeUpIfOver();
    }

    /// Closes all connections, when what was written to them is sent; encrypted ones say goodbye.
    /// **Suspends** never. **Like** `close_clients`.
    public void closeClients() {
        List.copyOf(clients).forEach(each -> TlsUpgrade.outermost(each).close());
    }

    /// Closes all connections at once. **Suspends** never. **Like** `abort_clients`.
    public void abortClients() {
        List.copyOf(clients).forEach(Transport::abort);
    }

    /// How many connections there are.
    public int clientCount() {
        return clients.size();
    }

    /// Waits until the server is closed and all its connections are gone. **Suspends** unless so.
    /// **If
    /// cancelled** nothing happens to the server. **Like** `wait_closed`.
    public Coroutine<@Nullable Void> waitClosed() {
        return async(
                "wait_closed",
                () -> {
                    List<Future<@Nullable Void>> waiting = waiters;
                    if (waiting != null) {
                        Future<@Nullable Void> mine = loop.createFuture(END.of(this::rest));
                        waiting.add(mine);
                        await(mine);
                    }
                });
    }

    /// Closes the server gracefully: stops listening, and waits for its connections to end by
    /// themselves; those that have not when `limit` is over are aborted. **Suspends** unless there
    /// are none. **If cancelled** the rest are aborted at once. **Like** nothing in asyncio.
    /// @return how many connections had to be aborted
    public Coroutine<Integer> drain(Duration limit) {
        return async("drain", () -> drainNow(limit));
    }

    private int drainNow(Duration limit) {
        close();
        try {
            await(timeout(limit, () -> await(waitClosed())));
            return 0;
        } catch (TimeoutError late) {
            int left = clients.size();
            abortClients();
            await(waitClosed());
            return left;
        } catch (CancelledError cancelled) {
            abortClients();
            throw cancelled;
        }
    }

    private String rest() {
        return listeners == null
                ? "a closed server's connections: " + clients.size()
                : "the server at " + addresses();
    }

    private void wakeUpIfOver() {
        List<Future<@Nullable Void>> waiting = waiters;
        if (listeners == null && clients.isEmpty() && waiting != null) {
            waiters = null;
            for (Future<@Nullable Void> each : waiting) {
                if (!each.isDone()) {
                    each.setResult(null);
                }
            }
        }
    }

    /// `<Server sockets=[...] clients=...>`.
    @Override
    public String toString() {
        return "<Server sockets=" + sockets() + " clients=" + clients.size() + ">";
    }
}
