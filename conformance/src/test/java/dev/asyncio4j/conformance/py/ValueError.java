// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.py;

/// Python's ValueError; the library's own are the plain superclass.
public class ValueError extends IllegalArgumentException {
    public ValueError() {}

    public ValueError(String message) {
        super(message);
    }

    public ValueError(String message, Throwable cause) {
        super(message, cause);
    }
}
