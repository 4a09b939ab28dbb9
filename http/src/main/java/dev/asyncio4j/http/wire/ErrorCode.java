// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

/// Why a stream or a connection of HTTP/2 ends, in the order of their numbers. **Source** RFC 9113,
/// 7.
public enum ErrorCode {
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED;

    private static final ErrorCode[] ALL = values();

    /// The one with that number; unknown ones count as [#INTERNAL_ERROR].
    static ErrorCode of(long number) {
        return number >= 0 && number < ALL.length ? ALL[(int) number] : INTERNAL_ERROR;
    }
}
