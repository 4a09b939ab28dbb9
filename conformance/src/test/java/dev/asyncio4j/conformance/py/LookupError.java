// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.py;

import java.util.NoSuchElementException;

/// Python's LookupError.
public class LookupError extends NoSuchElementException {
    public LookupError() {}

    public LookupError(String message) {
        super(message);
    }
}
