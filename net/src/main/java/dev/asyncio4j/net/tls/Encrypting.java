// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What goes out: it is encrypted when it is written, unless the transport below has asked to
/// pause; then
/// it waits, unencrypted. The protocol above is told to pause when that one is, and to go on when
/// all is
/// encrypted and the low mark is reached. **Thread** loop.
final class Encrypting {

    private static final System.Logger LOG = System.getLogger("asyncio");
    private static final int LOST_BEFORE_WARNING = 5;

    // set once
    private final TlsProtocol tls;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>(0);

    // loop only
    private @Nullable Coding coding;
    private int lost; // writes after the end
    private boolean pausedBelow;
    private boolean pausedAbove;
    private @Nullable WriteBufferLimits usual; // limits below, while it has others

    Encrypting(TlsProtocol tls) {
        this.tls = tls;
    }

    /// Hands are shaken.
    void begin(Coding made) {
        coding = made;
    }

    // ---- writing

    void write(ByteBuffer plain) {
        if (tls.isClosing()) {
            if (lost >= LOST_BEFORE_WARNING) {
                LOG.log(Level.WARNING, "SSL connection is closed");
            }
            lost++;
            return;
        }
        if (waiting.isEmpty()) {
            encrypt(plain);
        }
        if (plain.hasRemaining()) {
            byte[] copy = new byte[plain.remaining()];
            plain.get(copy);
            waiting.add(ByteBuffer.wrap(copy));
        }
    }

    /// As much as the transport below likes.
    private void encrypt(ByteBuffer plain) {
        try {
            while (plain.hasRemaining() && !pausedBelow && coding != null) {
                if (!coding.wrap(plain, tls.below())) {
                    throw new SSLException("nothing can be sent any more");
                }
            }
        } catch (SSLException broken) {
            plain.position(plain.limit());
            tls.fail(broken);
        }
    }

    /// Whether all is encrypted.
    boolean isDone() {
        return waiting.isEmpty();
    }

    /// How many bytes are not.
    int size() {
        return waiting.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    /// Gives up what is not encrypted.
    void drop() {
        waiting.clear();
    }

    // ---- pausing

    void pause() {
        pausedBelow = true;
        pauseIfBelow();
    }

    /// Tells the protocol above to pause, if the transport below has asked to.
    void pauseIfBelow() {
        if (pausedBelow && !pausedAbove && tls.isOpen()) {
            pausedAbove = true;
            tls.application().pauseWriting();
        }
    }

    void resume() {
        pausedBelow = false;
        restoreLimits();
        while (!pausedBelow && !waiting.isEmpty()) {
            encrypt(waiting.element());
            if (!waiting.isEmpty() && !waiting.element().hasRemaining()) {
                waiting.remove();
            }
        }
        if (tls.isOpen() && pausedAbove && !pausedBelow && !waitsForLowMark()) {
            pausedAbove = false;
            tls.application().resumeWriting();
        }
    }

    /// What was just encrypted may be more than the low mark, which the transport below has told
    /// already: its
    /// high mark is as low until it tells that again.
    private boolean waitsForLowMark() {
        Transport below = tls.below();
        WriteBufferLimits limits = below.writeBufferLimits();
        if (below.writeBufferSize() > limits.low()) {
            usual = limits;
            below.setWriteBufferLimits(new WriteBufferLimits(limits.low(), limits.low()));
            if (!pausedBelow) { // it has just sent so much
                restoreLimits();
            }
        }
        return pausedBelow;
    }

    private void restoreLimits() {
        WriteBufferLimits before = usual;
        if (before != null) {
            usual = null;
            tls.below().setWriteBufferLimits(before);
        }
    }

    WriteBufferLimits limits() {
        return usual == null ? tls.below().writeBufferLimits() : usual;
    }

    void setLimits(WriteBufferLimits limits) {
        usual = null;
        tls.below().setWriteBufferLimits(limits);
    }
}
