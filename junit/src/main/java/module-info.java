// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// A JUnit extension for asyncio4j: tests that run in an event loop of their own.
///
/// Start at [dev.asyncio4j.junit.AsyncTest].
@NullMarked
module dev.asyncio4j.junit {
    requires static org.jspecify;
    requires transitive dev.asyncio4j;
    requires transitive org.junit.jupiter.api;

    exports dev.asyncio4j.junit;

    opens dev.asyncio4j.junit to
            org.junit.platform.commons; // which makes the extension
}
