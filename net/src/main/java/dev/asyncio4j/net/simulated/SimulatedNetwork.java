// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.context.Token;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.DatagramProtocol;
import dev.asyncio4j.net.transport.DatagramTransport;
import dev.asyncio4j.net.transport.Transport;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A network in memory, between named hosts that all live on one loop: for tests of what a program
/// does when the network is slow, or breaks.
///
/// Everything takes its time on the loop's clock, which under virtual time costs none, and
/// everything that is left to chance is drawn from one seed: with the same seed, the same program
/// sees the same bytes at the same moments.
///
/// ```java
/// var network = new SimulatedNetwork(7);
/// network.link(Link.perfect().withLatency(0.05).withFragments(true));
/// await(network.on("server", server()));          // startServer(handler, "", 80), as ever
/// await(network.on("client", client()));          // openConnection("server", 80), as ever
/// network.partition(Set.of("client"), Set.of("server"));
/// ```
///
/// Code under test need not know: while a loop has a simulated network, `openConnection`,
/// `startServer` and their like use it. A listener belongs to the host on which it was made,
/// whatever address of its own it names; these are all one, so that of several the first will do.
/// TLS goes over it as over sockets. Unix sockets and the JDK's channels are not simulated: they
/// are real ones, which a loop in virtual time refuses.
///
/// **Connections** behave as TCP: bytes arrive in order or not at all; a full window makes the
/// writer wait; a partition holds back what is sent until it is healed; who writes to somebody who
/// has closed is reset. **Datagrams** overtake one another where there is jitter, and get lost and
/// doubled as the [Link] says, and in a partition.
///
/// **Thread** loop.
public final class SimulatedNetwork {

    /// The host on which code runs that was not put on another.
    public static final String LOCALHOST = "localhost";

    private static final int FIRST_EPHEMERAL = 49152;

    /// What every host calls itself.
    private static final Set<String> SELF =
            Set.of("", LOCALHOST, "127.0.0.1", "::1", "0.0.0.0", "::");

    // set once
    private final EventLoop loop;
    private final SplittableRandom random;
    private final ContextVar<String> here = ContextVar.withDefault("host", LOCALHOST);
    private final Topology topology = new Topology(Link.perfect());

    // loop only
    final Map<InetSocketAddress, SimulatedListener> listeners = new LinkedHashMap<>();
    private final Map<InetSocketAddress, SimulatedDatagrams> datagrams = new LinkedHashMap<>();
    final Set<SimulatedConnection> connections = new LinkedHashSet<>();
    private int nextPort = FIRST_EPHEMERAL;

    /// A network of perfect links for the loop that runs here.
    /// @param seed decides what is left to chance
    /// @throws IllegalStateException if no loop runs here
    public SimulatedNetwork(long seed) {
        this(EventLoop.running(), seed);
    }

