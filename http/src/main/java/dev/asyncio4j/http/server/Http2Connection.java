// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.http.h2.Http2Stream;
import dev.asyncio4j.http.h2.Loss;
import dev.asyncio4j.http.h2.Multiplex;
import dev.asyncio4j.http.h2.Role;
import dev.asyncio4j.http.h2.StreamEvents;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.FrameFault;
import dev.asyncio4j.http.wire.Head;
import dev.asyncio4j.http.wire.RequestFields;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A connection with HTTP/2: many requests at a time, each on a stream.
///
/// ```
///   OPEN     streams come and go, each request is a task
///    | the client leaves, or is told to; or it has broken the rules
///   LINGER   all is sent, and this half ended; what comes is dropped, so that it does not
///    |       destroy the last words on their way
///   CLOSED
/// ```
///
/// A request counts until its task is over, even if its stream was reset: so resetting it does not
/// make room for another one. **Thread** loop.
final class Http2Connection implements Protocol, Connection, Role.Server {

    private static final long LAST_WORDS =
            1_000_000_000L; // for a client that leaves a ping unanswered

    private static final long DROPPING = 1_000_000_000L;

    private enum State {
        OPEN,
        LINGER,
        CLOSED
    }

    /// A stream whose request was refused at once.
    private static final class Refused implements StreamEvents {

        private @Nullable Http2Stream stream;

        @Override
        public void fields(Headers fields, boolean end) {}

        @Override
        public void data(byte[] piece) {
            Objects.requireNonNull(stream).drop();
        }

        @Override
        public void ended() {}

        @Override
        public void lost(Loss loss) {}
    }

    // set once
    private final HttpServer server;
    private final Context context = Context.copyCurrent();
    private @Nullable Outflow out;
    private @Nullable Multiplex streams;

    // loop only
    private State state = State.OPEN;
    private final Set<Http2Exchange> exchanges = new LinkedHashSet<>();
    private final Map<Http2Stream, Long> dropping = new HashMap<>(); // what still comes, since then
    private boolean atEnd; // the client sends no more
    private boolean stopping;
    private int requests;
    private long since; // when this state, or this wait, began

    Http2Connection(HttpServer server) {
        this.server = server;
    }

    HttpServer server() {
        return server;
    }

    private Outflow out() {
        return Objects.requireNonNull(out, "out");
    }

    private Multiplex streams() {
        return Objects.requireNonNull(streams, "streams");
    }

    // ---- from the transport

    @Override
    public void connectionMade(Transport made) {
        begin(made, server.add(this));
        if (server.isFull()) {
            streams().finishLeaving();
        }
    }

    /// Goes on with a connection that began as another.
    void takeOver(Http1Connection before) {
        Transport made = before.out().transport();
        begin(made, server.now());
        made.setProtocol(this);
        dataReceived(before.handOver(this));
    }

    private void begin(Transport made, long now) {
        since = now;
        out = new Outflow(server.loop(), made, now);
        Limits limits = server.options().limits();
        streams =
                Multiplex.serving(
                        server.loop(),
                        made,
                        this,
                        limits.streams(),
                        limits.line() + limits.headers(),
                        server::now);
    }

    @Override
    public void dataReceived(byte[] data) {
        if (state == State.OPEN) {
            streams().received(data);
        }
    }

    @Override
    public boolean eofReceived() {
        atEnd = true;
        for (Http2Exchange each : List.copyOf(exchanges)) {
            each.breakOff();
        }
        return state == State.OPEN
                && !exchanges.isEmpty()
                && !server.options().cancelOnDisconnect();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        state = State.CLOSED;
        server.remove(this);
        out().lose();
        streams().lose();
    }

    @Override
    public void pauseWriting() {
        streams().pause();
    }

    @Override
    public void resumeWriting() {
        streams().resume();
    }

    // ---- requests

    @Override
    public void opened(int stream, Headers fields, boolean end) throws FrameFault {
        int most = server.options().limits().streams();
        if (exchanges.size() >= most || streams().size() >= most) {
            throw new FrameFault(stream, ErrorCode.REFUSED_STREAM, "too many streams at a time");
        }
        try {
            begin(stream, RequestFields.head(stream, fields, end, server.rules()), end);
        } catch (BadRequest wrong) {
            refuse(stream, end, wrong.status(), wrong.getMessage() + "\n");
        }
        if (requests >= server.options().limits().requests()) {
            streams().leave();
        }
    }

    @Override
    public void tooLarge(int stream, boolean end) {
        refuse(stream, end, 431, "header fields that are too large\n");
    }

