// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.waitFor;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.h2.Http2Stream;
import dev.asyncio4j.http.h2.Loss;
import dev.asyncio4j.http.h2.StreamEvents;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.Answer;
import dev.asyncio4j.http.wire.AnswerFields;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.FrameFault;
import dev.asyncio4j.http.wire.RequestFields;
import dev.asyncio4j.net.waits.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request that has a stream of a shared connection, with HTTP/2. What comes is put by until it
/// is taken, and the server may send more when it was: so one that is not read keeps no other
/// waiting. **Source** RFC 9113, 8. **Thread** loop.
final class Http2Attempt implements Attempt, StreamEvents, Upload.Way, Silence.Sending {

    private static final Duration AGREEMENT = Duration.ofSeconds(1);
    private static final int MOST_INTERIM = 20;

    // set once
    private final EventLoop loop = EventLoop.running();
    private final SharedConnection connection;
    private final ClientRequest request;
    private final boolean wasUsed;
    private final Silence silence;
    private @Nullable Http2Stream stream;

    // loop only
    private @Nullable Duration patience; // with its silence
    private @Nullable Upload upload;
    private int interim;
    private boolean agreed; // to the body
    private @Nullable Answer answer;
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(2);
    private long came; // of the body of the answer
    private boolean ended; // it is whole
    private @Nullable Loss loss;
    private @Nullable Future<@Nullable Void> waiter;
    private boolean moved; // something, since it began to wait
    private boolean over;

    Http2Attempt(SharedConnection connection, ClientRequest request) {
        this.connection = connection;
        this.request = request;
        this.wasUsed = connection.isUsed();
        this.silence = new Silence(connection.origin(), connection.transport(), this);
    }

    private Http2Stream stream() {
        return Objects.requireNonNull(stream, "stream");
    }

    // ---- asking

    @Override
    public Answer ask(Outgoing outgoing, RequestContent content, Timeouts timeouts)
            throws Exception {
        patience = timeouts.read();
        try {
            send(outgoing, content);
            while (answer == null) {
                waitForMore(patience);
            }
            connection.answers();
            return answer;
        } catch (IOException broken) {
            finish(false);
            throw Upload.reason(upload, broken);
        } catch (Throwable failure) {
            finish(false);
            throw failure;
        }
    }

    private void send(Outgoing outgoing, RequestContent content) throws Exception {
        byte[] data = content instanceof RequestContent.Bytes(byte[] bytes) ? bytes : null;
        boolean empty = data != null && data.length == 0;
        stream = connection.open(outgoing.fields(request), this, empty);
        if (stream == null) {
            throw ProtocolError.unseen(connection.origin() + " takes no more requests", null);
        }
        if (empty || (request.expectsContinue() && !agrees())) {
            return;
        }
        if (data != null && stream().hasRoom(data.length)) {
            stream().data(data, 0, data.length, true);
            return;
        }
        Upload mine = new Upload(content, this);
        upload = mine;
        silence.sends(mine);
        mine.start(request);
    }

    /// Waits until the server agrees to a body, or has not said that it does not for a while.
    private boolean agrees() throws Exception {
        try {
            while (answer == null && !agreed) {
                waitForMore(AGREEMENT);
            }
        } catch (TimeoutError silent) {
            return true; // it may not know the question
        }
        return answer == null;
    }

    private void waitForMore(@Nullable Duration limit) throws ProtocolError {
        if (loss != null) {
            throw failure(loss);
        }
        moved = false;
        if (limit == null) {
            await(waiter());
            return;
        }
        silence.begin(limit);
        while (!moved) {
            try {
                await(waitFor(waiter(), silence.slice()));
            } catch (TimeoutError none) {
                check(limit, none);
            } finally {
                waiter = null;
            }
        }
    }

    private Future<@Nullable Void> waiter() {
        Future<@Nullable Void> mine =
                loop.createFuture(Kind.DATA.of(() -> connection.origin().peer()));
        waiter = mine;
        return mine;
    }

    private void check(Duration limit, TimeoutError none) {
        if (!moved) { // in this very turn
            try {
                silence.check(none);
            } catch (TimeoutError silent) {
                if (limit == patience) {
                    connection.waitedSince(silence.since());
                }
                throw silent;
            }
        }
    }

    private void wake() {
        moved = true;
        if (waiter != null && !waiter.isDone()) {
            waiter.setResult(null);
        }
    }

