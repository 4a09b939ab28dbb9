// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Head;
import dev.asyncio4j.http.wire.RequestParser;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection with HTTP/1.1: one request after the other.
///
/// ```
///   HEAD     waits for a request      <------------------------------+
///    | it is here: a task answers it                                 |
///   ANSWER   the task is at work; its body is parsed as it is wanted |
///    | over                                                          |
///   DISCARD  what is left of the body is dropped, if it is short ----+
///    | the last one, or it is long
///   LINGER   the answer is sent, and this half ended; what comes is dropped, so that it does
///    |       not destroy the answer on its way
///   CLOSED
/// ```
///
/// Requests that come early wait unparsed, and above a limit at the client. **Thread** loop.
final class Http1Connection implements Protocol, Connection, RequestBody.Source {

    private static final int WAITING = 64 * 1024; // unparsed bytes of later requests
    private static final long DISCARDED = 64 * 1024; // of a body that nobody has read

    private enum State {
        HEAD,
        ANSWER,
        DISCARD,
        LINGER,
        CLOSED
    }

    // set once
    private final HttpServer server;
    private final RequestParser parser;
    private final Context context = Context.copyCurrent();
    private @Nullable Outflow out;

    // loop only
    private State state = State.HEAD;
    private @Nullable Http1Exchange exchange;
    private @Nullable RequestBody body;
    private @Nullable AnswerWatch watch;
    private boolean advancing;
    private boolean expectsContinue;
    private boolean broken; // what comes cannot be understood
    private boolean atEnd; // the client sends no more
    private int requests;
    private long since; // when this state, or this wait, began
    private long discarded;

    Http1Connection(HttpServer server) {
        this.server = server;
        this.parser = new RequestParser(server.rules());
    }

    HttpServer server() {
        return server;
    }

    Outflow out() {
        return Objects.requireNonNull(out, "out");
    }

    // ---- from the transport

    @Override
    public void connectionMade(Transport made) {
        since = server.add(this);
        out = new Outflow(server.loop(), made, since);
        if (server.isFull()) {
            refuse(503, "too many connections");
        }
    }

    @Override
    public void dataReceived(byte[] data) {
        if (state == State.LINGER || state == State.CLOSED || broken) {
            return;
        }
        if (state == State.HEAD && parser.buffered() == 0) {
            since = server.now(); // of this head
        }
        parser.feed(data);
        advance();
    }

    @Override
    public boolean eofReceived() {
        atEnd = true;
        if (body != null) {
            body.fail(new ConnectionResetError("the client ended before its request did"));
        }
        return state == State.ANSWER && !server.options().cancelOnDisconnect();
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        state = State.CLOSED;
        server.remove(this);
        if (body != null) {
            body.fail(Outflow.gone());
        }
        out().lose();
        if (exchange != null && server.options().cancelOnDisconnect()) {
            exchange.cancel("the client is gone");
        }
    }

    @Override
    public void pauseWriting() {
        out().pause();
    }

    @Override
    public void resumeWriting() {
        out().resume();
    }

    // ---- parsing

