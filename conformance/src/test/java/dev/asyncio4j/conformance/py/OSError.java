// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.py;

/// Python's OSError, whose text begins with the error number if it has one.
public class OSError extends RuntimeException {
    public OSError() {}

    public OSError(String message) {
        super(message);
    }

    public OSError(int number, String message) {
        super("[Errno " + number + "] " + message);
    }
}
