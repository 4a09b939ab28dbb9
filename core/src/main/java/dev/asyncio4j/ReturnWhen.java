// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// When `waitOn` is to return. **Like** the constants for `asyncio.wait`.
public enum ReturnWhen {
    /// When any future is done.
    FIRST_COMPLETED,
    /// When any future has failed (being cancelled is not failing), or all are done.
    FIRST_EXCEPTION,
    /// When all futures are done.
    ALL_COMPLETED
}
