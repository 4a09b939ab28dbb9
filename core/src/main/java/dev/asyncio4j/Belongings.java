// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is closed with the loop, because nobody closed it before. **Thread** loop.
final class Belongings {

    private final EventLoop loop;
    final Set<AutoCloseable> all = new LinkedHashSet<>();

    Belongings(EventLoop loop) {
        this.loop = loop;
    }

    /// Closes them in order of entry; a failure of one is reported.
    void close() {
        for (AutoCloseable each : List.copyOf(all)) {
            try {
                each.close();
            } catch (Exception failure) {
                loop.callExceptionHandler(
                        Fault.of("Exception in closing " + each).withException(failure));
            }
        }
        all.clear();
    }
}
