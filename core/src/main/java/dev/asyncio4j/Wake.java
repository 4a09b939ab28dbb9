// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A future that its maker completes or whose awaiter is cancelled, and that never fails: a place
/// in a wait queue. An oracle that lets awaits fail leaves those of a wake alone, for code cannot
/// be blamed for what cannot happen.
final class Wake<T extends @Nullable Object> extends WaitFuture<T> {

    Wake(EventLoop loop, WaitPoint point) {
        super(loop, point);
    }
}
