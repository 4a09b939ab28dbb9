// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What a server sent is no answer that can be understood, or one that must not be followed:
/// broken, cut off, larger than allowed, a redirect in a circle. The connection is closed, or the
/// stream if the connection is shared (HTTP/2). **Like**
/// aiohttp's `ClientPayloadError`, `ServerDisconnectedError` and `TooManyRedirects`.
public final class ProtocolError extends IOException {

    /// How far the request had come.
    private enum Reach {
        UNSEEN,
        UNANSWERED,
        ANSWERED
    }

    private final Reach reach;

    ProtocolError(String message, @Nullable Throwable cause) {
        this(message, cause, Reach.ANSWERED);
    }

    private ProtocolError(String message, @Nullable Throwable cause, Reach reach) {
        super(message, cause);
        this.reach = reach;
    }

    /// That the connection ended before an answer began.
    static ProtocolError unanswered(String message, @Nullable Throwable cause) {
        return new ProtocolError(message, cause, Reach.UNANSWERED);
    }

    /// That the server has said that it has not looked at the request, and will not.
    static ProtocolError unseen(String message, @Nullable Throwable cause) {
        return new ProtocolError(message, cause, Reach.UNSEEN);
    }

    boolean isUnanswered() {
        return reach != Reach.ANSWERED;
    }

    boolean isUnseen() {
        return reach == Reach.UNSEEN;
    }
}
