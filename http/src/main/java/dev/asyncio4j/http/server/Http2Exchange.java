// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.h2.Http2Stream;
import dev.asyncio4j.http.h2.Loss;
import dev.asyncio4j.http.h2.StreamEvents;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.FrameFault;
import dev.asyncio4j.http.wire.RequestFields;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request and its answer on a stream of HTTP/2. **Source** RFC 9113, 8. **Thread** loop.
final class Http2Exchange extends Exchange implements StreamEvents {

    /// Fields of a connection, which an answer may have for HTTP/1.1. **Source** RFC 9113, 8.2.2.
    private static final Set<String> NOT_HERE =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    // set once
    private final Http2Connection connection;
    private final RequestBody body;
    private final AnswerWatch watch;
    private @Nullable Http2Stream stream;

    // loop only
    private boolean expectsContinue;
    private long consumed; // of the body, as the client knows
    private boolean ended; // the answer
    private boolean dropping; // what still comes

    Http2Exchange(
            EventLoop loop,
            Request request,
            Handler handler,
            Http2Connection connection,
            boolean expectsContinue) {
        super(loop, request, handler);
        this.connection = connection;
        this.body = request.body();
        this.expectsContinue = expectsContinue;
        this.watch = new AnswerWatch(connection.server().now(), body, this);
    }

    void setStream(Http2Stream accepted) {
        stream = accepted;
    }

    private Http2Stream stream() {
        return Objects.requireNonNull(stream, "stream");
    }

    AnswerWatch watch() {
        return watch;
    }

    // ---- what comes

    @Override
    public void fields(Headers fields, boolean end) throws FrameFault {
        RequestFields.checkTrailer(stream().id(), fields, end);
    }

    @Override
    public void data(byte[] piece) throws FrameFault {
        if (!dropping && body.length() >= 0 && body.came() + piece.length > body.length()) {
            throw wrongLength("longer");
        }
        if (dropping) {
            stream().drop();
        } else if (body.isFailed()) { // nobody will take it
            stream().consumed(piece.length);
        } else {
            body.feed(piece);
        }
    }

    @Override
    public void ended() throws FrameFault {
        boolean counted = !dropping && !body.isFailed();
        if (counted && body.length() >= 0 && body.came() != body.length()) {
            throw wrongLength("shorter");
        }
        body.end();
    }

    private FrameFault wrongLength(String how) {
        return new FrameFault(
                stream().id(),
                ErrorCode.PROTOCOL_ERROR,
                "a body that is " + how + " than its content-length");
    }

    @Override
    public void lost(Loss loss) {
        breakDown();
    }

    private void breakDown() {
        body.fail(Outflow.gone());
        if (connection.server().options().cancelOnDisconnect()) {
            cancel("the client is gone");
        }
    }

    /// The client sends no more: a request of which something is missing is none.
    void breakOff() {
        if (!stream().isEndedThere() && !isLost()) {
            stream().reset(ErrorCode.CANCEL);
            breakDown();
        }
    }

    /// A task waits for the body, or has taken some of it.
    void wanted() {
        if (body.isAwaited()) {
            watch.waits(connection.server().now());
            if (expectsContinue && body.isUntouched() && !isHeadSent() && !isLost()) {
                connection.sayContinue(stream());
            }
            expectsContinue = false;
        }
        int more = (int) (body.taken() - consumed);
        if (more > 0) {
            consumed += more;
            stream().consumed(more);
        }
    }

    // ---- the answer

    @Override
    void writeHead(int status, Headers headers, long length) {
        boolean tellsLength =
                !Status.isBodiless(status) && length >= 0 && !headers.contains("content-length");
        boolean tellsDate = !headers.contains("date");
        String[] fields =
                new String[2 * (headers.size() + 1 + (tellsLength ? 1 : 0) + (tellsDate ? 1 : 0))];
        int at = 0;
        fields[at++] = ":status";
        fields[at++] = Integer.toString(status);
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i).toLowerCase(Locale.ROOT);
            if (!NOT_HERE.contains(name)) {
                fields[at++] = name;
                fields[at++] = headers.value(i);
            }
        }
        if (tellsLength) {
            fields[at++] = "content-length";
            fields[at++] = Long.toString(length);
        }
        if (tellsDate) {
            fields[at++] = "date";
            fields[at++] = connection.server().dates().now();
        }
        Headers all = Headers.checked(at == fields.length ? fields : Arrays.copyOf(fields, at));
        ended = left() == 0;
        if (!isLost()) { // else the next that is written fails
            connection.send(stream(), all, ended);
        }
    }

    @Override
    void writeData(byte[] data, int offset, int length) throws ConnectionResetError {
        boolean last = left() == 0;
        stream().data(data, offset, length, last);
        ended |= last;
    }

    @Override
    void writeEnd() throws ConnectionResetError {
        if (!ended) {
            ended = true;
            stream().end();
        }
    }

    @Override
    boolean isLost() {
        return stream().isLost();
    }

    @Override
    void abort() {
        stream().reset(ErrorCode.INTERNAL_ERROR);
    }

    @Override
    void over() {
        if (!stream().isEndedThere() && !isLost()) {
            dropping = true;
            connection.drop(stream());
        }
        connection.finished(this);
    }
}
