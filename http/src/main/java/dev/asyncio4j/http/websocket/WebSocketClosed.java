// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.websocket;

import java.io.IOException;

/// A WebSocket is closed, so nothing can be sent or will come. **Like** `ConnectionClosed` of
/// Python's websockets.
public final class WebSocketClosed extends IOException {

    private final int code;
    private final String reason;

    WebSocketClosed(int code, String reason) {
        super("the WebSocket is closed: " + code + (reason.isEmpty() ? "" : " " + reason));
        this.code = code;
        this.reason = reason;
    }

    /// Why: 1000 normally, 1001 the other side goes away, 1005 it did not say, 1006 the connection
    /// broke. **Source** RFC 6455, 7.4.1.
    public int code() {
        return code;
    }

    /// What was said of it; empty if nothing was.
    public String reason() {
        return reason;
    }

    /// Whether it was meant to end.
    boolean isNormal() {
        return code == 1000 || code == 1001 || code == 1005;
    }
}
