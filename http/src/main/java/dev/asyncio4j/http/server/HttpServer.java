// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.http.wire.HeadRules;
import dev.asyncio4j.loop.TimerHandle;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.ServeOptions;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.tls.TlsSettings;
import dev.asyncio4j.net.transport.TransportSocket;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.net.waits.Peer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A server that runs, on one loop. It stops gracefully: first it says that it is not ready, then
/// it listens no more and lets requests end, then it cancels what is left. **Thread** loop.
/// **Like** aiohttp's `AppRunner`.
public final class HttpServer implements AutoCloseable {

    /// How long an idle connection may still bring a request that was on its way when the server
    /// began to stop.
    private static final Duration LAST_WORDS = Duration.ofMillis(100);

    /// How long what was cancelled may take to clean up.
    private static final Duration LAST_RITES = Duration.ofSeconds(1);

    private static final Kind SERVING = new Kind("requests at", "an address");
    private static final Kind END = new Kind("the end of", "a server");

    // set once
    private final EventLoop loop = EventLoop.running();
    private final Handler handler;
    private final ServerOptions options;
    private final HeadRules rules;
    private final Dates dates = new Dates();
    private final long tickNanos;
    private @Nullable Server listening;

    // loop only
    private final Set<Connection> connections = new LinkedHashSet<>();
    private @Nullable TimerHandle tick;
    private long now;
    private long answers;
    private boolean ready;
    private boolean stopping;
    private @Nullable Future<@Nullable Void> quiet;
    private @Nullable Future<@Nullable Void> stopped;

    private HttpServer(Handler handler, ServerOptions options) {
        this.handler = Objects.requireNonNull(handler, "handler");
        this.options = options;
        this.rules =
                new HeadRules(
                        options.limits().line(),
                        options.limits().headers(),
                        options.limits().headerCount());
        this.tickNanos = options.patience().tick().toNanos();
    }

    // ---- starting

    /// Starts a server. **Suspends** while it starts. **If cancelled** it does not. **Shape** an
    /// empty host is all addresses of this machine; port 0 lets the system choose: [#port()].
    /// Awaiting it fails with `IOException` if an address cannot be bound, and with what
    /// [Lifespan#start()] throws.
    public static Coroutine<HttpServer> start(
            Handler handler, String host, int port, ServerOptions options) {
        return async(
                "http.start",
                () -> {
                    HttpServer server = new HttpServer(handler, options);
                    server.listen(
                            () ->
                                    Net.createServer(
                                            () -> new Negotiation(server),
                                            List.of(host),
                                            port,
                                            server.serveOptions()));
                    return server;
                });
    }

    /// [#start(Handler, String, int, ServerOptions)] at a path, for programs of this machine.
    public static Coroutine<HttpServer> startUnix(
            Handler handler, Path path, ServerOptions options) {
        return async(
                "http.start",
                () -> {
                    HttpServer server = new HttpServer(handler, options);
                    server.listen(
                            () ->
                                    Net.createUnixServer(
                                            () -> new Negotiation(server),
                                            path,
                                            server.serveOptions()));
                    return server;
                });
    }

    /// How to listen.
    private interface Listening {
        Coroutine<Server> listen();
    }

    private void listen(Listening how) throws Exception {
        options.lifespan().start();
        try {
            listening = await(how.listen());
            ready = true;
        } finally {
            if (!ready) {
                options.lifespan().stop();
            }
        }
    }

    private ServeOptions serveOptions() {
        ServeOptions serve = ServeOptions.defaults().withBacklog(1024);
        TlsSettings tls = options.tls();
        if (tls != null) {
            Duration most = options.patience().head();
            TlsSettings timed =
                    tls.handshakeTimeout().compareTo(most) > 0
                            ? tls.withHandshakeTimeout(most)
                            : tls;
            serve = serve.withTls(tls.alpn().isEmpty() ? timed.withAlpn("h2", "http/1.1") : timed);
        }
        return options.workers() > 1 ? serve.withReusePort() : serve;
    }

    // ---- looking

    /// The port it listens at; 0 at a path, or when it has stopped.
    public int port() {
        if (listening != null && !listening.sockets().isEmpty()) {
            SocketAddress address = listening.sockets().getFirst().sockname();
            if (address instanceof InetSocketAddress internet) {
                return internet.getPort();
            }
        }
        return 0;
    }

    private String addresses() {
        List<TransportSocket> sockets = listening == null ? List.of() : listening.sockets();
        return sockets.stream()
                .map(TransportSocket::sockname)
                .map(each -> each == null ? "an address that is not known" : Peer.text(each))
                .collect(Collectors.joining(", "));
    }

    private String rest() {
        return "a server's connections: " + connections.size();
    }

    /// Whether it takes requests, and is not about to stop: for those who watch it.
    public boolean isReady() {
        return ready;
    }

    /// How many connections there are.
    public int connectionCount() {
        return connections.size();
    }

    /// How many requests were answered.
    public long answerCount() {
        return answers;
    }

