// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

/// How much a peer takes. It may fall below nothing, when the peer changes its mind. **Source** RFC
/// 9113, 6.9.2. **Thread** loop.
final class SendWindow {

    private long left;

    SendWindow(int size) {
        left = size;
    }

    int left() {
        return Math.clamp(left, 0, Integer.MAX_VALUE);
    }

    void use(int bytes) {
        left -= bytes;
    }

    /// Makes it larger, or smaller.
    /// @return false if it is larger than it may be
    boolean change(int bytes) {
        left += bytes;
        return left <= Integer.MAX_VALUE;
    }
}
