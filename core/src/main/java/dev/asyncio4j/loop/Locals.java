// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// What the floors above keep for one loop: one object of a type. **Thread** loop.
final class Locals {

    private final SequencedMap<Class<?>, AutoCloseable> all = new LinkedHashMap<>();

    <T extends AutoCloseable> T get(Class<T> type, Supplier<? extends T> factory) {
        AutoCloseable known = all.get(type);
        if (known == null) {
            known = factory.get();
            all.put(type, known);
        }
        return type.cast(known);
    }

    /// Closes all, the youngest first. What one of them throws is thrown when all are closed.
    void close() {
        RuntimeException failure = null;
        while (!all.isEmpty()) {
            try {
                all.pollLastEntry().getValue().close();
            } catch (Exception e) {
                if (failure == null) {
                    failure =
                            new IllegalStateException("a part of the loop could not be closed", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
