// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Names and addresses, asked for on threads of their own: the system's resolver blocks, and a slow
/// one
/// must not hold the threads of `toThread`. A loop has at most [#THREADS] of them, which end when
/// they are
/// idle. **Thread** loop.
final class Lookups implements AutoCloseable {

    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 10;

    private final EventLoop loop;
    private final ThreadPoolExecutor threads;

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
    }

    static Lookups of(EventLoop loop) {
        return loop.local(Lookups.class, () -> new Lookups(loop));
    }

    /// The addresses of `host`. **Suspends** unless it is an address itself.
    List<InetSocketAddress> addresses(String host, int port) {
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
        InetAddress[] all =
                await(loop.runInExecutor(threads, () -> InetAddress.getAllByName(host)));
        for (InetAddress address : all) {
            found.add(new InetSocketAddress(address, port));
        }
        return found;
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException name) {
            return null;
        }
    }

    /// The name of an address, or its digits if it has none. **Suspends** always.
    String name(InetSocketAddress address) {
        return await(
                loop.runInExecutor(threads, () -> address.getAddress().getCanonicalHostName()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