    // ---- stopping

    /// Serves until it is cancelled; then it stops as [#stop(Duration)], and waits for that.
    /// **Suspends** always. **If cancelled** so it ends; if cancelled again, at once.
    public Coroutine<@Nullable Void> serveForever() {
        return async(
                "http.serve_forever",
                () -> {
                    try {
                        await(loop.<@Nullable Void>createFuture(SERVING.of(this::addresses)));
                    } catch (CancelledError cancelled) {
                        stopNow(options.drain());
                        throw cancelled;
                    }
                });
    }

    /// Stops: says that it is not ready, goes on for the time of [ServerOptions#announce()], then
    /// listens no more, and lets requests end for up to `drain`; then cancels those that are left,
    /// and closes what is left after a second. Idempotent: a later call waits for the first.
    /// **Suspends** until it has stopped. **If cancelled** all connections are closed at once.
    /// Awaiting it fails with what [Lifespan#stop()] throws.
    /// @return how many requests had to be cancelled
    public Coroutine<Integer> stop(Duration drain) {
        return async("http.stop", () -> stopNow(drain));
    }

    private int stopNow(Duration drain) throws Exception {
        if (stopped != null) {
            await(stopped);
            return 0;
        }
        Future<@Nullable Void> end = loop.createFuture(END.of(this::rest));
        stopped = end;
        ready = false;
        int cancelled = 0;
        try {
            if (!options.announce().isZero()) {
                await(sleep(options.announce()));
            }
            stopping = true;
            closeListener();
            cancelled = endConnections(drain);
        } finally {
            closeListener();
            List.copyOf(connections).forEach(Connection::abort);
            if (!end.isDone()) {
                end.setResult(null);
            }
        }
        options.lifespan().stop();
        return cancelled;
    }

    private int endConnections(Duration drain) {
        waitUntilQuiet(drain.compareTo(LAST_WORDS) < 0 ? drain : LAST_WORDS);
        List.copyOf(connections).forEach(Connection::stop);
        waitUntilQuiet(drain);
        int cancelled = 0;
        for (Connection each : List.copyOf(connections)) {
            cancelled += each.active();
            each.cancel();
        }
        waitUntilQuiet(LAST_RITES);
        return cancelled;
    }

    private void waitUntilQuiet(Duration most) {
        if (connections.isEmpty() || most.isZero()) {
            return;
        }
        Future<@Nullable Void> mine = loop.createFuture(END.of(this::rest));
        quiet = mine;
        TimerHandle limit =
                loop.callLater(
                        most,
                        () -> {
                            if (!mine.isDone()) {
                                mine.setResult(null);
                            }
                        });
        try {
            await(mine);
        } finally {
            limit.cancel();
            quiet = null;
        }
    }

    private void closeListener() {
        if (listening != null) {
            listening.close();
        }
    }

    /// Stops at once: closes the sockets and all connections; handlers are cancelled. The graceful
    /// way is [#stop(Duration)]. Idempotent. **Suspends** never.
    @Override
    public void close() {
        ready = false;
        stopping = true;
        closeListener();
        for (Connection each : List.copyOf(connections)) {
            each.cancel();
            each.abort();
        }
    }

    // ---- for connections

    EventLoop loop() {
        return loop;
    }

    Handler handler() {
        return handler;
    }

    ServerOptions options() {
        return options;
    }

    HeadRules rules() {
        return rules;
    }

    Dates dates() {
        return dates;
    }

    boolean isStopping() {
        return stopping;
    }

    /// Whether there are more connections than there may be.
    boolean isFull() {
        return connections.size() > options.limits().connections();
    }

    /// The time in nanoseconds, at the last tick.
    long now() {
        return now;
    }

    /// Takes a connection in, and gives the time.
    long add(Connection connection) {
        connections.add(connection);
        if (tick == null) {
            now = loop.nanos();
            tickLater();
        }
        return now;
    }

    /// A connection goes on as another.
    void replace(Connection before, Connection after) {
        connections.remove(before);
        connections.add(after);
    }

    void remove(Connection connection) {
        connections.remove(connection);
        if (connections.isEmpty()) {
            if (tick != null) {
                tick.cancel();
                tick = null;
            }
            if (quiet != null && !quiet.isDone()) {
                quiet.setResult(null);
            }
        }
    }

    private void tickLater() {
        tick = loop.callLater(Duration.ofNanos(tickNanos), this::tick);
    }

    private void tick() {
        now = loop.nanos();
        tickLater();
        for (Connection each : List.copyOf(connections)) {
            each.look(now, options.patience());
        }
    }

    void answered(Request request, int status, long bytes, long since) {
        answers++;
        if (options.accessLog() != null) {
            options.accessLog()
                    .answered(request, status, bytes, Duration.ofNanos(Math.max(0, now - since)));
        }
    }

    /// `<HttpServer port=8080 connections=3>`.
    @Override
    public String toString() {
        return "<HttpServer port=" + port() + " connections=" + connections.size() + ">";
    }
}
