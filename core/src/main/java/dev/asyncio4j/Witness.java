// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// Something that must be reported unless it is settled first. **Thread** loop.
interface Witness {

    /// Reports it, once.
    void report();
}
