// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.http.wire.FrameFault;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Transport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One connection of HTTP/2, and its streams: settings, windows, signs of life, how it ends; what
/// requests are is the business of a [Role].
///
/// - I1: what has come to a server and nobody has taken is never more than the window of the
///   connection; to a client, never more than the windows of the streams that it has opened.
/// - I2: while the peer does not take what is written, a server reads nothing: so what it is made
/// to
///   answer is limited, too. A client goes on reading, or both might wait for each other for ever.
///
/// **Source** RFC 9113. **Thread** loop.
public final class Multiplex {

    /// What streams and connections begin with, and what a stream of a server may hold.
    static final int FIRST_WINDOW = 65_535;

    /// What all streams of a server together may hold.
    private static final int SERVING = 1024 * 1024;

    /// What a stream of a client may hold. It chooses how many it opens.
    private static final int ASKING_STREAM = 256 * 1024;

    /// What may be on its way to a client. What has come does not count.
    private static final int ASKING = 16 * 1024 * 1024;

    private static final int SETTINGS_PUSH = 2;
    private static final int SETTINGS_STREAMS = 3;
    private static final int SETTINGS_WINDOW = 4;
    private static final int SETTINGS_FIELDS = 6;
    private static final long LEAVING = 0x6279655f62796521L; // the word of a ping

    // set once
    private final EventLoop loop;
    private final Transport transport;
    private final Role role;
    private final LongSupplier clock;
    private final boolean asks; // this is the client's side
    private final ReceiveWindow in;
    private final Calm calm;
    private final Outbox out;
    private final StreamNumbers numbers;
    private final Intake intake;

    // loop only
    private final Map<Integer, Http2Stream> streams = new LinkedHashMap<>();
    private int window = FIRST_WINDOW; // of streams, as the peer wants it
    private boolean knowsPeer; // its settings
    private boolean leaving; // the peer was told
    private boolean left; // no stream is taken any more
    private boolean over;
    private ErrorCode end = ErrorCode.NO_ERROR; // as the peer has announced it

    private Multiplex(
            EventLoop loop, Transport transport, Role role, int maxFields, LongSupplier clock) {
        this.loop = loop;
        this.transport = transport;
        this.role = role;
        this.clock = clock;
        asks = role instanceof Role.Client;
        in = new ReceiveWindow(asks ? ASKING : SERVING);
        numbers = new StreamNumbers(asks);
        calm = new Calm(clock.getAsLong());
        out = new Outbox(loop, transport, clock, calm);
        intake = new Intake(this, role, numbers, calm, maxFields, clock);
    }

    /// A server's side, which sends its settings.
    /// @param maxStreams how many there may be at a time
    /// @param maxFields how many bytes a list of fields may have
    /// @param clock the time in nanoseconds
    public static Multiplex serving(
            EventLoop loop,
            Transport transport,
            Role.Server role,
            int maxStreams,
            int maxFields,
            LongSupplier clock) {
        Multiplex made = new Multiplex(loop, transport, role, maxFields, clock);
        made.begin(SERVING, SETTINGS_STREAMS, maxStreams, SETTINGS_FIELDS, maxFields);
        return made;
    }

    /// A client's side, which sends the preface and its settings.
    /// @param maxFields how many bytes a list of fields may have
    /// @param clock the time in nanoseconds
    public static Multiplex asking(
            EventLoop loop,
            Transport transport,
            Role.Client role,
            int maxFields,
            LongSupplier clock) {
        Multiplex made = new Multiplex(loop, transport, role, maxFields, clock);
        made.out.writer().preface();
        made.begin(
                ASKING,
                SETTINGS_PUSH,
                0,
                SETTINGS_WINDOW,
                ASKING_STREAM,
                SETTINGS_FIELDS,
                maxFields);
        return made;
    }

