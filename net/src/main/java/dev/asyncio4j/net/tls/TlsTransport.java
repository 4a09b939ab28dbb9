// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import dev.asyncio4j.net.waits.Progress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// What a program sees of a [TlsProtocol]: a transport. **Thread** loop.
final class TlsTransport implements Transport, Progress {

    private final TlsProtocol tls;

    TlsTransport(TlsProtocol tls) {
        this.tls = tls;
    }

    @Override
    public boolean isReading() {
        return !isClosing() && !tls.decrypting().isPaused();
    }

    @Override
    public void pauseReading() {
        if (!isClosing()) {
            tls.decrypting().pause();
        }
    }

    @Override
    public void resumeReading() {
        if (!isClosing()) {
            tls.decrypting().resume();
        }
    }

    @Override
    public void write(byte[] data, int offset, int length) {
        tls.encrypting().write(ByteBuffer.wrap(data, offset, length));
    }

    @Override
    public void writeEof() {
        throw new UnsupportedOperationException(
                "TLS cannot end one half alone; close() ends both, when what was written is sent");
    }

    @Override
    public boolean canWriteEof() {
        return false;
    }

    @Override
    public int writeBufferSize() {
        return tls.encrypting().size() + tls.below().writeBufferSize();
    }

    /// Encrypted ones.
    @Override
    public long takenBytes() {
        return tls.below() instanceof Progress below
                ? below.takenBytes()
                : -tls.below().writeBufferSize();
    }

    /// Those of the transport below, which counts encrypted bytes.
    @Override
    public WriteBufferLimits writeBufferLimits() {
        return tls.encrypting().limits();
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        tls.encrypting().setLimits(limits);
    }

    @Override
    public void close() {
        tls.close();
    }

    @Override
    public boolean isClosing() {
        return tls.isClosing();
    }

    @Override
    public void abort() {
        tls.abort();
    }

    @Override
    public @Nullable Object extraInfo(String name) {
        TlsSession session = tls.session();
        return switch (name) {
            case "sslcontext" -> tls.settings();
            case "ssl_object" -> session;
            case "peercert" -> session == null ? null : session.peerCertificate();
            case "cipher" -> session == null ? null : session.cipher();
            case "compression" -> null; // there is none since TLS 1.3, for it told secrets
            default -> tls.below().extraInfo(name);
        };
    }

    @Override
    public void setProtocol(BaseProtocol protocol) {
        tls.setApplication(protocol);
    }

    @Override
    public BaseProtocol protocol() {
        return tls.application();
    }

    /// `<TlsTransport open <TlsSession ...> over <Transport ...>>`.
    @Override
    public String toString() {
        return "<TlsTransport "
                + tls.stateText()
                + " "
                + tls.session()
                + " over "
                + tls.below()
                + ">";
    }
}
