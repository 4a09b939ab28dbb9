// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Head;
import dev.asyncio4j.http.wire.HeadWriter;
import dev.asyncio4j.http.wire.RequestParser;
import dev.asyncio4j.http.wire.Targets;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
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
    private static final long LINGERING = 2_000_000_000L;
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        HEAD,
        ANSWER,
        DISCARD,
        LINGER,
        CLOSED
    }

    // set once
    private final HttpServer server;
    private final EventLoop loop;
    private final RequestParser parser;
    private final HeadWriter head = new HeadWriter();
    private final Context context = Context.copyCurrent();
    private @Nullable Transport transport;

    // loop only
    private State state = State.HEAD;
    private @Nullable Http1Exchange exchange;
    private @Nullable RequestBody body;
    private boolean advancing;
    private boolean expectsContinue;
    private boolean broken; // what comes cannot be understood
    private boolean atEnd; // the client sends no more
    private int requests;
    private long since; // when this state, or this wait, began
    private long bodySince;
    private long bodyCame; // at the last look
    private long discarded;
    private boolean paused; // writing
    private int unsent; // at the last look
    private long unsentSince;
    private @Nullable Future<@Nullable Void> resumed;

    Http1Connection(HttpServer server) {
        this.server = server;
        this.loop = server.loop();
        this.parser = new RequestParser(server.rules());
    }

    HttpServer server() {
        return server;
    }

    HeadWriter head() {
        return head;
    }

    Transport transport() {
        return Objects.requireNonNull(transport, "transport");
    }

    // ---- from the transport

    @Override
    public void connectionMade(Transport made) {
        transport = made;
        since = server.add(this);
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
        if (state == State.LINGER || state == State.HEAD || state == State.DISCARD) {
            return false;
        }
        if (body != null && !body.isEnded()) {
            body.fail(new ConnectionResetError("the client ended before its request did"));
        }
        return state == State.ANSWER;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        state = State.CLOSED;
        server.remove(this);
        if (body != null) {
            body.fail(gone());
        }
        resume();
        if (exchange != null && server.options().cancelOnDisconnect()) {
            exchange.cancel("the client is gone");
        }
    }

    private static ConnectionResetError gone() {
        return new ConnectionResetError("the client is gone");
    }

    @Override
    public void pauseWriting() {
        paused = true;
        unsentSince = server.now();
        unsent = Integer.MAX_VALUE;
    }

    @Override
    public void resumeWriting() {
        paused = false;
        resume();
    }

    private void resume() {
        if (resumed != null && !resumed.isDone()) {
            resumed.setResult(null);
        }
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
        if (broken) {
            return false;
        }
        return switch (state) {
            case HEAD -> head(parser.buffered() == 0 ? null : parser.head());
            case ANSWER, DISCARD -> body(Objects.requireNonNull(body));
            case LINGER, CLOSED -> false;
        };
    }

    private boolean head(@Nullable Head next) throws BadRequest {
        if (next == null) {
            return false;
        }
        begin(next);
        return true;
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
        Transport mine = transport;
        if (mine == null || state == State.CLOSED) {
            return;
        }
        boolean full =
                state == State.ANSWER
                        && ((body != null && !body.hasRoom()) || parser.buffered() > WAITING);
        if (full && mine.isReading()) {
            mine.pauseReading();
        } else if (!full && !mine.isReading()) {
            mine.resumeReading();
        }
    }

    private void begin(Head next) throws BadRequest {
        requests++;
        boolean keepAlive =
                next.minor() == 1
                        ? !next.headers().hasToken("connection", "close")
                        : next.headers().hasToken("connection", "keep-alive");
        String expected = next.headers().get("expect");
        if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
            throw new BadRequest(417, "an expectation other than 100-continue");
        }
        expectsContinue = expected != null && next.minor() == 1 && next.length() != 0;
        RequestBody coming =
                new RequestBody(loop, this, next.length(), server.options().limits().body());
        if (next.length() == 0) {
            parser.body(); // its end
        }
        Request request =
                new Request(
                        next.method(),
                        next.target(),
                        next.minor() == 1 ? "HTTP/1.1" : "HTTP/1.0",
                        next.headers(),
                        coming,
                        peer(),
                        isSecure(),
                        server.options()::json);
        body = coming;
        state = State.ANSWER;
        since = server.now();
        bodySince = since;
        bodyCame = 0;
        Http1Exchange mine =
                new Http1Exchange(
                        loop,
                        request,
                        server.handler(),
                        this,
                        next.minor(),
                        keepAlive && requests < server.options().limits().requests());
        exchange = mine;
        Task<@Nullable Void> task =
                loop.createTask(
                        async("http.exchange", mine::run),
                        TaskOptions.named(name(next)).withContext(context.copy()));
        mine.setTask(task);
    }

    private static String name(Head head) {
        String path = Targets.rawPath(head.target());
        return head.method() + " " + (path.length() > 60 ? path.substring(0, 60) + "..." : path);
    }

    private @Nullable SocketAddress peer() {
        return (SocketAddress) transport().extraInfo("peername");
    }

    private boolean isSecure() {
        return transport().extraInfo("ssl_object") != null;
    }

    /// A task waits for the body, or has taken some of it.
    @Override
    public void wanted() {
        RequestBody mine = body;
        if (mine == null || state != State.ANSWER) {
            return;
        }
        if (mine.isAwaited()) {
            since = server.now();
            if (expectsContinue && exchange != null && !exchange.isHeadSent()) {
                expectsContinue = false;
                if (mine.isUntouched()) {
                    transport().write(CONTINUE);
                }
            }
        }
        advance();
    }

    // ---- answering

    /// Whether there may be another request behind this one.
    boolean mayKeepAlive() {
        RequestBody mine = body;
        if (server.isStopping() || atEnd || broken || mine == null) {
            return false;
        }
        boolean leaves =
                !mine.isEnded() && (expectsContinue || mine.length() - mine.came() > DISCARDED);
        return !leaves;
    }

    void write(HeadWriter bytes) throws ConnectionResetError {
        write(bytes.bytes(), 0, bytes.size());
    }

    void write(byte[] data, int offset, int length) throws ConnectionResetError {
        if (state == State.CLOSED || transport().isClosing()) {
            throw gone();
        }
        transport().write(data, offset, length);
    }

    /// Waits while too much waits to be sent.
    void drain() throws ConnectionResetError {
        if (paused && state != State.CLOSED) {
            Future<@Nullable Void> mine = loop.createFuture();
            resumed = mine;
            try {
                await(mine);
            } finally {
                resumed = null;
            }
            if (state == State.CLOSED) {
                throw gone();
            }
        }
    }

    void finished(Http1Exchange over) {
        server.answered(over.request(), over.status(), over.sent(), since);
        exchange = null;
        RequestBody mine = Objects.requireNonNull(body);
        if (state == State.CLOSED || transport().isClosing()) {
            return;
        }
        if (!over.isKeptAlive() || !mayKeepAlive()) {
            linger();
        } else if (mine.isEnded()) {
            next();
            advance();
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
        head.clear();
        byte[] text = (reason + "\n").getBytes(StandardCharsets.UTF_8);
        head.status(status);
        head.fields(Headers.of("content-type", "text/plain; charset=utf-8", "connection", "close"));
        head.field("content-length", text.length);
        head.field("date", server.dates().now());
        head.text("\r\n");
        head.write(text, 0, text.length);
        transport().write(head.bytes(), 0, head.size());
        linger();
    }

    // ---- the end

    private void linger() {
        Transport mine = transport();
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
        transport().abort();
    }

    @Override
    public void stop() {
        if (state == State.HEAD && !parser.isInHead()) {
            linger();
        }
    }

    @Override
    public boolean isIdle() {
        return exchange == null;
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
                if (parser.isInHead() || requests == 0) {
                    if (now - since > patience.head().toNanos()) {
                        if (parser.isInHead()) {
                            refuse(408, "the head of a request took too long");
                        } else {
                            linger();
                        }
                    }
                } else if (now - since > patience.idle().toNanos()) {
                    linger();
                }
            }
            case ANSWER -> lookAtAnswer(now, patience);
            case DISCARD -> {
                if (now - since > patience.body().toNanos()) {
                    linger();
                }
            }
            case LINGER -> {
                if (now - since > LINGERING) {
                    lookAtUnsent(now, patience);
                    if (transport().writeBufferSize() == 0) {
                        abort();
                    }
                }
            }
            case CLOSED -> {}
        }
    }

    private void lookAtAnswer(long now, Patience patience) {
        Http1Exchange mine = exchange;
        RequestBody coming = body;
        if (mine == null || coming == null) {
            return;
        }
        if (coming.isAwaited()) {
            if (coming.came() > bodyCame) {
                bodyCame = coming.came();
                since = now;
            }
            double seconds = (now - bodySince) / 1e9;
            boolean slow = seconds > 5 && coming.came() < patience.rate() * seconds;
            if (slow || now - since > patience.body().toNanos()) {
                coming.fail(new HttpError(408, "the body took too long"));
                broken = true; // nobody waits for its rest
            }
        } else if (now - bodySince > patience.handler().toNanos()) {
            mine.expire();
        }
        lookAtUnsent(now, patience);
    }

    private void lookAtUnsent(long now, Patience patience) {
        int size = transport().writeBufferSize();
        if (size == 0 || size < unsent) {
            unsentSince = now;
        } else if (now - unsentSince > patience.write().toNanos()) {
            abort();
        }
        unsent = size;
    }

    @Override
    public String toString() {
        return "<Http1Connection " + state + " " + transport + ">";
    }
}