    private void begin(int whole, int... settings) {
        out.writer().settings(settings);
        out.writer().window(0, whole - FIRST_WINDOW);
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

    /// How many bytes of all streams the peer has yet to take.
    public int waiting() {
        return out.waiting();
    }

    /// Whether no stream is taken any more.
    public boolean hasLeft() {
        return left || over;
    }

    boolean isOver() {
        return over;
    }

    @Nullable Http2Stream stream(int id) {
        return streams.get(id);
    }

    // ---- what comes

    /// Takes what has come.
    public void received(byte[] data) {
        try {
            intake.received(data);
        } catch (FrameFault fault) {
            fail(fault);
        }
        if (!asks && out.isPaused() && !over) {
            transport.pauseReading();
        }
    }

    void obey(Frame.Settings settings) throws FrameFault {
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
        boolean told = settings.streams() >= 0;
        if (role instanceof Role.Client client && (told || !knowsPeer)) {
            long most = told ? settings.streams() : Integer.MAX_VALUE;
            client.allowed((int) Math.min(most, Integer.MAX_VALUE));
        }
        knowsPeer = true;
    }

    static FrameFault tooWide(int stream) {
        return new FrameFault(
                stream, ErrorCode.FLOW_CONTROL_ERROR, "a window that is larger than windows are");
    }

    void ponged(long word) {
        if (word == LEAVING && leaving) {
            finishLeaving();
        }
    }

    /// A client that leaves still waits for its answers. A server that does has not seen the
    /// streams
    /// behind the last one that it names, and answers those before it.
    void peerLeaves(Frame.GoAway away) {
        if (!(role instanceof Role.Client client)) {
            finishLeaving();
            return;
        }
        left = true;
        end = away.code();
        for (Http2Stream each : List.copyOf(streams.values())) {
            if (each.id() > away.last()) {
                remove(each, false);
                each.lose(Loss.unseen(away.code()));
            }
        }
        client.left();
    }

    /// So much has come.
    /// @return false if it is more than it may be
    boolean arrived(int bytes) {
        boolean fits = in.take(bytes);
        if (fits && asks) {
            giveRoom(bytes);
        }
        return fits;
    }

    // ---- streams

    /// Takes a stream that the peer opens.
    /// @param end whether the peer has sent all
    public Http2Stream accept(int stream, StreamEvents events, boolean end) {
        Http2Stream made = new Http2Stream(this, stream, events, FIRST_WINDOW, window, end);
        streams.put(stream, made);
        return made;
    }

    /// Opens a stream, unless [#hasLeft()].
    /// @param fields those whose names begin with a colon first
    /// @param end whether nothing follows them
    public Http2Stream open(Headers fields, StreamEvents events, boolean end) {
        if (hasLeft()) {
            throw new IllegalStateException("the connection takes no more streams: " + this);
        }
        int id = numbers.open();
        Http2Stream made = new Http2Stream(this, id, events, ASKING_STREAM, window, false);
        streams.put(id, made);
        left = !numbers.hasMore();
        calm.useful();
        try {
            made.fields(fields, end);
        } catch (ConnectionResetError gone) {
            throw new IllegalStateException("a stream that was lost as it began", gone);
        }
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
        if (!asks) { // a client's stream that nobody reads keeps no other waiting
            giveRoom(bytes);
        }
    }

    private void giveRoom(int bytes) {
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
        lose(Loss.byFault(fault));
        role.failed();
    }

    private void sayGoAway(ErrorCode code, String why) {
        out.writer().goAway(numbers.highest(), code, why);
        out.flush();
    }

    /// Nothing is to follow what was written, and nothing that comes is looked at.
    public void finish() {
        out.flush();
        lose(Loss.ofConnection(end));
    }

    /// The connection is gone.
    public void lose() {
        lose(Loss.ofConnection(end));
    }

    private void lose(Loss loss) {
        over = true;
        intake.close();
        List<Http2Stream> all = List.copyOf(streams.values());
        streams.clear();
        for (Http2Stream each : all) {
            each.lose(loss);
        }
        out.end();
    }

    /// Gives the connection up if a head takes longer than that, in nanoseconds.
    public void lookAtHead(long now, long patience) {
        if (intake.isHeadLate(now, patience)) {
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
