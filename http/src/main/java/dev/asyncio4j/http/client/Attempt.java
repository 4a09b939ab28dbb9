// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.awaitEach;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.Answer;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// One request on one connection, and its answer. A long body is sent by a task of its own, since
/// the server may answer before it has all of it, and may send while it still receives. **Thread**
/// loop.
final class Attempt implements ResponseStream.Source {

    private static final int SMALL = 64 * 1024; // a body that goes with its head
    private static final long DISCARDED = 64 * 1024; // what is read to keep a connection
    private static final Duration AGREEMENT = Duration.ofSeconds(1);

    // set once
    private final Pool pool;
    private final ClientConnection connection;
    private final ClientRequest request;

    // loop only
    private @Nullable Task<@Nullable Void> sending;
    private @Nullable Exception unsent; // why the body could not be made
    private boolean kept; // back, it has not been sent
    private @Nullable Answer answer;
    private long came;
    private boolean over;

    Attempt(Pool pool, ClientConnection connection, ClientRequest request) {
        this.pool = pool;
        this.connection = connection;
        this.request = request;
    }

    /// Sends the request, and waits for the head of the answer.
    Answer ask(String target, Headers headers, RequestContent content, Timeouts timeouts)
            throws Exception {
        try {
            Answer found = send(target, headers, content, timeouts.read());
            answer = found;
            return found;
        } catch (Throwable failure) {
            finish(false);
            if (unsent != null && failure instanceof IOException) {
                throw unsent;
            }
            throw failure;
        }
    }

    private Answer send(
            String target, Headers headers, RequestContent content, @Nullable Duration silence)
            throws Exception {
        String method = request.method();
        byte[] data = content instanceof RequestContent.Bytes(byte[] bytes) ? bytes : null;
        boolean waits = request.expectsContinue() && (data == null || data.length > 0);
        if (data != null && data.length <= SMALL && !waits) {
            connection.begin(method, target, headers, data, silence);
            return connection.answer();
        }
        connection.begin(method, target, headers, new byte[0], silence);
        if (waits) {
            Answer refusal = connection.agreement(AGREEMENT);
            if (refusal != null) {
                kept = true;
                return refusal;
            }
        }
        sending =
                EventLoop.running()
                        .createTask(
                                async("http.send", () -> sendAll(content)),
                                TaskOptions.named("body of " + request.summary()));
        return connection.answer();
    }

    private void sendAll(RequestContent content) {
        try {
            if (content instanceof RequestContent.Bytes(byte[] data)) {
                for (int at = 0; at < data.length; at += SMALL) {
                    int end = Math.min(data.length, at + SMALL);
                    connection.send(Arrays.copyOfRange(data, at, end), false);
                }
            } else if (content instanceof RequestContent.Pieces pieces) {
                sendPieces(pieces);
            }
        } catch (SocketException lost) {
            // who reads the answer finds that out, too, or finds the answer
        } catch (Exception failure) {
            unsent = failure;
            connection.abort(); // half a body must not look like a whole one
        }
    }

    private void sendPieces(RequestContent.Pieces pieces) throws Exception {
        boolean chunked = pieces.length() < 0;
        long left = pieces.length();
        Iterator<byte[]> all = awaitEach(pieces.source().get()).iterator();
        while (all.hasNext()) {
            byte[] piece = all.next();
            if (!chunked && piece.length > left) {
                throw new IllegalStateException(
                        "the body is longer than the " + pieces.length() + " bytes it was to have");
            }
            left -= piece.length;
            if (piece.length > 0) {
                connection.send(piece, chunked);
            }
        }
        if (chunked) {
            connection.sendEnd();
        } else if (left > 0) {
            throw new IllegalStateException(
                    "the body is " + left + " bytes shorter than it was to be");
        }
    }

    /// The connection, which becomes another protocol's: it leaves the pool.
    ClientConnection handOver() {
        over = true;
        return connection;
    }

    @Override
    public byte[] take() throws Exception {
        try {
            byte[] piece = connection.body();
            came += piece.length;
            return piece;
        } catch (IOException broken) {
            throw unsent == null ? broken : unsent;
        }
    }

    /// Reads what little is left, so that the connection can be used again. **Suspends** if not all
    /// of it is here.
    void discard() throws Exception {
        Answer head = answer;
        if (head != null && !over && head.length() >= 0 && head.length() - came <= DISCARDED) {
            while (take().length > 0) {}
        }
    }

    /// Gives the connection back. Idempotent.
    /// @param well whether it may be used again, if it is fit
    void finish(boolean well) {
        if (over) {
            return;
        }
        over = true;
        Task<@Nullable Void> mine = sending;
        boolean sent = !kept && unsent == null && (mine == null || mine.isDone());
        if (mine != null && !mine.isDone()) {
            mine.cancel("the answer came before all of it was sent");
        }
        if (well && sent) {
            pool.release(connection);
        } else {
            pool.discard(connection);
        }
    }
}
