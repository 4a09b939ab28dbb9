// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.py;

/// Python's StopIteration.
public class StopIteration extends RuntimeException {
    public StopIteration() {}

    public StopIteration(String message) {
        super(message);
    }
}
