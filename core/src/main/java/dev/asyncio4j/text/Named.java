// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.text;

/// Something of ours round something of a user's: reports call it by the latter. **Thread** any.
public interface Named {

    /// What it is called by.
    Object namesake();
}
