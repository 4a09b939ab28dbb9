// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.wire.Answer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request that has its connection for itself, with HTTP/1.1. **Thread** loop.
final class Http1Attempt implements Attempt, Upload.Way {

    private static final int SMALL = 64 * 1024; // a body that goes with its head
    private static final Duration AGREEMENT = Duration.ofSeconds(1);

    // set once
    private final Pool pool;
    private final ClientConnection connection;
    private final ClientRequest request;
    private final boolean wasUsed;

    // loop only
    private @Nullable Upload upload;
    private boolean chunked;
    private boolean kept; // back, it has not been sent
    private @Nullable Answer answer;
    private long came;
    private boolean over;

    Http1Attempt(Pool pool, ClientConnection connection, ClientRequest request) {
        this.pool = pool;
        this.connection = connection;
        this.request = request;
        this.wasUsed = connection.isUsed();
    }

    @Override
    public Answer ask(Outgoing outgoing, RequestContent content, Timeouts timeouts)
            throws Exception {
        try {
            Answer found = send(outgoing, content, timeouts.read());
            answer = found;
            return found;
        } catch (IOException broken) {
            finish(false);
            throw Upload.reason(upload, broken);
        } catch (Throwable failure) {
            finish(false);
            throw failure;
        }
    }

    private Answer send(Outgoing outgoing, RequestContent content, @Nullable Duration silence)
            throws Exception {
        String method = request.method();
        byte[] data = content instanceof RequestContent.Bytes(byte[] bytes) ? bytes : null;
        boolean waits = request.expectsContinue() && (data == null || data.length > 0);
        if (data != null && data.length <= SMALL && !waits) {
            connection.begin(method, outgoing.target(), outgoing.headers(), data, silence);
            return connection.answer();
        }
        connection.begin(method, outgoing.target(), outgoing.headers(), new byte[0], silence);
        if (waits) {
            Answer refusal = connection.agreement(AGREEMENT);
            if (refusal != null) {
                kept = true;
                return refusal;
            }
        }
        chunked = content instanceof RequestContent.Pieces pieces && pieces.length() < 0;
        Upload mine = new Upload(content, this);
        upload = mine;
        connection.sends(mine);
        mine.start(request);
        return connection.answer();
    }

    // ---- the body of the request

    @Override
    public void send(byte[] piece) throws Exception {
        connection.send(piece, chunked);
    }

    @Override
    public void end() {
        if (chunked) {
            connection.sendEnd();
        }
    }

    @Override
    public void breakOff() {
        connection.abort();
    }

    @Override
    public boolean hasBegunBody() {
        return upload != null;
    }

    // ---- the answer

    @Override
    public String version(Answer head) {
        return head.minor() == 1 ? "HTTP/1.1" : "HTTP/1.0";
    }

    @Override
    public boolean isStale() {
        return wasUsed;
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

    @Override
    public void finish(boolean well) {
        if (over) {
            return;
        }
        over = true;
        Upload mine = upload;
        boolean sent = !kept && (mine == null || mine.isDone());
        if (mine != null) {
            mine.cancel();
        }
        if (well && sent) {
            pool.release(connection);
        } else {
            pool.discard(connection);
        }
    }
}
