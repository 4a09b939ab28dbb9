// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.h2.Http2Stream;
import dev.asyncio4j.http.h2.Multiplex;
import dev.asyncio4j.http.h2.Role;
import dev.asyncio4j.http.h2.StreamEvents;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.HeadRules;
import dev.asyncio4j.loop.TimerHandle;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/// A connection with HTTP/2, as its client sees it: many requests at a time, each of which has a
/// place that the pool has granted.
///
/// ```
///   FIT      requests come and go
///    | the server leaves, or is silent for too long
///   LEAVING  no more of them; those that are there go on
///    | the last has gone; or the client closes, or the server has broken the rules
///   GONE
/// ```
///
/// **Thread** loop.
final class SharedConnection implements Protocol, Role.Client, Pooled {

    private static final int PLACES = 100; // until the server has said how many there are
    private static final double REFUSED = 0.02; // seconds until another is tried; doubled each time
    private static final double REFUSED_LONGEST = 1;
    private static final double LAST_WORDS = 1; // seconds, for a server that does not take them

    // set once
    private final EventLoop loop;
    private final Pool pool;
    private final Origin origin;
    private final Transport transport;
    private final HeadRules rules;
    private final Multiplex streams;

    // loop only
    private int places = PLACES;
    private int taken;
    private int refusals; // one after the other
    private @Nullable TimerHandle full; // until then; the server has refused a request
    private boolean used; // it has carried an answer
    private boolean retired;
    private boolean gone;
    private double heard; // when something came
    private @Nullable TimerHandle end;

    /// Takes a connection over, on which nothing was said.
    SharedConnection(Pool pool, Origin origin, Connection before, HeadRules rules)
            throws SocketException {
        this.loop = EventLoop.running();
        this.pool = pool;
        this.origin = origin;
        this.transport = (Transport) before.writer().transport();
        this.rules = rules;
        this.heard = loop.time();
        StreamReader reader = before.reader();
        byte[] early =
                reader.buffered() == 0
                        ? new byte[0]
                        : await(reader.read(reader.buffered()), SocketException.class);
        streams =
                Multiplex.asking(
                        loop, transport, this, rules.maxBytes(), () -> (long) (loop.time() * 1e9));
        transport.setProtocol(this);
        transport.resumeReading(); // if there was too much for the reader
        if (early.length > 0) {
            dataReceived(early);
        }
        if (reader.isAtEof() || reader.exception() != null) {
            transport.abort();
            connectionLost(reader.exception());
        }
    }

    @Override
    public Origin origin() {
        return origin;
    }

    Transport transport() {
        return transport;
    }

    /// How many bytes of all requests wait to be sent.
    int waiting() {
        return streams.waiting();
    }

    HeadRules rules() {
        return rules;
    }

    // ---- places

    @Override
    public boolean isFit() {
        return !gone && !retired && !streams.hasLeft();
    }

    boolean hasPlace() {
        return isFit() && full == null && taken < places;
    }

    boolean isUnused() {
        return taken == 0;
    }

    boolean isGone() {
        return gone;
    }

    /// Whether it has carried a request before.
    boolean isUsed() {
        return used;
    }

    void take() {
        taken++;
    }

    /// Gives a place back, whose stream is over.
    /// @param answered whether all of an answer has come: then the server has room for another
    void giveBack(boolean answered) {
        taken--;
        if (answered) {
            refusals = 0;
            tryAgain();
        }
        pool.released(this);
    }

    /// The server has refused a request, though there should have been a place: perhaps it still
    /// counts one that was cancelled. The others wait a little.
    void refused() {
        if (full == null && !gone) {
            double pause = Math.min(REFUSED_LONGEST, REFUSED * Math.pow(2, refusals++));
            full =
                    loop.callLater(
                            pause,
                            () -> {
                                full = null;
                                pool.changed(this);
                            });
        }
    }

    private void tryAgain() {
        if (full != null) {
            full.cancel();
            full = null;
        }
    }

    // ---- requests

    /// Sends the head of a request; null if that is too late.
    @Nullable Http2Stream open(Headers fields, StreamEvents events, boolean end) {
        return gone || streams.hasLeft() ? null : streams.open(fields, events, end);
    }

    /// An answer has begun.
    void answers() {
        used = true;
    }

    /// A request has waited in vain since then. If nothing came for any of them, there may be
    /// nobody
    /// on the other side.
    void waitedSince(double then) {
        if (heard <= then && !retired) {
            retired = true;
            pool.changed(this);
        }
    }

    // ---- from the transport

    @Override
    public void dataReceived(byte[] data) {
        heard = loop.time();
        if (!gone) {
            streams.received(data);
        }
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        if (end != null) {
            end.cancel();
        }
        streams.lose();
        leave();
    }

    @Override
    public void pauseWriting() {
        streams.pause();
    }

    @Override
    public void resumeWriting() {
        streams.resume();
    }

    // ---- from the streams

    @Override
    public void settled() {}

    @Override
    public void allowed(int most) {
        places = most;
        pool.changed(this);
    }

    @Override
    public void left() {
        pool.changed(this);
    }

    @Override
    public void failed() {
        closeTransport();
        leave();
    }

    private void leave() {
        tryAgain();
        if (!gone) {
            gone = true;
            pool.gone(this);
        }
    }

    // ---- the end

    @Override
    public void close() {
        if (!gone) {
            gone = true;
            tryAgain();
            streams.finishLeaving();
            streams.finish();
            closeTransport();
        }
    }

    private void closeTransport() {
        if (!transport.isClosing()) {
            transport.close();
            end = loop.callLater(LAST_WORDS, transport::abort);
        }
    }

    @Override
    public void abort() {
        transport.abort();
    }

    @Override
    public String toString() {
        return "<SharedConnection " + origin + " " + taken + " requests" + (gone ? " gone>" : ">");
    }
}
