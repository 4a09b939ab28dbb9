// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.http.wire.FrameFault;
import dev.asyncio4j.http.wire.FrameParser;
import java.util.function.LongSupplier;

/// What comes on a connection: frame by frame it goes to whom it concerns, and the peer is held to
/// the rules of streams. **Source** RFC 9113, 5.1 and 5.4. **Thread** loop.
final class Intake {

    // set once
    private final Multiplex connection;
    private final Role role;
    private final StreamNumbers numbers;
    private final Calm calm;
    private final LongSupplier clock;
    private final FrameParser parser;

    // loop only
    private long headSince; // a head has begun, and not ended; -1: none has

    Intake(
            Multiplex connection,
            Role role,
            StreamNumbers numbers,
            Calm calm,
            int maxFields,
            LongSupplier clock) {
        this.connection = connection;
        this.role = role;
        this.numbers = numbers;
        this.calm = calm;
        this.clock = clock;
        parser = new FrameParser(maxFields, role instanceof Role.Server);
        headSince = clock.getAsLong();
    }

    /// Takes what has come.
    void received(byte[] data) throws FrameFault {
        parser.feed(data);
        while (step()) {}
        headSince = !parser.isInHead() ? -1 : headSince < 0 ? clock.getAsLong() : headSince;
    }

    private boolean step() throws FrameFault {
        try {
            Frame frame = connection.isOver() ? null : parser.next();
            if (frame == null) {
                return false;
            }
            take(frame);
        } catch (FrameFault fault) {
            if (fault.stream() == 0) {
                throw fault;
            }
            refuse(fault);
        }
        return true;
    }

    /// Whether a head takes longer than that, in nanoseconds.
    boolean isHeadLate(long now, long patience) {
        return headSince >= 0 && now - headSince > patience;
    }

    void close() {
        parser.close();
    }

    // ---- frames

    private void take(Frame frame) throws FrameFault {
        if (!(frame instanceof Frame.Data || frame instanceof Frame.Fields)) {
            calm.noise(clock.getAsLong());
        }
        switch (frame) {
            case Frame.Data data -> take(data);
            case Frame.Fields fields -> take(fields);
            case Frame.TooLarge large -> take(large);
            case Frame.Reset reset -> take(reset);
            case Frame.Settings settings -> connection.obey(settings);
            case Frame.Window more -> take(more);
            case Frame.Ping ping -> {
                connection.out().writer().pong(ping.word());
                connection.out().flushSoon();
            }
            case Frame.Pong pong -> connection.ponged(pong.word());
            case Frame.GoAway away -> connection.peerLeaves(away);
            case Frame.SettingsKnown known -> {}
            case Frame.Other other -> {}
        }
    }

    private void take(Frame.Data data) throws FrameFault {
        numbers.checkNotIdle(data.stream());
        if (!connection.arrived(data.flow())) {
            throw new FrameFault(
                    ErrorCode.FLOW_CONTROL_ERROR, "more than the window of the connection");
        }
        if (data.bytes().length > 0) {
            calm.useful();
        } else if (!data.end()) {
            calm.noise(clock.getAsLong());
        }
        Http2Stream known = connection.stream(data.stream());
        if (known != null && !known.isEndedThere()) {
            known.take(data);
            return;
        }
        connection.consumed(data.flow());
        if (known != null || !numbers.isResetHere(data.stream())) {
            throw closed(data.stream());
        }
    }

    private static FrameFault closed(int stream) {
        return new FrameFault(
                stream, ErrorCode.STREAM_CLOSED, "a frame on a stream that was ended");
    }

    private void take(Frame.Fields fields) throws FrameFault {
        Http2Stream known = connection.stream(fields.stream());
        if (known == null) {
            if (begins(fields.stream()) && role instanceof Role.Server server) {
                calm.useful();
                server.opened(fields.stream(), fields.fields(), fields.end());
            }
        } else if (known.isEndedThere()) {
            throw closed(known.id());
        } else {
            known.take(fields);
        }
    }

    private void take(Frame.TooLarge large) throws FrameFault {
        Http2Stream known = connection.stream(large.stream());
        if (known != null) {
            throw new FrameFault(
                    known.id(), ErrorCode.ENHANCE_YOUR_CALM, "header fields that are too large");
        }
        if (begins(large.stream()) && role instanceof Role.Server server) {
            server.tooLarge(large.stream(), large.end());
        }
    }

    /// Whether a stream of that number, which is not there, is a new one to be served.
    private boolean begins(int stream) throws FrameFault {
        boolean begins = numbers.begins(stream);
        if (begins && connection.hasLeft()) {
            connection.out().reset(stream, ErrorCode.REFUSED_STREAM);
            numbers.close(stream, true);
        }
        return begins && !connection.hasLeft();
    }

    private void take(Frame.Reset reset) throws FrameFault {
        numbers.checkNotIdle(reset.stream());
        if (role instanceof Role.Server) { // a server's resets cost it a stream that we wanted
            calm.reset(clock.getAsLong());
        }
        Http2Stream known = connection.stream(reset.stream());
        if (known != null) {
            connection.remove(known, false);
            known.lose(Loss.byPeer(reset.code()));
        }
    }

    private void take(Frame.Window more) throws FrameFault {
        if (more.stream() == 0) {
            if (!connection.out().widen(more.more())) {
                throw Multiplex.tooWide(0);
            }
            return;
        }
        numbers.checkNotIdle(more.stream());
        Http2Stream known = connection.stream(more.stream());
        if (known != null && !known.widen(more.more())) {
            throw Multiplex.tooWide(more.stream());
        }
    }

    // ---- faults

    /// Resets the stream whose fault it is.
    private void refuse(FrameFault fault) throws FrameFault {
        int stream = fault.stream();
        if (numbers.isIdle(stream)) {
            if (!parser.wasFields()) {
                throw new FrameFault(fault.code(), String.valueOf(fault.getMessage()));
            }
            numbers.begins(stream);
        }
        calm.fault(clock.getAsLong());
        connection.out().reset(stream, fault.code());
        Http2Stream known = connection.stream(stream);
        if (known == null) {
            numbers.close(stream, true);
        } else {
            connection.remove(known, true);
            known.lose(Loss.byFault(fault));
        }
    }
}