    /// A network of perfect links for `loop`. From now on `Net`'s functions use it there.
    /// @throws IllegalStateException if the loop has one already
    public SimulatedNetwork(EventLoop loop, long seed) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.random = new SplittableRandom(seed);
        Installed installed = Installed.in(loop);
        if (installed.network != null) {
            throw new IllegalStateException(
                    "this loop has a simulated network already; make one a loop");
        }
        installed.network = this;
    }

    /// The simulated network of `loop`; null if it has the real one.
    public static @Nullable SimulatedNetwork of(EventLoop loop) {
        return Installed.in(loop).network;
    }

    /// Where a loop keeps it.
    private static final class Installed implements AutoCloseable {
        private @Nullable SimulatedNetwork network;

        static Installed in(EventLoop loop) {
            return loop.local(Installed.class, Installed::new);
        }

        @Override
        public void close() {
            network = null;
        }
    }

    // ---- hosts and links

    /// Runs `work` on a host: what it connects comes from there, and so do the tasks that it
    /// creates. **Suspends** where the work does.
    public <T extends @Nullable Object> Coroutine<T> on(String host, Coroutine<T> work) {
        Objects.requireNonNull(host, "host");
        return async(
                "on " + host,
                () -> {
                    Token<String> before = here.set(host);
                    try {
                        return await(work);
                    } finally {
                        here.reset(before);
                    }
                });
    }

    /// The host on which the current code runs.
    public String host() {
        return here.get();
    }

    /// Sets what lies between any two hosts that [#link(String, String, Link)] does not name. What
    /// is on its way already arrives as it would have. A host is linked to itself as well.
    public void link(Link link) {
        topology.setUsual(Objects.requireNonNull(link, "link"));
    }

    /// Sets what lies between these two, in both directions.
    public void link(String one, String other, Link link) {
        topology.set(one, other, Objects.requireNonNull(link, "link"));
    }

    /// Lets nothing through between these hosts and those any more, in both directions, until
    /// [#heal()]. Datagrams are lost; what connections carry waits, as TCP sends it again.
    public void partition(Set<String> some, Set<String> others) {
        topology.breakBetween(some, others);
    }

    /// Ends all partitions.
    public void heal() {
        topology.mend().forEach(loop::callSoon);
    }

    /// The connections that are open, oldest first: to cut them.
    public List<SimulatedConnection> connections() {
        return List.copyOf(connections);
    }

    // ---- connecting and listening

    /// Connects the current host to `host`. **Suspends** for a round trip; for ever in a partition.
    /// **If cancelled** the other side sees the connection reset, if it was made. Awaiting it
    /// throws a `ConnectException` if nobody listens there.
    public Coroutine<Transport> connect(BaseProtocol protocol, String host, int port) {
        return async(
                "connect",
                () -> {
                    InetSocketAddress from = address(host(), nextPort++);
                    InetSocketAddress to = address(isHere(host) ? host() : host, port);
                    return new Attempt(this, from, to).connect(protocol);
                });
    }

    /// Listens on a port of the current host. Connections are accepted from the listener's `start`
    /// on; until then they are refused.
    /// @param factory makes the protocol of each connection
    /// @param host the current one, or one of its addresses for itself
    /// @param port 0 takes one that is free
    /// @throws BindException if somebody listens there already, or `host` is another one
    public SimulatedListener listen(Supplier<? extends BaseProtocol> factory, String host, int port)
            throws BindException {
        if (!isHere(host)) {
            throw new BindException("Cannot assign requested address: " + host);
        }
        InetSocketAddress address = address(host(), port == 0 ? nextPort++ : port);
        if (listeners.containsKey(address)) {
            throw new BindException("Address already in use: " + text(address));
        }
        SimulatedListener listener = new SimulatedListener(this, address, factory);
        listeners.put(address, listener);
        return listener;
    }

    private boolean isHere(String host) {
        return host.equals(host()) || SELF.contains(host);
    }

    /// Opens a datagram endpoint on a port of the current host. Its protocol hears of it on the
    /// next turn.
    /// @param port 0 takes one that is free
    /// @param remote the only one it talks to; null is everybody
    /// @throws BindException if there is one already
    public DatagramTransport openDatagrams(
            DatagramProtocol protocol, int port, @Nullable InetSocketAddress remote)
            throws BindException {
        InetSocketAddress address = address(host(), port == 0 ? nextPort++ : port);
        if (datagrams.containsKey(address)) {
            throw new BindException("Address already in use: " + text(address));
        }
        SimulatedDatagrams endpoint = new SimulatedDatagrams(this, protocol, address, remote);
        datagrams.put(address, endpoint);
        loop.callSoon(() -> protocol.connectionMade((DatagramTransport) endpoint));
        return endpoint;
    }

    // ---- for the parts of the network

    EventLoop loop() {
        return loop;
    }

    long now() {
        return loop.nanos();
    }

    int random(int bound) {
        return random.nextInt(bound);
    }

    boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /// How long something takes one way, this time.
    long delay(Link link) {
        long jitter = link.jitter().toNanos();
        return link.latency().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
    }

    Link linkBetween(String from, String to) {
        return topology.between(from, to);
    }

    /// Lets a packet of a connection arrive at that time; later, if there is a partition then.
    void at(long nanos, String from, String to, Runnable packet) {
        loop.callAtNanos(
                nanos,
                Context.copyCurrent(),
                () -> {
                    if (topology.isBroken(from, to)) {
                        topology.hold(from, to, packet);
                    } else {
                        packet.run();
                    }
                });
    }

    /// Lets a datagram arrive after the link's delay, unless it is lost.
    void datagram(InetSocketAddress from, InetSocketAddress to, byte[] data) {
        String sender = from.getHostString();
        String receiver = to.getHostString();
        Link link = linkBetween(sender, receiver);
        int copies = happens(link.loss()) ? 0 : happens(link.duplication()) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            loop.callAtNanos(
                    now() + delay(link),
                    Context.copyCurrent(),
                    () -> {
                        if (!topology.isBroken(sender, receiver)) {
                            hand(from, to, data.clone());
                        }
                    });
        }
    }

    private void hand(InetSocketAddress from, InetSocketAddress to, byte[] data) {
        SimulatedDatagrams target = datagrams.get(to);
        if (target != null) {
            target.arrived(data, from);
            return;
        }
        SimulatedDatagrams source = datagrams.get(from);
        if (source != null) { // nobody there: the system says so, a latency later
            at(
                    now() + delay(linkBetween(to.getHostString(), from.getHostString())),
                    to.getHostString(),
                    from.getHostString(),
                    () -> source.refused(to));
        }
    }

    void forget(SimulatedListener listener) {
        listeners.remove(listener.address());
    }

    void forget(SimulatedConnection connection) {
        connections.remove(connection);
    }

    void forget(SimulatedDatagrams endpoint) {
        datagrams.remove(endpoint.address());
    }

    private static InetSocketAddress address(String host, int port) {
        return InetSocketAddress.createUnresolved(host, port);
    }

    static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /// `<SimulatedNetwork listeners=1 connections=2 endpoints=0>`.
    @Override
    public String toString() {
        return "<SimulatedNetwork listeners="
                + listeners.size()
                + " connections="
                + connections.size()
                + " endpoints="
                + datagrams.size()
                + ">";
    }

    /// What [#listeners] are open, for reports of what a test has forgotten to close.
    public List<SimulatedListener> listeners() {
        return new ArrayList<>(listeners.values());
    }
}
