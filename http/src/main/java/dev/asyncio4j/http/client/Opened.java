// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import org.jspecify.annotations.Nullable;

/// An answer whose body is to be read.
record Opened(ResponseStream stream, Attempt attempt) {

    void close(boolean well) {
        boolean ended = stream.isEnded();
        stream.letGo();
        attempt.finish(well && ended);
    }

    /// Drops what was not read, if it is little.
    void leave(@Nullable Throwable failure) throws Exception {
        boolean well = false;
        try {
            if (failure == null) {
                attempt.discard();
                well = true;
            }
        } finally {
            stream.letGo();
            attempt.finish(well);
        }
    }
}
