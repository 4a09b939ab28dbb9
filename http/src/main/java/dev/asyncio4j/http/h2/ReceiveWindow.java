// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

/// How much a peer may send: what it has sent counts until somebody has taken it. **Source** RFC
/// 9113, 5.2 and 6.9. **Thread** loop.
final class ReceiveWindow {

    private final int size;

    // loop only; left + held + owed = size
    private int left; // that the peer may send
    private int held; // that has come, and nobody has taken
    private int owed; // that was taken, and the peer does not know

    ReceiveWindow(int size) {
        this.size = size;
        this.left = size;
    }

    /// Takes in what has come.
    /// @return false if it is more than it may be
    boolean take(int bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        held += bytes;
        return true;
    }

    /// Somebody has taken so much.
    /// @return how much the peer is to be told of; 0: nothing yet
    int consume(int bytes) {
        held -= bytes;
        owed += bytes;
        if (owed < size / 2) {
            return 0;
        }
        int told = owed;
        left += told;
        owed = 0;
        return told;
    }

    /// Nobody will take what has come; the peer is not to send more for it.
    /// @return how much that was
    int drop() {
        int dropped = held;
        held = 0;
        return dropped;
    }

    int held() {
        return held;
    }
}
