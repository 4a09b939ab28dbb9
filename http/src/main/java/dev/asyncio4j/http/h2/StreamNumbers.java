// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.FrameFault;

/// The numbers of a client's streams, as either side sees them: which have been, and how the last
/// of them have ended, for what may still come on one depends on it. A server's streams, those of
/// pushes, there are none. **Source** RFC 9113, 5.1 and 5.1.1. **Thread** loop.
final class StreamNumbers {

    private static final int REMEMBERED = 256;

    // set once
    private final boolean own;

    // loop only
    private final int[] closed = new int[REMEMBERED]; // a ring; negative: reset by this side
    private int next;
    private int highest;

    /// @param own whether this side is the client
    StreamNumbers(boolean own) {
        this.own = own;
    }

    /// The highest that the peer has opened.
    int highest() {
        return own ? 0 : highest;
    }

    /// Whether there is a number for another stream of this side.
    boolean hasMore() {
        return highest < Integer.MAX_VALUE;
    }

    /// The number of a new stream of this side.
    int open() {
        highest += highest == 0 ? 1 : 2;
        return highest;
    }

    /// Whether nothing has come of it yet.
    boolean isIdle(int stream) {
        return stream % 2 == 0 || stream > highest;
    }

    void checkNotIdle(int stream) throws FrameFault {
        if (isIdle(stream)) {
            throw new FrameFault(ErrorCode.PROTOCOL_ERROR, "a frame on a stream that is not open");
        }
    }

    /// Whether a stream, which is not there, begins now.
    /// @return false if it was reset by this side, and the peer may not know yet
    /// @throws FrameFault if it cannot begin
    boolean begins(int stream) throws FrameFault {
        if (own) {
            checkNotIdle(stream);
        } else if (stream % 2 == 0) {
            throw new FrameFault(ErrorCode.PROTOCOL_ERROR, "an even number of a client's stream");
        } else if (stream > highest) {
            highest = stream;
            return true;
        }
        if (isResetHere(stream)) {
            return false;
        }
        if (isRemembered(stream)) {
            throw new FrameFault(ErrorCode.STREAM_CLOSED, "fields on a stream that is over");
        }
        throw new FrameFault(ErrorCode.PROTOCOL_ERROR, "a number of a stream that goes back");
    }

    /// It is over.
    /// @param here whether this side has reset it: the peer may not know yet
    void close(int stream, boolean here) {
        closed[next] = here ? -stream : stream;
        next = (next + 1) % REMEMBERED;
    }

    /// Whether this side has reset it. Of its own streams it may have reset more at once than it
    /// remembers: so those that are forgotten count, too.
    boolean isResetHere(int stream) {
        return own ? !isRemembered(stream) : isRemembered(-stream);
    }

    private boolean isRemembered(int number) {
        for (int each : closed) {
            if (each == number) {
                return true;
            }
        }
        return false;
    }
}
