// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.runInExecutor;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.net.netty.NameServers;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.net.waits.Peer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Names and addresses, asked for on threads of their own: the system's resolver blocks, and a slow
/// one must not hold the threads of `toThread`. A loop has at most [#THREADS] of them, which end
/// when they are idle.
///
/// The system's resolver cannot be interrupted either. So a lookup that nobody waits for any more
/// keeps its thread until the system gives up, and as long as it does there may be one thread more,
/// up to [#MOST_THREADS]: a name server that is silent does not starve the names of another.
/// **Thread** loop.
final class Lookups implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int MOST_THREADS = 64;
    private static final int IDLE_SECONDS = 10;

    private final EventLoop loop;
    private final ThreadPoolExecutor threads;

    // loop only
    private @Nullable NameServers servers; // to be asked instead of the system

    // any thread, under the lock of `threads`
    private int extra; // lookups that nobody waits for

    @SuppressWarnings("ErroneousThreadPoolConstructorChecker") // the core grows, see `extra`
    private Lookups(EventLoop loop) {
        this.loop = loop;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("asyncio-resolver-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
        threads.setMaximumPoolSize(MOST_THREADS); // see allow
    }

    static Lookups of(EventLoop loop) {
        return loop.local(Lookups.class, () -> new Lookups(loop));
    }

    /// Asks name servers from now on, on the loop itself.
    void use(DnsOptions options) {
        NameServers before = servers;
        try {
            servers =
                    new NameServers(
                            loop, options.servers(), options.timeout(), options.longestTtl());
        } catch (NoClassDefFoundError absent) {
            throw new IllegalStateException(
                    "useDns needs the library io.netty:netty-resolver-dns, which is not on the class"
                            + " path",
                    absent);
        }
        if (before != null) {
            before.close();
        }
    }

    /// The addresses of `host`. **Suspends** unless it is an address itself.
    List<InetSocketAddress> addresses(String host, int port) throws UnknownHostException {
        List<InetSocketAddress> found = new ArrayList<>();
        if (host.isEmpty()) {
            found.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return found;
        }
        InetAddress literal = literal(host);
        if (literal != null) {
            found.add(new InetSocketAddress(literal, port));
            return found;
        }
        NameServers asked = servers;
        List<InetAddress> addresses =
                asked == null ? List.of(allByName(host)) : asked.addresses(host);
        for (InetAddress address : addresses) {
            found.add(new InetSocketAddress(address, port));
        }
        return found;
    }

    private InetAddress[] allByName(String host) {
        return ask(() -> InetAddress.getAllByName(host), Kind.ADDRESSES.of(() -> Peer.name(host)));
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    /// The name of an address, or its digits if it has none. **Suspends** always.
    /// @throws IllegalArgumentException if it is not resolved
    String name(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address: " + address + " (expected: resolved)");
        }
        return ask(
                () -> address.getAddress().getCanonicalHostName(),
                Kind.NAME.of(() -> address.getAddress().getHostAddress()));
    }

    // ---- threads

    private <T> T ask(Callable<T> lookup, WaitPoint point) {
        Question<T> question = new Question<>(lookup);
        try {
            return await(runInExecutor(threads, question, point));
        } catch (CancelledError nobodyWaits) {
            if (question.stage.compareAndSet(Stage.ASKED, Stage.ABANDONED)) {
                allow(1);
            }
            throw nobodyWaits;
        }
    }

    /// Allows so many threads more, or less. **Thread** any.
    private void allow(int more) {
        synchronized (threads) {
            extra += more;
            threads.setCorePoolSize(Math.min(MOST_THREADS, THREADS + extra));
        }
    }

    private enum Stage {
        QUEUED,
        ASKED,
        ABANDONED,
        ANSWERED
    }

    /// A lookup, and whether somebody waits for it.
    private final class Question<T> implements Callable<T> {

        private final Callable<T> lookup;
        final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);

        Question(Callable<T> lookup) {
            this.lookup = lookup;
        }

        @Override
        public T call() throws Exception {
            stage.set(Stage.ASKED);
            try {
                return lookup.call();
            } finally {
                if (stage.getAndSet(Stage.ANSWERED) == Stage.ABANDONED) {
                    allow(-1);
                }
            }
        }
    }

    @Override
    public void close() {
        if (servers != null) {
            servers.close();
        }
        threads.shutdownNow();
    }
}
