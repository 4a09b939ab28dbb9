// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A body that returns nothing, as one that returns null.
record Nothing(Body.OfNothing code) implements Body<@Nullable Void> {

    @Override
    public @Nullable Void run() throws Exception {
        code.run();
        return null;
    }
}
