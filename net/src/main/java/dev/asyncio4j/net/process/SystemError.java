// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.io.IOException;

/// A call of the system that failed.
final class SystemError extends IOException {

    private final int errno;

    /// A failure for the reason that has this number, in these words.
    SystemError(String call, int errno, String words) {
        super(call + ": " + words);
        this.errno = errno;
    }

    int errno() {
        return errno;
    }
}
