// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// Throws checked exceptions where none are declared: `await` rethrows the very object the awaited
/// work failed with.
final class Sneaky {

    private Sneaky() {}

    /// `throw Sneaky.<RuntimeException>as(failure)`.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the point of it
    static <X extends Throwable> X as(Throwable failure) throws X {
        throw (X) failure;
    }
}
