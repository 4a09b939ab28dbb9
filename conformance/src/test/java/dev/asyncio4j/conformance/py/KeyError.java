// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.py;

import dev.asyncio4j.conformance.Py;

/// Python's KeyError, whose text is the repr of the key.
public class KeyError extends LookupError {
    public KeyError() {}

    public KeyError(Object key) {
        super(Py.repr(key));
    }
}