    /// Parses what is wanted of what has come.
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (step()) {}
        } catch (BadRequest wrong) {
            broken = true;
            if (state == State.ANSWER && body != null) {
                body.fail(new HttpError(400, String.valueOf(wrong.getMessage())));
            } else {
                refuse(wrong.status(), String.valueOf(wrong.getMessage()));
            }
        } finally {
            advancing = false;
        }
        settleReading();
    }

    private boolean step() throws BadRequest {
        return !broken
                && switch (state) {
                    case HEAD -> parser.buffered() > 0 && !turns() && begin(parser.head());
                    case ANSWER, DISCARD -> body(Objects.requireNonNull(body));
                    case LINGER, CLOSED -> false;
                };
    }

    /// Goes on with HTTP/2, if that is what the client begins with.
    private boolean turns() {
        boolean turns = requests == 0 && parser.isHttp2();
        if (turns) {
            new Http2Connection(server).takeOver(this);
        }
        return turns;
    }

    private boolean body(RequestBody mine) throws BadRequest {
        if (!parser.isInBody() || (state == State.ANSWER && !mine.hasRoom())) {
            return false;
        }
        byte[] piece = parser.body();
        if (piece == null) {
            return false;
        }
        take(mine, piece);
        return true;
    }

    private void take(RequestBody mine, byte[] piece) {
        if (piece.length == 0) {
            mine.end();
            if (state == State.DISCARD) {
                next();
            }
        } else if (state == State.DISCARD) {
            discarded += piece.length;
            if (discarded > DISCARDED) {
                linger();
            }
        } else {
            mine.feed(piece);
        }
    }

    private void settleReading() {
        if (state == State.CLOSED) {
            return;
        }
        Transport mine = out().transport();
        boolean full =
                state == State.ANSWER
                        && ((body != null && !body.hasRoom()) || parser.buffered() > WAITING);
        if (full && mine.isReading()) {
            mine.pauseReading();
        } else if (!full && !mine.isReading()) {
            mine.resumeReading();
        }
    }

    private boolean begin(@Nullable Head next) throws BadRequest {
        if (next == null) {
            return false;
        }
        requests++;
        expectsContinue = next.expectsContinue();
        RequestBody coming = out().body(this, next.length(), server.options().limits().body());
        if (next.length() == 0) {
            parser.body(); // its end
        }
        Request request = Request.of(next, coming, out().transport(), server.options()::json);
        body = coming;
        state = State.ANSWER;
        Http1Exchange mine =
                new Http1Exchange(
                        server.loop(),
                        request,
                        server.handler(),
                        this,
                        next.minor(),
                        next.keepsAlive() && requests < server.options().limits().requests());
        exchange = mine;
        watch = new AnswerWatch(server.now(), coming, mine);
        Task<@Nullable Void> task =
                server.loop()
                        .createTask(
                                async("http.exchange", mine::run),
                                TaskOptions.named(request.summary()).withContext(context.copy()));
        mine.setTask(task);
        return true;
    }

    /// A task waits for the body, or has taken some of it.
    @Override
    public void wanted() {
        RequestBody mine = body;
        if (mine == null || state != State.ANSWER) {
            return;
        }
        if (mine.isAwaited() && watch != null) {
            watch.waits(server.now());
            if (expectsContinue
                    && mine.isUntouched()
                    && !Objects.requireNonNull(exchange).isHeadSent()) {
                out().sayContinue();
            }
            expectsContinue = false;
        }
        advance();
    }

    // ---- answering

    /// Whether there may be another request behind this one.
    boolean mayKeepAlive() {
        RequestBody mine = body;
        boolean isLast = atEnd && parser.buffered() == 0;
        if (server.isStopping() || isLast || broken || mine == null) {
            return false;
        }
        return mine.isEnded() || (!expectsContinue && mine.length() - mine.came() <= DISCARDED);
    }

    void finished(Http1Exchange over) {
        server.answered(
                over.request(), over.status(), over.sent(), watch == null ? since : watch.begun());
        watch = null;
        exchange = null;
        RequestBody mine = Objects.requireNonNull(body);
        if (out().isClosed()) {
            return;
        }
        if (!over.isKeptAlive() || !mayKeepAlive()) {
            linger();
        } else if (mine.isEnded()) {
            next();
            advance();
            if (atEnd && state == State.HEAD) { // what was left was no whole request
                linger();
            }
        } else {
            state = State.DISCARD;
            discarded = 0;
            since = server.now();
            advance();
        }
    }

    private void next() {
        body = null;
        state = State.HEAD;
        since = server.now();
    }

    private void refuse(int status, String reason) {
        out().refuse(status, reason, server.dates().now());
        linger();
    }

    /// Gives the connection to another protocol, and what has come for that already.
    byte[] handOver(Connection next) {
        state = State.CLOSED;
        server.replace(this, next);
        return parser.rest();
    }

    // ---- the end

    private void linger() {
        Transport mine = out().transport();
        boolean hasMore = parser.buffered() > 0 || broken || (body != null && !body.isEnded());
        state = State.LINGER;
        since = server.now();
        if (hasMore && !atEnd && mine.canWriteEof()) {
            mine.writeEof();
            settleReading();
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
        if (state == State.HEAD && !parser.isInHead()) {
            linger();
        }
    }

    @Override
    public int active() {
        return exchange == null ? 0 : 1;
    }

    @Override
    public void cancel() {
        if (exchange != null) {
            exchange.cancel("the server stops");
        }
    }

    // ---- patience

    @Override
    public void look(long now, Patience patience) {
        switch (state) {
            case HEAD -> {
                boolean begun = parser.isInHead() || requests == 0;
                if (now - since > (begun ? patience.head() : patience.idle()).toNanos()) {
                    if (parser.isInHead()) {
                        refuse(408, "the head of a request took too long");
                    } else {
                        linger();
                    }
                }
            }
            case ANSWER -> {
                if (watch != null && !watch.look(now, patience)) {
                    broken = true; // nobody waits for the rest of the body
                }
                out().look(now, patience.write());
            }
            case DISCARD -> {
                if (now - since > patience.body().toNanos()) {
                    linger();
                }
            }
            case LINGER -> out().lookAtLast(now, since, patience.write());
            case CLOSED -> {}
        }
    }

    @Override
    public String toString() {
        return "<Http1Connection " + state + " " + (out == null ? null : out.transport()) + ">";
    }
}
