// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.Fault;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/// Tells of a client that was dropped with connections still open, which would live on until the
/// loop ends; and closes them. **Like** aiohttp's `Unclosed client session`.
final class Unclosed implements Runnable {

    private static final Cleaner CLEANER =
            Cleaner.create(Thread.ofPlatform().daemon().name("asyncio-http-cleaner").factory());

    private final EventLoop loop;
    private final Pool pool;

    // set before anybody else sees it
    private Cleaner.Cleanable cleanable = () -> {};

    private volatile boolean forgotten;

    private Unclosed(EventLoop loop, Pool pool) {
        this.loop = loop;
        this.pool = pool;
    }

    static Unclosed watch(HttpClient client, EventLoop loop, Pool pool) {
        Unclosed mine = new Unclosed(loop, pool);
        mine.cleanable = CLEANER.register(client, mine);
        return mine;
    }

    /// It was closed.
    void forget() {
        forgotten = true;
        cleanable.clean();
    }

    /// **Thread** the cleaner's.
    @Override
    public void run() {
        boolean random = loop.choices() != null; // when garbage is found would be chance
        if (forgotten || random || loop.isClosed()) {
            return;
        }
        try {
            loop.callSoonThreadsafe(this::tell);
        } catch (IllegalStateException closedMeanwhile) {
            System.getLogger("asyncio")
                    .log(Level.DEBUG, "loop closed before the report was posted", closedMeanwhile);
        }
    }

    private void tell() {
        if (!pool.isEmpty()) {
            loop.callExceptionHandler(
                    Fault.of("an HTTP client was not closed: " + pool)
                            .with("client", pool.toString()));
            pool.close();
        }
    }
}
