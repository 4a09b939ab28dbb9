// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.http.wire.FrameFault;
import dev.asyncio4j.http.wire.FrameParser;
import dev.asyncio4j.net.transport.Transport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// One connection of HTTP/2, and its streams, as its server sees it: settings, windows, signs of
/// life, how it ends; what requests are is the business of a [Role].
///
/// - I1: what has come and nobody has taken is never more than the window of the connection.
/// - I2: while the peer does not take what is written, nothing is read: so what it makes this side
///   answer is limited, too.
///
/// **Source** RFC 9113. **Thread** loop.
public final class Multiplex {

    /// What each stream may hold.
    static final int STREAM_WINDOW = 65_535;

    /// What all of them together may hold.
    static final int CONNECTION_WINDOW = 1024 * 1024;

    private static final int SETTINGS_STREAMS = 3;
    private static final int SETTINGS_FIELDS = 6;
    private static final long LEAVING = 0x6279655f62796521L; // the word of a ping

    // set once
    private final EventLoop loop;
    private final Transport transport;
    private final Role role;
    private final LongSupplier clock;
    private final FrameParser parser;
    private final ReceiveWindow in = new ReceiveWindow(CONNECTION_WINDOW);
    private final Calm calm;
    private final Outbox out;
    private final StreamNumbers numbers = new StreamNumbers();

    // loop only
    private final Map<Integer, Http2Stream> streams = new LinkedHashMap<>();
    private int window = STREAM_WINDOW; // of streams, as the peer wants it
    private boolean leaving; // the peer was told
    private boolean left; // no stream is taken any more
    private boolean over;
    private long headSince; // a head has begun, and not ended; -1: none has

    /// @param maxStreams how many there may be at a time
    /// @param maxFields how many bytes a list of fields may have
    /// @param clock the time in nanoseconds
    public Multiplex(
            EventLoop loop,
            Transport transport,
            Role role,
            int maxStreams,
            int maxFields,
            LongSupplier clock) {
        this.loop = loop;
        this.transport = transport;
        this.role = role;
        this.clock = clock;
        parser = new FrameParser(maxFields, true);
        headSince = clock.getAsLong();
        calm = new Calm(clock.getAsLong());
        out = new Outbox(loop, transport, clock, calm);
        out.writer().settings(SETTINGS_STREAMS, maxStreams, SETTINGS_FIELDS, maxFields);
        out.writer().window(0, CONNECTION_WINDOW - STREAM_WINDOW);
        out.flush();
    }

    EventLoop loop() {
        return loop;
    }

    long now() {
        return clock.getAsLong();
    }

    Outbox out() {
        return out;
    }

    /// How many streams there are.
    public int size() {
        return streams.size();
    }

    /// Whether no stream is taken any more.
    public boolean hasLeft() {
        return left || over;
    }

    // ---- what comes

    /// Takes what has come.
    public void received(byte[] data) {
        parser.feed(data);
        try {
            while (step()) {}
        } catch (FrameFault fault) {
            fail(fault);
        }
        headSince = !parser.isInHead() ? -1 : headSince < 0 ? now() : headSince;
        if (out.isPaused() && !over) {
            transport.pauseReading();
        }
    }

