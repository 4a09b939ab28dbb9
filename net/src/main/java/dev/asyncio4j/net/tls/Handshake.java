// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.net.waits.Peer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/// The beginning of TLS on a connection: which settings and which engine, and who hears how it
/// went.
/// **Thread** loop.
final class Handshake {

    private static final System.Logger LOG = System.getLogger("asyncio");

    // set once
    private final EventLoop loop = EventLoop.running();
    private final String hostname; // a client's; empty is none
    private final boolean reports; // failures, for nobody waits for it

    // loop only
    private TlsSettings settings;
    private @Nullable Future<@Nullable Void> waiter;
    private boolean over;
    private @Nullable Throwable refusal; // why it was no success

    Handshake(TlsSettings settings, String hostname, boolean reports) {
        this.settings = settings;
        this.hostname = hostname;
        this.reports = reports;
    }

    TlsSettings settings() {
        return settings;
    }

    String hostname() {
        return hostname;
    }

    /// Makes the engine, as soon as it is known which.
    /// @return null until then
    @Nullable Coding begin(Records records, Transport below) throws IOException {
        if (settings.hasNames()) {
            ClientHello.Asked asked = ClientHello.in(records.peek(records.size()));
            if (!asked.isWhole()) {
                return null;
            }
            settings = settings.named(asked.name());
        }
        int port =
                below.extraInfo("peername") instanceof InetSocketAddress peer ? peer.getPort() : -1;
        Coding made = new Coding(settings.engines().engine(hostname, port), Scratch.of(loop));
        made.engine().beginHandshake();
        return made;
    }

    // ---- who waits

    /// Waits until it is over, and throws what it failed for.
    /// @param below gives the transport, when it is there
    void waitUntilOver(Supplier<Transport> below) {
        if (over && refusal == null) {
            return;
        }
        Future<@Nullable Void> mine = loop.createFuture(Kind.HANDSHAKE.of(() -> whom(below.get())));
        if (refusal != null) {
            mine.setException(refusal);
        }
        waiter = mine;
        try {
            await(mine);
        } finally {
            waiter = null;
        }
    }

    private String whom(Transport below) {
        String peer = Peer.of(below::extraInfo);
        return hostname.isEmpty() ? peer : Peer.name(hostname) + " (" + peer + ")";
    }

    void succeeded() {
        over = true;
        if (waiter != null && !waiter.isDone()) {
            waiter.setResult(null);
        }
    }

    /// Nobody else hears of a client that a server has refused; that one has gone away is no
    /// surprise.
    void failed(Throwable cause, TlsProtocol tls) {
        if (tellWaiter(cause)) {
            return;
        }
        if (reports && (cause instanceof SSLException || !(cause instanceof IOException))) {
            loop.callExceptionHandler(
                    Fault.of("SSL handshake failed")
                            .withException(cause)
                            .with("transport", tls.below())
                            .with("protocol", tls.application()));
        } else if (reports) {
            LOG.log(Level.DEBUG, "SSL handshake failed", cause);
        }
    }

    /// Who waits for a handshake that is not over learns that it never will be.
    /// @return whether somebody waits
    boolean tellWaiter(@Nullable Throwable cause) {
        if (over) {
            return false;
        }
        over = true;
        refusal = cause == null ? new ConnectionResetError("the connection was closed") : cause;
        if (waiter == null || waiter.isDone()) {
            return false;
        }
        waiter.setException(refusal);
        return true;
    }

    /// The connection is gone before it was over.
    /// @return why, in our words
    IOException cutOff(@Nullable Throwable cause, TlsProtocol tls) {
        IOException gone =
                cause instanceof IOException broken
                        ? broken
                        : new ConnectionResetError("the connection was closed");
        IOException told = Refusals.told(gone, name(tls.below()), true);
        failed(told, tls);
        return told;
    }

    // ---- how it failed

    /// Who the other side is, for messages.
    String name(Transport below) {
        if (!hostname.isEmpty()) {
            return hostname;
        }
        Object peer = below.extraInfo("peername");
        return peer == null ? "the other side" : peer.toString();
    }

    SSLHandshakeException tooLate(Transport below) {
        return new SSLHandshakeException(
                name(below)
                        + ": SSL handshake is taking longer than "
                        + settings.handshakeTimeout().toMillis() / 1000.0
                        + " seconds: aborting the connection");
    }
}
