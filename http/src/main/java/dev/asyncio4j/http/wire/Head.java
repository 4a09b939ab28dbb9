// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;

/// The first part of a request: all but its body.
///
/// @param method as it was sent
/// @param target as it was sent
/// @param minor the minor version: 0 or 1
/// @param headers its fields
/// @param length how long the body is, in bytes; -1: nobody knows yet
public record Head(String method, String target, int minor, Headers headers, long length) {

    /// Whether the client wants the connection to live on.
    public boolean keepsAlive() {
        return minor == 1
                ? !headers.hasToken("connection", "close")
                : headers.hasToken("connection", "keep-alive");
    }
}
