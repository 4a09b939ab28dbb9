// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;

/// The first part of an answer: all but its body.
///
/// @param status its status
/// @param minor the minor version: 0 or 1
/// @param headers its fields
/// @param length how long the body is, in bytes; -1: nobody knows yet
/// @param endsAtClose whether the body ends where the connection does
public record Answer(int status, int minor, Headers headers, long length, boolean endsAtClose) {

    /// Whether another one is to follow for the same request.
    public boolean isInterim() {
        return status < 200 && status != 101;
    }

    /// Whether the server lets the connection live on.
    public boolean keepsAlive() {
        boolean wanted =
                minor == 1
                        ? !headers.hasToken("connection", "close")
                        : headers.hasToken("connection", "keep-alive");
        return wanted && !endsAtClose;
    }
}
