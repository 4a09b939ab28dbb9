// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.Task;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.message.Status;
import dev.asyncio4j.http.websocket.WebSocketClosed;
import dev.asyncio4j.http.websocket.WebSocketConnection;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import dev.asyncio4j.http.wire.WebSocketHandshake;
import dev.asyncio4j.loop.Fault;
import java.io.EOFException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One request and its answer, whatever carries them. [#run] is the body of the request's task; how
/// bytes are framed is left to those who extend it. **Thread** loop.
abstract class Exchange {

    private static final int FILE_PIECE = 256 * 1024;
    private static final String FAILURE = "Internal Server Error";

    // set once
    private final EventLoop loop;
    private final Request request;
    private final Handler handler;

    // loop only
    private @Nullable Task<?> task;
    private boolean headSent;
    private boolean expired; // the handler's time is over
    private int status;
    private long sent; // bytes of the body
    private long left = -1; // of the length that was told; -1: none was

    Exchange(EventLoop loop, Request request, Handler handler) {
        this.loop = loop;
        this.request = request;
        this.handler = handler;
    }

    // ---- what carries it

    /// Begins the answer.
    /// @param length of the body, which the fields may say, too; -1: nobody knows
    abstract void writeHead(int status, Headers headers, long length);

    /// Writes a piece of the body, and waits if too much waits to be sent.
    abstract void writeData(byte[] data, int offset, int length) throws Exception;

    /// Ends the answer.
    abstract void writeEnd() throws Exception;

    /// Makes the connection a WebSocket; null if it cannot be one.
    @Nullable WebSocketConnection upgrade(WebSocketHandshake agreed, WebSocketOptions options)
            throws Exception {
        return null;
    }

    /// Gives up the connection, or the stream: the client is to see that the answer is not whole.
    abstract void abort();

    /// Whether the client is gone, so that nothing can be sent.
    abstract boolean isLost();

    /// The exchange is over, in whatever way.
    abstract void over();

    /// Sends a part of a file without reading it, if that can be done.
    /// @return whether it was
    boolean sendFile(FileChannel file, long offset, long length) throws Exception {
        return false;
    }

    // ---- the task

    void setTask(Task<?> newTask) {
        task = newTask;
    }

    Request request() {
        return request;
    }

    /// Whether the answer has begun.
    boolean isHeadSent() {
        return headSent;
    }

    int status() {
        return status;
    }

    long sent() {
        return sent;
    }

    /// How much of the body is still to be written; -1: nobody knows.
    long left() {
        return left;
    }

    /// The handler's time is over.
    void expire() {
        if (!expired && !headSent) {
            expired = true;
            cancel("the time limit of handlers is over");
        }
    }

    void cancel(String why) {
        if (task != null) {
            task.cancel(why);
        }
    }

    /// The body of the task.
    void run() throws Exception {
        try {
            sendOrAbort(answer());
        } catch (SystemExit | KeyboardInterrupt exit) {
            abort();
            throw exit;
        } catch (CancelledError cancelled) {
            Task<?> mine = task;
            if (!expired || headSent || mine == null) {
                if (status != 101) { // a WebSocket has its own way to say so
                    abort();
                }
                throw cancelled;
            }
            mine.uncancel();
            sendOrAbort(plain(503, "the answer took too long"));
        } finally {
            over();
        }
    }

    private void sendOrAbort(Response response) {
        try {
            send(request.finished(response));
        } catch (SystemExit | KeyboardInterrupt | CancelledError control) {
            throw control;
        } catch (Throwable failure) {
            boolean gone = isGone(failure);
            if (!gone) {
                report(failure);
            }
            if (gone || headSent || !sendFailure()) {
                abort();
            }
        }
    }

    /// Tells the client that the answer cannot be sent, of which nothing was yet.
    /// @return whether that could be
    private boolean sendFailure() {
        try {
            send(request.finished(plain(500, FAILURE)));
            return true;
        } catch (SystemExit | KeyboardInterrupt | CancelledError control) {
            throw control;
        } catch (Throwable failure) {
            if (!isGone(failure)) {
                report(failure);
            }
            return false;
        }
    }

    /// Whether it failed because the client has left, which is nobody's fault.
    private boolean isGone(Throwable failure) {
        return (failure instanceof SocketException && isLost())
                || request.body().hasFailedBy(failure);
    }

    private Response answer() {
        try {
            Response response = handler.handle(request);
            if (response == null) {
                throw new NullPointerException("the handler of " + request + " returned null");
            }
            if (response.content() instanceof Content.AsJson(Object value)) {
                byte[] json = request.json().write(value); // here, where a failure is a 500
                return response.with(response.headers(), new Content.Bytes(json));
            }
            return response;
        } catch (HttpError told) {
            return plain(told.status(), told.getMessage()).with(told.headers());
        } catch (SystemExit | KeyboardInterrupt | CancelledError control) {
            throw control;
        } catch (Throwable failure) {
            if (expired && task != null && task.cancelling() > 0) {
                task.uncancel(); // it came of the cancellation
                return plain(503, "the answer took too long");
            }
            if (request.body().hasFailedBy(failure)) { // the client left inside it
                return plain(400, failure.getMessage());
            }
            if (!isGone(failure)) {
                report(failure);
            }
            return plain(500, FAILURE);
        }
    }

    static Response plain(int status, @Nullable String message) {
        return Response.text((message == null ? Status.reason(status) : message) + "\n")
                .withStatus(status);
    }

    private void report(Throwable failure) {
        loop.callExceptionHandler(
                Fault.of("Unhandled exception in the handler of " + request)
                        .withException(failure)
                        .with("request", request));
    }

    // ---- the answer

    private boolean hasBody(Response response) {
        return !request.method().equals("HEAD") && !Status.isBodiless(response.status());
    }

    private void send(Response response) throws Exception {
        switch (response.content()) {
            case Content.Bytes(byte[] data) -> sendBytes(response, data);
            case Content.AsJson(Object value) ->
                    throw new IllegalStateException("JSON that was not written: " + value);
            case Content.Streamed(Response.Writing writing) -> {
                begin(response, -1);
                if (hasBody(response)) {
                    writing.writeTo(new BodyWriter(this::data));
                }
            }
            case Content.Upgrade upgrade -> {
                talk(upgrade);
                return;
            }
            case Content.WholeFile(Path file) -> {
                send(FileAnswer.of(request, response, file));
                return;
            }
            case Content.FilePart part -> {
                if (hasBody(response) && part.length() > 0) {
                    sendPart(response, part);
                } else { // the system's call sends something, or fails
                    begin(response, part.length());
                }
            }
        }
        if (left > 0) {
            throw new IllegalStateException(
                    "the body is shorter than its content-length has said, by " + left + " bytes");
        }
        writeEnd();
    }

    private void talk(Content.Upgrade content) throws Exception {
        Upgrade upgrade = Upgrade.of(request, content.options());
        if (upgrade.refusal() != null) {
            send(upgrade.refusal());
            return;
        }
        WebSocketConnection connection = upgrade(upgrade.agreed(), content.options());
        if (connection == null) {
            send(plain(501, "WebSockets are not served here"));
            return;
        }
        status = 101;
        headSent = true;
        try {
            content.talk().talk(connection.socket());
            await(connection.socket().close());
        } catch (CancelledError cancelled) {
            connection.closeSoon(1001, "the server stops");
            throw cancelled;
        } catch (WebSocketClosed gone) { // by the other side, which is no fault
            connection.closeSoon(1000, "");
        } catch (Exception failure) {
            connection.closeSoon(1011, "");
            report(failure);
        }
    }

    private void sendBytes(Response response, byte[] data) throws Exception {
        begin(response, data.length);
        if (hasBody(response) && data.length > 0) {
            data(data, 0, data.length);
        }
    }

    /// @param known how long the body is; -1: the fields may say it
    private void begin(Response response, long known) {
        long length = AnswerLength.of(response, request.method().equals("HEAD"), known);
        status = response.status();
        headSent = true;
        left = hasBody(response) ? length : 0;
        Headers headers = response.headers();
        writeHead(status, status == 204 ? headers.without("content-length") : headers, length);
    }

    /// A piece of the body, of whoever writes it.
    final void data(byte[] data, int offset, int length) throws Exception {
        if (length > 0) {
            take(length);
            writeData(data, offset, length);
        }
    }

    private void take(long length) {
        if (left >= 0) {
            if (length > left) { // nothing of it is sent
                throw new IllegalStateException(
                        "the body is longer than its content-length has said");
            }
            left -= length;
        }
        sent += length;
    }

    private void sendPart(Response response, Content.FilePart part) throws Exception {
        try (FileChannel file = await(toThread(() -> FileChannel.open(part.file())))) {
            begin(response, part.length()); // not before: it may not be readable
            if (sendFile(file, part.offset(), part.length())) {
                take(part.length());
                return;
            }
            long at = part.offset();
            long end = at + part.length();
            while (at < end) {
                byte[] piece = new byte[(int) Math.min(FILE_PIECE, end - at)];
                long from = at;
                int count = await(toThread(() -> file.read(ByteBuffer.wrap(piece), from)));
                if (count <= 0) {
                    throw new EOFException(part.file() + " became shorter while it was sent");
                }
                data(count == piece.length ? piece : Arrays.copyOf(piece, count), 0, count);
                at += count;
            }
        }
    }
}
