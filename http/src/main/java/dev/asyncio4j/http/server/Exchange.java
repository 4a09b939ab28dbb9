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

    Exchange(EventLoop loop, Request request, Handler handler) {
        this.loop = loop;
        this.request = request;
        this.handler = handler;
    }

    // ---- what carries it

    /// Begins the answer.
    /// @param length of the body; -1: nobody knows
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
            if (!isGone(failure)) {
                report(failure);
            }
            abort();
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
            return plain(500, "Internal Server Error");
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

    private boolean hasBody() {
        return !request.method().equals("HEAD") && !Status.isBodiless(status);
    }

    private void send(Response response) throws Exception {
        switch (response.content()) {
            case Content.Bytes(byte[] data) -> sendBytes(response, data);
            case Content.AsJson(Object value) ->
                    throw new IllegalStateException("JSON that was not written: " + value);
            case Content.Streamed(Response.Writing writing) -> {
                begin(response, declared(response));
                if (hasBody()) {
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
                begin(response, part.length());
                if (hasBody()) {
                    sendPart(part);
                }
            }
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
        if (hasBody() && data.length > 0) {
            data(data, 0, data.length);
        }
    }

    private static long declared(Response response) {
        String length = response.headers().get("content-length");
        return length == null ? -1 : Long.parseLong(length);
    }

    private void begin(Response response, long length) {
        status = response.status();
        headSent = true;
        writeHead(status, response.headers(), length);
    }

    /// A piece of the body, of whoever writes it.
    final void data(byte[] data, int offset, int length) throws Exception {
        if (length > 0) {
            sent += length;
            writeData(data, offset, length);
        }
    }

    private void sendPart(Content.FilePart part) throws Exception {
        if (part.length() == 0) {
            return; // the system's call sends something, or fails
        }
        try (FileChannel file = await(toThread(() -> FileChannel.open(part.file())))) {
            if (sendFile(file, part.offset(), part.length())) {
                sent += part.length();
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
