// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A future that its maker completes or whose awaiter is cancelled, and that never fails: a place
/// in a wait queue. An oracle that lets awaits fail leaves those of a signal alone, for code cannot
/// be blamed for what cannot happen.
final class Signal<T extends @Nullable Object> extends Future<T> {

    Signal(EventLoop loop) {
        super(loop);
    }
}
