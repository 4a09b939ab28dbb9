// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.transport.Feed;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What comes in: it is kept as records until the engine is there and the protocol above reads,
/// then
/// decrypted and handed over. The engine decides what is to be done next, be it to send. **Thread**
/// loop.
final class Decrypting {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int HANDSHAKE_RECORD = 22;

    // set once
    private final TlsProtocol tls;
    private final Records records = new Records();

    // loop only
    private @Nullable Coding coding;
    private boolean paused;
    private byte @Nullable [] plain; // decrypted, and not yet handed over
    private int from; // where that begins of it

    Decrypting(TlsProtocol tls) {
        this.tls = tls;
    }

    Records records() {
        return records;
    }

    /// There is an engine.
    void begin(Coding made) {
        coding = made;
    }

    // ---- pausing

    boolean isPaused() {
        return paused;
    }

    void pause() {
        if (!paused) {
            paused = true;
            tls.below().pauseReading();
        }
    }

    void resume() {
        if (paused) {
            paused = false;
            EventLoop.running().callSoon(this::readOn);
        }
    }

    /// First what is here, then what is still below. What the protocol above throws is caught here:
    /// below
    /// there is nobody who does.
    private void readOn() {
        try {
            tls.work();
        } catch (SystemExit | KeyboardInterrupt exit) {
            throw exit;
        } catch (Throwable broken) {
            broken(broken, "Fatal error: protocol.data_received() call failed.");
        }
        if (!paused && !tls.isDone()) {
            tls.below().resumeReading();
        }
    }

    private void broken(Throwable failure, String what) {
        EventLoop.running()
                .callExceptionHandler(
                        Fault.of(what)
                                .withException(failure)
                                .with("transport", tls.transport())
                                .with("protocol", tls.application()));
        tls.give(failure);
    }

    // ---- reading

    /// Does what can be done with what is there.
    /// @throws IOException if the other side breaks the rules, or is not to be trusted
    void work() throws IOException {
        boolean more = true;
        while (more && coding != null && !tls.isDone()) {
            more = advance(coding);
        }
    }

    /// Makes one step.
    /// @return whether there may be another
    private boolean advance(Coding at) throws IOException {
        HandshakeStatus status = at.status();
        if (status == HandshakeStatus.NEED_TASK) {
            at.runTasks();
            return true;
        }
        if (status == HandshakeStatus.NEED_WRAP && !at.engine().isOutboundDone()) {
            boolean said = at.wrap(NOTHING.duplicate(), tls.below());
            if (tls.isShaking()) {
                at.nudge();
            }
            return said || at.status() != HandshakeStatus.NEED_WRAP;
        }
        if (tls.isShaking() && status == HandshakeStatus.NOT_HANDSHAKING) {
            tls.shaken();
            return true;
        }
        return !(paused && tls.isOpen()) && (plain == null ? read(at) : handOver(plain, from, at));
    }

    private boolean read(Coding at) throws IOException {
        int type = records.type();
        ByteBuffer record = records.next();
        if (record == null) {
            return false;
        }
        refuseRenegotiation(type);
        byte[] data = at.unwrap(record);
        if (tls.isShaking()) {
            if (data.length == 0) {
                at.nudge();
            } else if (at.status() == HandshakeStatus.NOT_HANDSHAKING) {
                tls.shaken(); // an engine may notice only now
            }
        }
        return handOver(data, 0, at);
    }

    /// Hands over what the protocol above takes at once; the rest waits for the next step.
    private boolean handOver(byte[] data, int begin, Coding at) throws IOException {
        plain = null;
        int end = data.length;
        if (begin < end && tls.isOpen()) {
            end = begin + Feed.data(tls.application(), data, begin, this::broken);
        }
        if (end < data.length) {
            plain = data;
            from = end;
        } else if (at.hasHeardGoodbye()) {
            tls.heardGoodbye();
        }
        return true;
    }

    /// TLS 1.3 has none, and what looks like this is encrypted there.
    private void refuseRenegotiation(int type) throws SSLException {
        TlsSession agreed = tls.session();
        if (type == HANDSHAKE_RECORD
                && agreed != null
                && agreed.version().equals(TlsVersion.TLS_1_2.toString())) {
            throw new SSLException("the other side wants to renegotiate, which is not supported");
        }
    }
}
