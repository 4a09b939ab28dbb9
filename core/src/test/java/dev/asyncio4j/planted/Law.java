// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import dev.asyncio4j.Coroutine;
import java.util.function.Supplier;

/// A small program that fails if a promise is broken, and holds under every schedule as long as the
/// code that it uses is right.
///
/// @param promise what it checks
/// @param program makes it anew
record Law(String promise, Supplier<? extends Coroutine<?>> program) {}