    private void begin(int stream, Head head, boolean end) {
        requests++;
        Http2Exchange[] source = new Http2Exchange[1];
        RequestBody body =
                out().body(
                                () -> source[0].wanted(),
                                end ? 0 : head.length(),
                                server.options().limits().body());
        Transport transport = out().transport();
        Request request =
                new Request(
                        head.method(),
                        head.target(),
                        "HTTP/2",
                        head.headers(),
                        body,
                        (SocketAddress) transport.extraInfo("peername"),
                        transport.extraInfo("ssl_object") != null,
                        server.options()::json);
        Http2Exchange exchange =
                new Http2Exchange(
                        server.loop(), request, server.handler(), this, head.expectsContinue());
        source[0] = exchange;
        exchange.setStream(streams().accept(stream, exchange, end));
        exchanges.add(exchange);
        Task<@Nullable Void> task =
                server.loop()
                        .createTask(
                                async("http.exchange", exchange::run),
                                TaskOptions.named(request.summary()).withContext(context.copy()));
        exchange.setTask(task);
    }

    /// Answers what no handler is to see.
    private void refuse(int stream, boolean end, int status, String reason) {
        requests++;
        Refused events = new Refused();
        Http2Stream refused = streams().accept(stream, events, end);
        events.stream = refused;
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        boolean fits = refused.hasRoom(text.length);
        try {
            refused.fields(
                    Headers.checked(
                            new String[] {
                                ":status",
                                Integer.toString(status),
                                "content-type",
                                "text/plain; charset=utf-8",
                                "content-length",
                                Integer.toString(fits ? text.length : 0),
                                "date",
                                server.dates().now()
                            }),
                    !fits);
            if (fits) {
                refused.data(text, 0, text.length, true);
            }
        } catch (ConnectionResetError gone) {
            throw new IllegalStateException("a stream that was lost as it began", gone);
        }
        if (!end) {
            drop(refused);
        }
    }

    /// Drops what still comes of a body.
    void drop(Http2Stream stream) {
        stream.drop();
        dropping.put(stream, server.now());
    }

    void send(Http2Stream stream, Headers fields, boolean end) {
        try {
            stream.fields(fields, end);
        } catch (ConnectionResetError gone) {
            throw new IllegalStateException("a stream that was lost meanwhile", gone);
        }
    }

    void sayContinue(Http2Stream stream) {
        send(stream, Headers.checked(new String[] {":status", "100"}), false);
    }

    void finished(Http2Exchange over) {
        exchanges.remove(over);
        server.answered(over.request(), over.status(), over.sent(), over.watch().begun());
        since = server.now();
        settled();
    }

    // ---- the end

    @Override
    public void settled() {
        if (state == State.OPEN
                && exchanges.isEmpty()
                && streams().size() == 0
                && (streams().hasLeft() || atEnd)) {
            linger();
        }
    }

    @Override
    public void failed() {
        linger();
    }

    private void linger() {
        if (state != State.OPEN) {
            return;
        }
        Transport mine = out().transport();
        state = State.LINGER;
        since = server.now();
        streams().finish();
        if (!atEnd && mine.canWriteEof() && !mine.isClosing()) {
            mine.writeEof();
            mine.resumeReading();
        } else {
            mine.close();
        }
    }

    @Override
    public void abort() {
        out().transport().abort();
    }

    @Override
    public void stop() {
        stopping = true;
        since = server.now();
        streams().leave();
    }

    @Override
    public int active() {
        return exchanges.size();
    }

    @Override
    public void cancel() {
        for (Http2Exchange each : List.copyOf(exchanges)) {
            each.cancel("the server stops");
        }
    }

    // ---- patience

    @Override
    public void look(long now, Patience patience) {
        switch (state) {
            case OPEN -> {
                lookAtWaits(now, patience);
                for (Http2Exchange each : List.copyOf(exchanges)) {
                    each.watch().look(now, patience);
                }
                lookAtRests(now);
                streams().look(now, patience.write().toNanos());
                out().look(now, patience.write());
            }
            case LINGER -> out().lookAtLast(now, since, patience.write());
            case CLOSED -> {}
        }
    }

    private void lookAtWaits(long now, Patience patience) {
        streams().lookAtHead(now, patience.head().toNanos());
        if (state != State.OPEN || !exchanges.isEmpty()) {
            return;
        }
        long most = (requests == 0 ? patience.head() : patience.idle()).toNanos();
        if (now - since > (stopping ? LAST_WORDS : most)) {
            streams().finishLeaving();
        }
    }

    /// Tells clients that go on sending that nobody wants it. Not at once: some would take the
    /// answer
    /// for broken off.
    private void lookAtRests(long now) {
        dropping.entrySet()
                .removeIf(
                        each -> {
                            boolean late = now - each.getValue() > DROPPING;
                            if (late) {
                                each.getKey().reset(ErrorCode.NO_ERROR);
                            }
                            return late || each.getKey().isLost() || each.getKey().isEndedThere();
                        });
    }

    @Override
    public String toString() {
        return "<Http2Connection " + state + " " + exchanges.size() + " requests>";
    }
}
