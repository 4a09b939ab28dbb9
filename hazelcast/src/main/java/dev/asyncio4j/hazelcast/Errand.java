// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.hazelcast;

import org.jspecify.annotations.Nullable;

/// A job without a result.
///
/// @param job must be serialisable, though its type does not say so
record Errand(Runnable job) implements Job<@Nullable Void> {

    @Override
    public @Nullable Void call() {
        job.run();
        return null;
    }
}
