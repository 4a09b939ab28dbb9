// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// Raised where a coroutine is suspended when it is closed and will never go on: its `finally`
/// blocks run, and that is all. Do not catch it, and do not await while it is on its way. **Like**
/// Python's `GeneratorExit`.
public final class GeneratorExit extends Error {
    private static final long serialVersionUID = 1L;

    GeneratorExit() {
        super(null, null, false, false);
    }
}
