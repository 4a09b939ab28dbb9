// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import dev.asyncio4j.Coroutine;
import java.util.function.Supplier;

/// One mistake, and the law that it breaks.
sealed interface Planted {

    /// What is wrong, in a few words.
    String name();

    /// What finds it.
    Law law();

    /// One line of the library that is written wrongly: the real code, but for that line.
    ///
    /// @param name what is wrong
    /// @param law what finds it
    /// @param file the source, below `dev/asyncio4j`
    /// @param right the line as it is, or several; it must be there once
    /// @param wrong what stands there instead
    record Line(String name, Law law, String file, String right, String wrong) implements Planted {}

    /// A program of a user that is written wrongly.
    ///
    /// @param name what is wrong
    /// @param law the program without the mistake
    /// @param wrong the program with it
    record Program(String name, Law law, Supplier<? extends Coroutine<?>> wrong)
            implements Planted {}
}
