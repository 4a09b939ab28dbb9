// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.waitFor;

import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.Answer;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.HeadRules;
import dev.asyncio4j.http.wire.HeadWriter;
import dev.asyncio4j.http.wire.ResponseParser;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.transport.Transport;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A connection to a server, as its client sees it: HTTP/1.1, one request after the other.
/// **Thread** loop.
final class ClientConnection implements Pooled, Silence.Sending {

    private static final int PIECE = 64 * 1024;
    private static final int MOST_INTERIM = 20;
    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    // set once
    private final Origin origin;
    private final Connection streams;
    private final ResponseParser parser;
    private final HeadWriter head = new HeadWriter();
    private final Silence silence;

    // loop only
    private long written;
    private boolean used; // it has carried an answer
    private boolean busy; // an answer is not at its end
    private boolean last; // the server takes no more
    private @Nullable Duration patience;

    ClientConnection(Origin origin, Connection streams, HeadRules rules) {
        this.origin = origin;
        this.streams = streams;
        this.parser = new ResponseParser(rules);
        this.silence = new Silence(origin, transport(), this);
    }

    @Override
    public Origin origin() {
        return origin;
    }

    Connection streams() {
        return streams;
    }

    /// Whether it has carried a request before: then the server may have closed it meanwhile.
    boolean isUsed() {
        return used;
    }

    /// Whether another request may be sent: the last answer has ended, nothing came that nobody
    /// asked for, and the server has not closed.
    @Override
    public boolean isFit() {
        StreamReader reader = streams.reader();
        return !busy
                && !last
                && parser.buffered() == 0
                && reader.buffered() == 0
                && !reader.isAtEof()
                && reader.exception() == null
                && !streams.writer().isClosing();
    }

    // ---- asking

    /// Sends a head, and waits for that of the answer.
    Answer ask(String method, String target, Headers headers, @Nullable Duration read)
            throws Exception {
        begin(method, target, headers, new byte[0], read);
        return answer();
    }

    /// Sends the head of a request, and what is to go with it.
    void begin(
            String method, String target, Headers headers, byte[] early, @Nullable Duration read) {
        parser.expect(method);
        patience = read;
        silence.asks();
        busy = true;
        head.clear();
        head.request(method, target);
        head.fields(headers);
        head.text("\r\n");
        head.write(early, 0, early.length);
        write(head.bytes(), head.size());
    }

    /// A body is sent behind the head.
    void sends(Upload body) {
        silence.sends(body);
    }

    /// Sends a piece of a body, and waits while the server takes less.
    void send(byte[] piece, boolean chunked) throws Exception {
        if (chunked) {
            head.clear();
            head.chunk(piece.length);
            head.write(piece, 0, piece.length);
            head.text("\r\n");
            write(head.bytes(), head.size());
        } else {
            write(piece, piece.length);
        }
        await(streams.writer().drain(), SocketException.class);
    }

    /// Ends a body of chunks.
    void sendEnd() {
        write(END, END.length);
    }

    private void write(byte[] data, int length) {
        written += length;
        streams.writer().write(data, 0, length);
    }

    @Override
    public long written() {
        return written;
    }

    @Override
    public int waiting() {
        return transport().writeBufferSize();
    }

    /// The head of the answer, without those that only say that it will come.
    Answer answer() throws Exception {
        for (int i = 0; i < MOST_INTERIM; i++) {
            Answer answer = next();
            if (!answer.isInterim()) {
                return taken(answer);
            }
        }
        throw new ProtocolError(
                "more than " + MOST_INTERIM + " interim answers from " + origin, null);
    }

    /// Waits until the server has agreed to a body.
    /// @return its answer, if it does not want it
    @Nullable Answer agreement(Duration limit) throws Exception {
        Duration mine = patience;
        patience = limit;
        try {
            while (true) {
                Answer answer = next();
                if (!answer.isInterim()) {
                    return taken(answer);
                }
                if (answer.status() == 100) {
                    return null;
                }
            }
        } catch (TimeoutError silent) {
            return null; // it may not know the question
        } finally {
            patience = mine;
        }
    }

    private Answer taken(Answer answer) {
        used = true;
        silence.answers();
        last = !answer.keepsAlive() || answer.status() == 101;
        busy = answer.length() != 0;
        return answer;
    }

    private Answer next() throws Exception {
        try {
            while (true) {
                Answer answer = parser.head();
                if (answer != null) {
                    return answer;
                }
                byte[] data = receive();
                if (data.length == 0) {
                    throw parser.buffered() > 0
                            ? new ProtocolError("the answer of " + origin + " broke off", null)
                            : ProtocolError.unanswered(
                                    origin + " closed the connection without an answer", null);
                }
                parser.feed(data);
            }
        } catch (BadRequest wrong) {
            throw broken(wrong);
        } catch (SocketException lost) {
            throw parser.buffered() > 0
                    ? lost
                    : ProtocolError.unanswered(
                            origin + " broke the connection without an answer", lost);
        }
    }

    /// The next piece of the body of the answer; empty at its end.
    byte[] body() throws Exception {
        if (!busy) {
            return new byte[0];
        }
        try {
            while (true) {
                byte[] piece = parser.body();
                if (piece != null) {
                    busy = piece.length > 0;
                    return piece;
                }
                byte[] data = receive();
                if (data.length == 0) {
                    parser.end(); // throws, if that is not how it ends
                    busy = false;
                    return data;
                }
                parser.feed(data);
            }
        } catch (BadRequest wrong) {
            throw broken(wrong);
        }
    }

    private ProtocolError broken(BadRequest wrong) {
        return new ProtocolError("the answer of " + origin + ": " + wrong.getMessage(), wrong);
    }

    private byte[] receive() throws IOException {
        Duration limit = patience;
        if (limit == null) {
            return await(streams.reader().read(PIECE), SocketException.class);
        }
        silence.begin(limit);
        while (true) {
            try {
                Duration slice = silence.slice();
                return await(waitFor(streams.reader().read(PIECE), slice), SocketException.class);
            } catch (TimeoutError none) {
                silence.check(none);
            }
        }
    }

    // ---- the end

    /// What has come and belongs to another protocol.
    byte[] rest() {
        return parser.rest();
    }

    Transport transport() {
        return (Transport) streams.writer().transport();
    }

    @Override
    public void close() {
        streams.close();
    }

    @Override
    public void abort() {
        last = true;
        streams.writer().transport().abort();
    }

    @Override
    public String toString() {
        return "<ClientConnection " + origin + (busy ? " busy" : " idle") + ">";
    }
}
