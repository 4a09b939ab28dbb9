// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A future that knows what it stands for.
sealed class WaitFuture<T extends @Nullable Object> extends Future<T> permits Wake {

    private final WaitPoint point; // set once

    WaitFuture(EventLoop loop, WaitPoint point) {
        super(loop);
        this.point = Objects.requireNonNull(point, "point");
    }

    @Override
    public final WaitPoint waitPoint() {
        return point;
    }
}
