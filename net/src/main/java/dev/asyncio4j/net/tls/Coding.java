// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.net.transport.WriteTransport;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// An engine at work: what it makes goes to the transport below, what it is given are whole
/// records.
///
/// What an engine would rather do elsewhere (signatures, the check of certificates) is done here,
/// at once, as
/// asyncio and Netty do: it is a few milliseconds once a connection, and a thread's detour would
/// let
/// messages overtake each other. **Thread** loop.
final class Coding {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final byte[] NO_BYTES = {};

    private final SSLEngine engine;
    private final Scratch scratch;
    private boolean goodbye; // the other side's has come
    private boolean released;

    Coding(SSLEngine engine, Scratch scratch) {
        this.engine = engine;
        this.scratch = scratch;
    }

    SSLEngine engine() {
        return engine;
    }

    HandshakeStatus status() {
        return engine.getHandshakeStatus();
    }

    /// Does what the engine would have done elsewhere.
    /// @throws SSLException if that shows that the other side is not to be trusted
    void runTasks() throws SSLException {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
        nudge();
    }

    /// Lets the engine look again at what it has: one may have kept the rest of a record, or not
    /// noticed that
    /// the handshake is over.
    void nudge() throws SSLException {
        if (status() == HandshakeStatus.NEED_UNWRAP) {
            byte[] _ = unwrap(NOTHING.duplicate());
        }
    }

    /// Encrypts the next part of `plain`, or what the engine itself has to say, and sends it.
    /// @return whether that made a record
    boolean wrap(ByteBuffer plain, WriteTransport below) throws SSLException {
        ByteBuffer out = scratch.clear();
        SSLEngineResult result = engine.wrap(plain, out);
        while (result.getStatus() == Status.BUFFER_OVERFLOW) {
            out = scratch.larger(engine.getSession().getPacketBufferSize());
            result = engine.wrap(plain, out);
        }
        int made = out.position();
        if (made > 0) {
            below.write(out.array(), out.arrayOffset(), made);
        }
        return made > 0;
    }

    /// Says goodbye, or what is wrong, if something is.
    void close(WriteTransport below) throws SSLException {
        engine.closeOutbound();
        boolean more = true;
        while (more && !engine.isOutboundDone()) {
            more = wrap(NOTHING.duplicate(), below);
        }
    }

    /// Decrypts a record.
    /// @return what was in it, to be kept; empty if that was for the engine itself
    byte[] unwrap(ByteBuffer record) throws SSLException {
        ByteBuffer out = scratch.clear();
        while (true) {
            SSLEngineResult result = engine.unwrap(record, out);
            switch (result.getStatus()) {
                case BUFFER_OVERFLOW -> {
                    ByteBuffer larger =
                            scratch.larger(
                                    out.position()
                                            + engine.getSession().getApplicationBufferSize());
                    out = larger.put(out.flip());
                }
                case CLOSED -> {
                    goodbye = true;
                    return taken(out);
                }
                case BUFFER_UNDERFLOW -> {
                    return taken(out);
                }
                case OK -> {
                    boolean moved = result.bytesConsumed() > 0 || result.bytesProduced() > 0;
                    boolean busy = result.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
                    if (!record.hasRemaining() || !moved || busy) {
                        return taken(out);
                    }
                }
            }
        }
    }

    private static byte[] taken(ByteBuffer out) {
        if (out.position() == 0) {
            return NO_BYTES;
        }
        byte[] taken = new byte[out.position()];
        out.flip().get(taken);
        return taken;
    }

    /// Whether the other side has said that nothing more will come.
    boolean hasHeardGoodbye() {
        return goodbye || engine.isInboundDone();
    }

    /// Gives the engine back. Idempotent.
    void release() {
        if (!released) {
            released = true;
            Engines.release(engine);
        }
    }
}