    // ---- the body of the request

    @Override
    public void send(byte[] piece) throws Exception {
        stream().data(piece, 0, piece.length, false);
    }

    @Override
    public void end() throws Exception {
        stream().end();
    }

    @Override
    public void breakOff() {
        stream().reset(ErrorCode.CANCEL);
        lost(new Loss(Loss.By.PEER, ErrorCode.CANCEL, ""));
    }

    @Override
    public boolean hasBegunBody() {
        return upload != null;
    }

    @Override
    public long written() {
        return stream == null ? 0 : stream.sent();
    }

    @Override
    public int waiting() {
        return connection.waiting();
    }

    // ---- what comes

    @Override
    public void fields(Headers fields, boolean end) throws FrameFault {
        if (answer != null) {
            RequestFields.checkTrailer(stream().id(), fields, end);
            return;
        }
        Answer head =
                AnswerFields.answer(
                        stream().id(), fields, end, request.method(), connection.rules());
        if (!head.isInterim()) {
            answer = head;
            silence.answers();
        } else if (++interim > MOST_INTERIM) {
            throw fault("more than " + MOST_INTERIM + " interim answers");
        } else if (head.status() == 100) {
            agreed = true;
        }
        wake();
    }

    @Override
    public void data(byte[] piece) throws FrameFault {
        if (answer == null) {
            throw fault("a body before its head");
        }
        came += piece.length;
        if (answer.length() >= 0 && came > answer.length()) {
            throw fault("a body that is longer than it may be");
        }
        pieces.add(piece);
        wake();
    }

    @Override
    public void ended() throws FrameFault {
        if (answer == null) {
            throw fault("an end without a head");
        }
        if (answer.length() >= 0 && came != answer.length()) {
            throw fault("a body that is shorter than its content-length");
        }
        ended = true;
        wake();
    }

    private FrameFault fault(String why) {
        return new FrameFault(stream().id(), ErrorCode.PROTOCOL_ERROR, why);
    }

    @Override
    public void lost(Loss how) {
        if (!ended && loss == null) {
            loss = how;
            if (how.code() == ErrorCode.REFUSED_STREAM) {
                connection.refused();
            }
            wake();
        }
    }

    private ProtocolError failure(Loss how) {
        boolean begun = answer != null;
        String origin = connection.origin().toString();
        return switch (how.by()) {
            case UNSEEN ->
                    ProtocolError.unseen(
                            origin + " has not looked at the request: " + how.code(), null);
            case FAULT -> new ProtocolError("the answer of " + origin + ": " + how.why(), null);
            case PEER ->
                    begun
                            ? new ProtocolError(
                                    "the answer of " + origin + " broke off: " + how.code(), null)
                            : ProtocolError.unanswered(
                                    origin + " broke the request off: " + how.code(), null);
            case CONNECTION -> {
                String code = how.code() == ErrorCode.NO_ERROR ? "" : ": " + how.code();
                yield begun
                        ? new ProtocolError("the answer of " + origin + " broke off" + code, null)
                        : ProtocolError.unanswered(
                                origin + " closed the connection without an answer" + code, null);
            }
        };
    }

    // ---- the answer

    @Override
    public String version(Answer head) {
        return "HTTP/2";
    }

    @Override
    public boolean isStale() {
        return wasUsed && loss != null && loss.by() == Loss.By.CONNECTION;
    }

    @Override
    public byte[] take() throws Exception {
        try {
            while (true) {
                byte[] piece = pieces.poll();
                if (piece != null) {
                    stream().consumed(piece.length);
                    return piece;
                }
                if (ended) {
                    return new byte[0];
                }
                waitForMore(patience);
            }
        } catch (IOException broken) {
            throw Upload.reason(upload, broken);
        }
    }

    @Override
    public void discard() throws Exception {
        Answer head = answer;
        if (head != null && !over && head.length() >= 0 && head.length() - came <= DISCARDED) {
            while (take().length > 0) {}
        }
    }

    /// Ends the stream, if it is not over; the connection goes on. Idempotent.
    @Override
    public void finish(boolean well) {
        if (over) {
            return;
        }
        over = true;
        if (upload != null) {
            upload.cancel();
        }
        if (stream != null) {
            stream.reset(ErrorCode.CANCEL);
        }
        pieces.clear();
        connection.giveBack(ended);
    }
}
