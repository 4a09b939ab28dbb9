// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import org.jspecify.annotations.Nullable;

/// How much of the stacks a call graph has. Immutable; each `with` returns a changed copy.
///
/// @param depth from which frame of the current task on: 1 is the caller, 2 its caller; at least 1
/// @param limit how many frames of each stack: a positive number is that many of the innermost, a
///     negative one that many of the outermost, 0 none, so that only who awaits whom is left; null
///     all
public record CallGraphOptions(int depth, @Nullable Integer limit) {

    /// Checks them.
    /// @throws IllegalArgumentException if `depth` is less than 1
    public CallGraphOptions {
        if (depth < 1) {
            throw new IllegalArgumentException("depth: " + depth + " (expected: >= 1)");
        }
    }

    /// From the caller on, all frames.
    public static CallGraphOptions defaults() {
        return new CallGraphOptions(1, null);
    }

    /// The same from another frame on.
    public CallGraphOptions withDepth(int newDepth) {
        return new CallGraphOptions(newDepth, limit);
    }

    /// The same with another limit.
    public CallGraphOptions withLimit(@Nullable Integer newLimit) {
        return new CallGraphOptions(depth, newLimit);
    }
}
