// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

/// A peer breaks the rules of HTTP/2: its stream is reset or, if the whole connection has suffered,
/// that is given up.
public final class FrameFault extends Exception {

    private final int stream;
    private final ErrorCode code;

    /// @param stream 0: the connection
    /// @param message which rule was broken
    public FrameFault(int stream, ErrorCode code, String message) {
        super(message, null, false, false); // it is the peer's fault, not that of any code here
        this.stream = stream;
        this.code = code;
    }

    /// Of the whole connection.
    public FrameFault(ErrorCode code, String message) {
        this(0, code, message);
    }

    /// Whose fault it is; 0: the connection's.
    public int stream() {
        return stream;
    }

    /// How to tell the peer.
    public ErrorCode code() {
        return code;
    }
}
