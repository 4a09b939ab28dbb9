// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// The whiteboard of an event loop as a live page in the browser.
///
/// Start at [dev.asyncio4j.console.Whiteboard].
@NullMarked
module dev.asyncio4j.console {
    requires static org.jspecify;
    requires transitive dev.asyncio4j;
    requires jdk.httpserver;

    exports dev.asyncio4j.console;

    provides dev.asyncio4j.loop.LoopObserver with
            dev.asyncio4j.console.WhiteboardObserver;
}
