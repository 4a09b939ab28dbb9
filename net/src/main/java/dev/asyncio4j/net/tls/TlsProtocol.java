// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.loop.TimerHandle;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Feed;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// TLS over any transport: the protocol of the one below, and the transport of the protocol above.
///
/// ```
///   HANDSHAKE --- both agree ---> OPEN --- close(), or the other side's goodbye ---> FLUSHING
///       |                          |                                                    | all is
/// encrypted
///       |                          |                                                    v
///       |                          |                                     CLOSING: this side's
/// goodbye is said
///       |                          |                                                    | the
/// other's has come,
///       v                          v                                                    v or the
/// end
///     DONE <--- failure, abort() --+------------------------------------------------> DONE: the
/// one below closes
/// ```
///
/// - **I1** The protocol above hears of the connection when hands are shaken, and of its end,
/// whatever
///   that was, when the one below has lost it.
/// - **I2** While OPEN or FLUSHING, something is unencrypted only if the transport below has asked
/// to pause.
/// - **I3** What came before the handshake is never taken for something that TLS has protected.
/// - **I4** After FLUSHING has begun the protocol above gets nothing more to read.
///
/// **Thread** loop. **Like** `asyncio.sslproto.SSLProtocol`, and stronger: an end without goodbye
/// is a
/// [SslEofError], what this side has closed is not read any more, and a closing server says
/// goodbye.
public final class TlsProtocol implements Protocol {

    private static final System.Logger LOG = System.getLogger("asyncio");

    private enum State {
        HANDSHAKE,
        OPEN,
        FLUSHING,
        CLOSING,
        DONE
    }

    // set once
    private final EventLoop loop = EventLoop.running();
    private final Handshake handshake;
    private final TlsTransport above = new TlsTransport(this);
    private final Decrypting decrypting = new Decrypting(this);
    private final Encrypting encrypting = new Encrypting(this);

    // set by connectionMade
    private @Nullable Transport below;

    // loop only
    private BaseProtocol application;
    private State state = State.HANDSHAKE;
    private boolean known; // to the protocol above, as a connection
    private @Nullable Coding coding;
    private @Nullable TlsSession session;
    private @Nullable TimerHandle limit; // of the handshake, then of closing
    private @Nullable Throwable failure;
    private boolean ended; // nothing more will come

    private TlsProtocol(BaseProtocol application, Handshake handshake, boolean known) {
        this.application = Objects.requireNonNull(application, "protocol");
        this.handshake = handshake;
        this.known = known;
    }

    /// For a connection that a server has accepted: a failure of the handshake is reported to the
    /// loop.
    public static TlsProtocol accepted(BaseProtocol application, TlsSettings settings) {
        return new TlsProtocol(application, new Handshake(settings, "", true), false);
    }

    /// For a connection whose handshake is waited for.
    /// @param hostname whom a client wants to talk to; empty leaves it open
    public static TlsProtocol connecting(
            BaseProtocol application, TlsSettings settings, String hostname) {
        return new TlsProtocol(application, new Handshake(settings, hostname, false), false);
    }

    /// For a connection that `application` has used before.
    static TlsProtocol upgrading(BaseProtocol application, TlsSettings settings, String hostname) {
        return new TlsProtocol(application, new Handshake(settings, hostname, false), true);
    }

    // ---- who it is

    /// The transport that the protocol above sees.
    Transport transport() {
        return above;
    }

    Transport below() {
        return Objects.requireNonNull(below, "TLS has no connection yet");
    }

    TlsSettings settings() {
        return handshake.settings();
    }

    @Nullable TlsSession session() {
        return session;
    }

    BaseProtocol application() {
        return application;
    }

    void setApplication(BaseProtocol protocol) {
        application = Objects.requireNonNull(protocol, "protocol");
    }

    Decrypting decrypting() {
        return decrypting;
    }

    Encrypting encrypting() {
        return encrypting;
    }

    String stateText() {
        return state.name().toLowerCase(Locale.ROOT);
    }

    // ---- the handshake

    /// Waits until hands are shaken. **Suspends** unless they are. **If cancelled** the connection
    /// is given
    /// up.
    /// @return the transport of the protocol above
    /// @throws IOException if they were not
    public Transport waitHandshake() throws IOException {
        try {
            handshake.waitUntilOver(this::below);
        } catch (Throwable refused) {
            abort();
            throw refused;
        }
        return above;
    }

    /// Takes what has come before TLS was begun, and is its beginning.
    void addEarly(byte[] data) {
        decrypting.records().add(data);
    }

    @Override
    public void connectionMade(Transport transport) {
        below = transport;
        if (state == State.HANDSHAKE) {
            limit = loop.callLater(settings().handshakeTimeout(), this::handshakeIsLate);
            work();
        }
    }

    private void handshakeIsLate() {
        end(handshake.tooLate(below()));
    }

