// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What a server sent is no answer that can be understood, or one that must not be followed:
/// broken,
/// cut off, larger than allowed, a redirect in a circle. The connection is closed. **Like**
/// aiohttp's `ClientPayloadError`, `ServerDisconnectedError` and `TooManyRedirects`.
public final class ProtocolError extends IOException {

    private final boolean unanswered;

    ProtocolError(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private ProtocolError(String message, @Nullable Throwable cause, boolean unanswered) {
        super(message, cause);
        this.unanswered = unanswered;
    }

    /// That the connection ended before an answer began.
    static ProtocolError unanswered(String message, @Nullable Throwable cause) {
        return new ProtocolError(message, cause, true);
    }

    boolean isUnanswered() {
        return unanswered;
    }
}
