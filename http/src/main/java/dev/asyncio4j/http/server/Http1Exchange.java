// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;
import dev.asyncio4j.http.websocket.WebSocketConnection;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import dev.asyncio4j.http.wire.HeadWriter;
import dev.asyncio4j.http.wire.WebSocketCodec;
import dev.asyncio4j.http.wire.WebSocketHandshake;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.SendfileOptions;
import dev.asyncio4j.net.transport.ConnectionResetError;
import java.io.EOFException;
import java.nio.channels.FileChannel;

/// A request and its answer over HTTP/1. **Source** RFC 9112, 6 and 9. **Thread** loop.
final class Http1Exchange extends Exchange {

    private static final int SMALL = 16 * 1024; // copied behind its head, and sent with it
    private static final byte[] LAST_CHUNK = {'0', '\r', '\n', '\r', '\n'};
    private static final byte[] LINE_END = {'\r', '\n'};

    // set once
    private final Http1Connection connection;
    private final int minor;

    // loop only
    private boolean keepAlive;
    private boolean chunked;
    private boolean headWaits; // it is in the writer still, to be sent with what follows

    Http1Exchange(
            EventLoop loop,
            Request request,
            Handler handler,
            Http1Connection connection,
            int minor,
            boolean keepAlive) {
        super(loop, request, handler);
        this.connection = connection;
        this.minor = minor;
        this.keepAlive = keepAlive;
    }

    boolean isKeptAlive() {
        return keepAlive;
    }

    @Override
    void writeHead(int status, Headers headers, long length) {
        boolean bodiless = Status.isBodiless(status);
        keepAlive &= connection.mayKeepAlive();
        if (length < 0 && !bodiless) {
            chunked = minor == 1;
            keepAlive &= chunked || request().method().equals("HEAD");
        }
        HeadWriter head = connection.out().head();
        head.clear();
        head.status(status);
        head.fields(headers);
        if (!bodiless && length >= 0 && !headers.contains("content-length")) {
            head.field("content-length", length);
        } else if (chunked) {
            head.field("transfer-encoding", "chunked");
        }
        if (!headers.contains("date")) {
            head.field("date", connection.server().dates().now());
        }
        if (!keepAlive) {
            head.field("connection", "close");
        } else if (minor == 0) {
            head.field("connection", "keep-alive");
        }
        head.write(LINE_END, 0, 2);
        headWaits = true;
        chunked &= !bodiless && !request().method().equals("HEAD");
    }

    @Override
    void writeData(byte[] data, int offset, int length) throws Exception {
        Outflow connected = connection.out();
        HeadWriter out = connected.head();
        if (!headWaits) {
            out.clear();
        }
        headWaits = false;
        if (chunked) {
            out.chunk(length);
        }
        if (length <= SMALL) {
            out.write(data, offset, length);
            if (chunked) {
                out.write(LINE_END, 0, 2);
            }
            connected.write();
        } else {
            connected.write();
            connected.write(data, offset, length);
            if (chunked) {
                connected.write(LINE_END, 0, 2);
            }
        }
        connected.drain();
    }

    @Override
    boolean sendFile(FileChannel file, long offset, long length) throws Exception {
        flushHead();
        long count =
                await(
                        Net.sendfile(
                                connection.out().transport(),
                                file,
                                SendfileOptions.defaults().withOffset(offset).withCount(length)));
        if (count < length) {
            throw new EOFException("the file became shorter while it was sent");
        }
        return true;
    }

    @Override
    WebSocketConnection upgrade(WebSocketHandshake agreed, WebSocketOptions options)
            throws ConnectionResetError {
        Outflow out = connection.out();
        HeadWriter head = out.head();
        head.clear();
        head.status(101);
        head.fields(agreed.answer());
        head.write(LINE_END, 0, 2);
        out.write();
        keepAlive = false;
        WebSocketPeer peer = new WebSocketPeer(connection.server(), this, out);
        return peer.start(
                new WebSocketCodec(agreed, options.maxFrame(), options.maxMessage()),
                options,
                agreed.subprotocol(),
                connection.handOver(peer));
    }

    @Override
    void writeEnd() throws Exception {
        flushHead();
        if (chunked) {
            connection.out().write(LAST_CHUNK, 0, LAST_CHUNK.length);
        }
    }

    private void flushHead() throws Exception {
        if (headWaits) {
            headWaits = false;
            connection.out().write();
        }
    }

    @Override
    boolean isLost() {
        return connection.out().isClosed();
    }

    @Override
    void abort() {
        connection.abort();
    }

    @Override
    void over() {
        connection.finished(this);
    }
}