    boolean isShaking() {
        return state == State.HANDSHAKE;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    void shaken() {
        Coding done = Objects.requireNonNull(coding);
        stopLimit();
        state = State.OPEN;
        String asked = handshake.hostname();
        session = TlsSession.of(done.engine(), asked.isEmpty() ? null : asked);
        encrypting.begin(done);
        if (!known) {
            known = true;
            application.connectionMade(above);
        }
        encrypting.pauseIfBelow();
        handshake.succeeded();
    }

    // ---- what comes

    @Override
    public void dataReceived(byte[] data) {
        if (state != State.DONE) {
            decrypting.records().add(data);
            work();
        }
    }

    /// Does what can be done with what is there.
    void work() {
        try {
            if (coding == null) {
                Coding made = handshake.begin(decrypting.records(), below());
                if (made == null) {
                    return; // more must have come
                }
                coding = made;
                decrypting.begin(made);
            }
            decrypting.work();
        } catch (IOException broken) {
            fail(broken);
        } catch (RuntimeException | Error broken) {
            if (state != State.HANDSHAKE) {
                throw broken; // the protocol above has failed, which is told by who has called
            }
            end(broken);
        }
    }

    void heardGoodbye() throws IOException {
        switch (state) {
            case HANDSHAKE ->
                    throw new ConnectionResetError("the other side said goodbye in the handshake");
            case OPEN -> {
                ended = true;
                if (Feed.eof(application)) {
                    LOG.log(
                            Level.WARNING,
                            "returning true from eof_received() has no effect when using ssl");
                }
                close();
            }
            case FLUSHING -> ended = true;
            case CLOSING -> finish();
            case DONE -> {}
        }
    }

    @Override
    public boolean eofReceived() {
        switch (state) {
            case HANDSHAKE ->
                    fail(new ConnectionResetError("the other side closed the connection"));
            case OPEN ->
                    end(
                            new SslEofError(
                                    handshake.name(below())
                                            + ": EOF occurred in violation of protocol: there was no"
                                            + " goodbye, so what came may be cut off"));
            case FLUSHING -> ended = true;
            case CLOSING -> finish();
            case DONE -> {}
        }
        return true; // this closes it, when it has sent what it has
    }

    // ---- what goes

    @Override
    public void pauseWriting() {
        encrypting.pause();
    }

    @Override
    public void resumeWriting() {
        encrypting.resume();
        flushed();
    }

    // ---- the end

    boolean isClosing() {
        return state.compareTo(State.FLUSHING) >= 0;
    }

    void close() {
        switch (state) {
            case HANDSHAKE -> abort();
            case OPEN -> {
                state = State.FLUSHING;
                limit = loop.callLater(settings().shutdownTimeout(), this::closingIsLate);
                flushed();
                decrypting.resume(); // up to the goodbye
            }
            case FLUSHING, CLOSING, DONE -> {}
        }
    }

    /// Says goodbye, if it is time to and all before it is encrypted.
    private void flushed() {
        Coding at = coding;
        if (state != State.FLUSHING || at == null || !encrypting.isDone()) {
            return;
        }
        state = State.CLOSING;
        try {
            at.close(below());
        } catch (SSLException broken) {
            fail(broken);
            return;
        }
        if (ended) {
            finish();
        }
    }

    private void closingIsLate() {
        give(new TimeoutError("SSL shutdown timed out"));
    }

    /// Both have said what they had to say.
    private void finish() {
        state = State.DONE;
        below().close(); // the limit stays: what waits below must be gone by then, too
    }

    void abort() {
        give(null);
    }

    /// Gives the connection up at once.
    void give(@Nullable Throwable cause) {
        state = State.DONE;
        stopLimit();
        encrypting.drop();
        failure = failure == null ? cause : failure;
        if (below != null) {
            below.abort();
        }
    }

    void fail(IOException broken) {
        end(Refusals.told(broken, handshake.name(below()), state == State.HANDSHAKE));
    }

    /// The connection cannot go on: tells the other side, and who waits for the handshake.
    private void end(Throwable cause) {
        boolean early = state == State.HANDSHAKE;
        if (coding != null) {
            try {
                coding.close(below());
            } catch (SSLException | RuntimeException speechless) {
                cause.addSuppressed(speechless);
            }
        }
        if (early) {
            handshake.failed(cause, this);
        }
        give(cause); // `abort` sends what it can
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        if (state == State.HANDSHAKE) {
            failure = handshake.cutOff(cause, this);
        }
        state = State.DONE;
        stopLimit();
        encrypting.drop();
        if (coding != null) {
            coding.release();
        }
        Throwable why = failure == null ? cause : failure;
        handshake.tellWaiter(why);
        if (known) {
            known = false;
            application.connectionLost(why);
        }
    }

    private void stopLimit() {
        if (limit != null) {
            limit.cancel();
            limit = null;
        }
    }

    /// `<TlsProtocol open of ...>`.
    @Override
    public String toString() {
        return "<TlsProtocol " + stateText() + " of " + application + ">";
    }
}
