// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.HeadWriter;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.waits.Kind;
import dev.asyncio4j.net.waits.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a connection sends, and how far the client takes it. **Thread** loop.
final class Outflow {

    private static final long LINGERING = 2_000_000_000L;
    private static final Kind BODY = new Kind("the body of a request from", "a client");
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    // set once
    private final EventLoop loop;
    private final Transport transport;
    private final HeadWriter head = new HeadWriter();

    // loop only
    private boolean paused;
    private boolean lost;
    private long taken; // bytes, at the last look
    private long takenSince; // nothing, since then; or there was nothing to take
    private @Nullable Future<@Nullable Void> resumed;

    Outflow(EventLoop loop, Transport transport, long now) {
        this.loop = loop;
        this.transport = transport;
        this.takenSince = now;
    }

    Transport transport() {
        return transport;
    }

    /// The body of a request that comes on this connection.
    RequestBody body(RequestBody.Source source, long declared, long limit) {
        return new RequestBody(loop, BODY.peer(transport::extraInfo), source, declared, limit);
    }

    /// Where heads and small pieces are put together.
    HeadWriter head() {
        return head;
    }

    static ConnectionResetError gone() {
        return new ConnectionResetError("the client is gone");
    }

    boolean isClosed() {
        return lost || transport.isClosing();
    }

    /// Sends what [#head()] holds.
    void write() throws ConnectionResetError {
        write(head.bytes(), 0, head.size());
    }

    void write(byte[] data, int offset, int length) throws ConnectionResetError {
        if (isClosed()) {
            throw gone();
        }
        transport.write(data, offset, length);
    }

    /// Asks the client for the body that it holds back.
    void sayContinue() {
        transport.write(CONTINUE);
    }

    /// Sends an answer that no handler has made.
    void refuse(int status, String reason, String date) {
        byte[] text = (reason + "\n").getBytes(StandardCharsets.UTF_8);
        head.clear();
        head.status(status);
        head.fields(Headers.of("content-type", "text/plain; charset=utf-8", "connection", "close"));
        head.field("content-length", text.length);
        head.field("date", date);
        head.text("\r\n");
        head.write(text, 0, text.length);
        transport.write(head.bytes(), 0, head.size());
    }

    /// Waits while too much waits to be sent.
    void drain() throws ConnectionResetError {
        if (paused && !lost) {
            Future<@Nullable Void> mine = loop.createFuture(Kind.ROOM.peer(transport::extraInfo));
            resumed = mine;
            try {
                await(mine);
            } finally {
                resumed = null;
            }
            if (lost) {
                throw gone();
            }
        }
    }

    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        if (resumed != null && !resumed.isDone()) {
            resumed.setResult(null);
        }
    }

    void lose() {
        lost = true;
        resume();
    }

    /// Ends a connection that only waits for its client to have taken the last words.
    /// @param since when that began
    void lookAtLast(long now, long since, Duration patience) {
        if (now - since > LINGERING) {
            look(now, patience);
            if (transport.writeBufferSize() == 0) {
                transport.abort();
            }
        }
    }

    /// Gives the connection up if the client has taken nothing for so long. By what it has taken:
    /// what waits for it grows also while it takes less than a handler writes, and does not get
    /// less while a file is on its way.
    void look(long now, Duration patience) {
        int size = transport.writeBufferSize();
        long before = taken;
        taken = transport instanceof Progress known ? known.takenBytes() : -size;
        if (size == 0 || taken > before) {
            takenSince = now;
        } else if (now - takenSince > patience.toNanos()) {
            transport.abort();
        }
    }
}
