// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

/// What came is no WebSocket: the connection is closed with this code.
public final class WebSocketFault extends Exception {

    private final int code;

    WebSocketFault(int code, String message) {
        super(message, null, false, false); // it is the peer's fault
        this.code = code;
    }

    /// What to close with.
    public int code() {
        return code;
    }
}
