// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.awaitEach;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import java.io.IOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A body on its way, sent by a task of its own: the server may answer before it has all of it, and
/// may send while it still receives. **Thread** loop.
final class Upload {

    private static final int PIECE = 64 * 1024;

    /// How it is sent.
    interface Way {
        /// Sends a piece, never empty, and waits while the server takes less.
        void send(byte[] piece) throws Exception;

        /// Ends it.
        void end() throws Exception;

        /// Breaks off, so that half a body does not look like a whole one.
        void breakOff();
    }

    private final RequestContent content;
    private final Way way;

    // loop only
    private boolean sending; // a piece
    private @Nullable Exception failure;
    private @Nullable Task<@Nullable Void> task;

    Upload(RequestContent content, Way way) {
        this.content = content;
        this.way = way;
    }

    void start(ClientRequest request) {
        task =
                EventLoop.running()
                        .createTask(
                                async("http.send", this::sendAll),
                                TaskOptions.named("body of " + request.summary()));
    }

    /// Whether all of it was sent, or as much as the server took.
    boolean isDone() {
        Task<@Nullable Void> mine = task;
        return failure == null && (mine == null || mine.isDone());
    }

    /// Whether its next piece is waited for.
    boolean isBeingMade() {
        Task<@Nullable Void> mine = task;
        return mine != null && !mine.isDone() && !sending;
    }

    /// Whether a piece waits for the server to take more.
    boolean isHeldBack() {
        Task<@Nullable Void> mine = task;
        return mine != null && !mine.isDone() && sending;
    }

    /// What it is, that the connection or stream of `upload` has failed: a body that could not be
    /// made has done it.
    static Exception reason(@Nullable Upload upload, IOException broken) {
        return upload == null || upload.failure == null ? broken : upload.failure;
    }

    void cancel() {
        Task<@Nullable Void> mine = task;
        if (mine != null && !mine.isDone()) {
            mine.cancel("the answer came before all of it was sent");
        }
    }

    private void sendAll() {
        try {
            if (content instanceof RequestContent.Bytes(byte[] data)) {
                for (int at = 0; at < data.length; at += PIECE) {
                    send(Arrays.copyOfRange(data, at, Math.min(data.length, at + PIECE)));
                }
                way.end();
            } else if (content instanceof RequestContent.Pieces pieces) {
                sendPieces(pieces);
            }
        } catch (SocketException lost) {
            // who reads the answer finds that out, too, or finds the answer
        } catch (Exception wrong) {
            failure = wrong;
            way.breakOff();
        }
    }

    private void send(byte[] piece) throws Exception {
        sending = true;
        way.send(piece);
        sending = false; // who fails is done
    }

    private void sendPieces(RequestContent.Pieces pieces) throws Exception {
        boolean measured = pieces.length() >= 0;
        long left = pieces.length();
        Iterator<byte[]> all = awaitEach(pieces.source().get()).iterator();
        while (all.hasNext()) {
            byte[] piece = all.next();
            if (measured && piece.length > left) {
                throw new IllegalStateException(
                        "the body is longer than the " + pieces.length() + " bytes it was to have");
            }
            left -= piece.length;
            if (piece.length > 0) {
                send(piece);
            }
        }
        if (measured && left > 0) {
            throw new IllegalStateException(
                    "the body is " + left + " bytes shorter than it was to be");
        }
        way.end();
    }
}
