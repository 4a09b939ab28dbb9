// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.function.Supplier;

/// What a future of the library stands for that nobody else names: the work of others.
///
/// @param text makes what it says
record Outside(Supplier<String> text) implements WaitPoint {

    static final Outside THREAD = new Outside(() -> "a call in another thread");

    @Override
    public String what() {
        return text.get();
    }
}