    private boolean step() throws FrameFault {
        try {
            Frame frame = over ? null : parser.next();
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

    private void take(Frame frame) throws FrameFault {
        if (!(frame instanceof Frame.Data || frame instanceof Frame.Fields)) {
            calm.noise(now());
        }
        switch (frame) {
            case Frame.Data data -> take(data);
            case Frame.Fields fields -> take(fields);
            case Frame.TooLarge large -> {
                Http2Stream known = streams.get(large.stream());
                if (known != null) {
                    throw new FrameFault(
                            known.id(), ErrorCode.ENHANCE_YOUR_CALM, "a trailer that is too large");
                }
                if (begins(large.stream())) {
                    role.tooLarge(large.stream(), large.end());
                }
            }
            case Frame.Reset reset -> {
                numbers.checkNotIdle(reset.stream());
                calm.reset(now());
                Http2Stream known = streams.get(reset.stream());
                if (known != null) {
                    remove(known, false);
                    known.lose(reset.code());
                }
            }
            case Frame.Settings settings -> take(settings);
            case Frame.Window more -> take(more);
            case Frame.Ping ping -> {
                out.writer().pong(ping.word());
                out.flushSoon();
            }
            case Frame.Pong pong -> {
                if (pong.word() == LEAVING && leaving) {
                    finishLeaving();
                }
            }
            case Frame.GoAway away -> finishLeaving();
            case Frame.SettingsKnown known -> {}
            case Frame.Other other -> {}
        }
    }

    private void take(Frame.Data data) throws FrameFault {
        numbers.checkNotIdle(data.stream());
        if (!in.take(data.flow())) {
            throw new FrameFault(
                    ErrorCode.FLOW_CONTROL_ERROR, "more than the window of the connection");
        }
        if (data.bytes().length > 0) {
            calm.useful();
        } else if (!data.end()) {
            calm.noise(now());
        }
        Http2Stream known = streams.get(data.stream());
        if (known != null && !known.isEndedThere()) {
            known.take(data);
            return;
        }
        consumed(data.flow());
        if (known != null || !numbers.isResetHere(data.stream())) {
            throw closed(data.stream());
        }
    }

    private static FrameFault closed(int stream) {
        return new FrameFault(
                stream, ErrorCode.STREAM_CLOSED, "a frame on a stream that was ended");
    }

    private void take(Frame.Fields fields) throws FrameFault {
        Http2Stream known = streams.get(fields.stream());
        if (known == null) {
            if (begins(fields.stream())) {
                calm.useful();
                role.opened(fields.stream(), fields.fields(), fields.end());
            }
        } else if (known.isEndedThere()) {
            throw closed(known.id());
        } else {
            known.take(fields);
        }
    }

    /// Whether a stream of that number, which is not there, is a new one to be served.
    private boolean begins(int stream) throws FrameFault {
        boolean begins = numbers.begins(stream);
        if (begins && left) {
            out.reset(stream, ErrorCode.REFUSED_STREAM);
            numbers.close(stream, true);
        }
        return begins && !left;
    }

    private void take(Frame.Settings settings) throws FrameFault {
        if (settings.table() >= 0) {
            out.writer().setTable(settings.table());
        }
        if (settings.window() >= 0) {
            int change = settings.window() - window;
            window = settings.window();
            for (Http2Stream each : List.copyOf(streams.values())) {
                if (!each.widen(change)) {
                    throw tooWide(0);
                }
            }
        }
        out.writer().settingsKnown();
        out.flushSoon();
    }

    private static FrameFault tooWide(int stream) {
        return new FrameFault(
                stream, ErrorCode.FLOW_CONTROL_ERROR, "a window that is larger than windows are");
    }

    private void take(Frame.Window more) throws FrameFault {
        if (more.stream() == 0) {
            if (!out.widen(more.more())) {
                throw tooWide(0);
            }
            return;
        }
        numbers.checkNotIdle(more.stream());
        Http2Stream known = streams.get(more.stream());
        if (known != null && !known.widen(more.more())) {
            throw tooWide(more.stream());
        }
    }

    /// Resets the stream whose fault it is.
    private void refuse(FrameFault fault) throws FrameFault {
        int stream = fault.stream();
        if (numbers.isIdle(stream)) {
            if (!parser.wasFields()) {
                throw new FrameFault(fault.code(), String.valueOf(fault.getMessage()));
            }
            numbers.begins(stream);
        }
        calm.fault(now());
        out.reset(stream, fault.code());
        Http2Stream known = streams.get(stream);
        if (known == null) {
            numbers.close(stream, true);
        } else {
            remove(known, true);
            known.lose(fault.code());
        }
    }

    // ---- streams

    /// Takes a stream that the peer opens.
    /// @param end whether the peer has sent all
    public Http2Stream accept(int stream, StreamEvents events, boolean end) {
        Http2Stream made = new Http2Stream(this, stream, events, window, end);
        streams.put(stream, made);
        return made;
    }

    void remove(Http2Stream stream, boolean resetHere) {
        if (streams.remove(stream.id()) != null) {
            numbers.close(stream.id(), resetHere);
            consumed(stream.held());
            if (streams.isEmpty()) {
                loop.callSoon(role::settled);
            }
        }
    }

    /// So much of what has come was made use of, or will not be.
    void consumed(int bytes) {
        int more = in.consume(bytes);
        if (more > 0) {
            out.window(0, more);
        }
    }

    /// The peer takes no more for now.
    public void pause() {
        out.pause();
    }

    /// The peer takes more.
    public void resume() {
        transport.resumeReading();
        out.resume();
    }

    // ---- the end

    /// Tells the peer to open no more streams. Those that it has opened before it knows are served;
    /// a ping tells when that is.
    public void leave() {
        if (!leaving && !left && !over) {
            leaving = true;
            out.writer().goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "");
            out.writer().ping(LEAVING);
            out.flush();
        }
    }

    /// Takes no more streams, whether the peer knows or not.
    public void finishLeaving() {
        if (!left && !over) {
            left = true;
            sayGoAway(ErrorCode.NO_ERROR, "");
            if (streams.isEmpty()) {
                loop.callSoon(role::settled);
            }
        }
    }

    /// Gives the connection up.
    public void fail(FrameFault fault) {
        if (over) {
            return;
        }
        sayGoAway(fault.code(), String.valueOf(fault.getMessage()));
        lose(fault.code());
        role.failed();
    }

    private void sayGoAway(ErrorCode code, String why) {
        out.writer().goAway(numbers.highest(), code, why);
        out.flush();
    }

    /// Nothing is to follow what was written, and nothing that comes is looked at.
    public void finish() {
        out.flush();
        lose(ErrorCode.NO_ERROR);
    }

    /// The connection is gone.
    public void lose(ErrorCode code) {
        over = true;
        parser.close();
        List<Http2Stream> all = List.copyOf(streams.values());
        streams.clear();
        for (Http2Stream each : all) {
            each.lose(code);
        }
        out.end();
    }

    /// Gives the connection up if a head takes longer than that, in nanoseconds.
    public void lookAtHead(long now, long patience) {
        if (headSince >= 0 && now - headSince > patience) {
            fail(new FrameFault(ErrorCode.NO_ERROR, "a head that took too long"));
        }
    }

    /// Ends what the peer does not take any of for so long, in nanoseconds.
    public void look(long now, long patience) {
        if (out.isBlocked(now, patience)) {
            fail(new FrameFault(ErrorCode.NO_ERROR, "nothing was taken for too long"));
            return;
        }
        for (Http2Stream each : List.copyOf(streams.values())) {
            each.look(now, patience);
        }
    }

    /// `<Multiplex 3 streams>`.
    @Override
    public String toString() {
        return "<Multiplex " + streams.size() + " streams" + (over ? ", over" : "") + ">";
    }
}
