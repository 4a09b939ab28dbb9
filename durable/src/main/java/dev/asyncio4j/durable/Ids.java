// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import java.util.UUID;

/// Names for messages that no other has, anywhere. **Thread** loop.
final class Ids {
    private final String prefix = UUID.randomUUID() + "-";
    private long count;

    String next() {
        return prefix + ++count;
    }
}
