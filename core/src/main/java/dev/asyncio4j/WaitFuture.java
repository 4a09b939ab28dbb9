// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A future that knows what it stands for.
final class WaitFuture<T extends @Nullable Object> extends Future<T> {

    private final WaitPoint point; // set once

    WaitFuture(EventLoop loop, WaitPoint point) {
        super(loop);
        this.point = point;
    }

    @Override
    public WaitPoint waitPoint() {
        return point;
    }
}
