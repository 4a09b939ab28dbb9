// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.py;

/// Python's TypeError.
public class TypeError extends RuntimeException {
    public TypeError() {}

    public TypeError(String message) {
        super(message);
    }

    public TypeError(String message, Throwable cause) {
        super(message, cause);
    }
}
