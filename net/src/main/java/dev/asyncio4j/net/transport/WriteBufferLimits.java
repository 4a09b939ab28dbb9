// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

/// When a transport tells its protocol to stop writing, and when to go on.
///
/// @param low in bytes; writing goes on when the buffer holds no more than that
/// @param high in bytes; writing is to stop when the buffer holds more than that. 0 lets a protocol
///     stop whenever anything waits
public record WriteBufferLimits(int low, int high) {

    private static final int DEFAULT_HIGH = 64 * 1024;

    /// Checks the limits.
    /// @throws IllegalArgumentException unless `high >= low >= 0`
    public WriteBufferLimits {
        if (high < low || low < 0) {
            throw new IllegalArgumentException(
                    "high (" + high + ") must be >= low (" + low + ") must be >= 0");
        }
    }

    /// 16 KiB and 64 KiB.
    public static WriteBufferLimits defaults() {
        return ofHigh(DEFAULT_HIGH);
    }

    /// This high mark, and a quarter of it.
    public static WriteBufferLimits ofHigh(int high) {
        return new WriteBufferLimits(high / 4, high);
    }

    /// This low mark, and four times that.
    public static WriteBufferLimits ofLow(int low) {
        return new WriteBufferLimits(low, Math.multiplyExact(low, 4));
    }
}
