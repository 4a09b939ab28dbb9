// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import java.util.Arrays;
import java.util.Optional;

/// Which lines of a stack tell a reader something.
final class Frames {

    private Frames() {}

    /// Whether a frame belongs to what calls a test: JUnit, reflection, and this.
    static boolean areMachinery(StackTraceElement frame) {
        String type = frame.getClassName();
        return type.startsWith("org.junit.")
                || type.startsWith("java.lang.reflect.")
                || type.startsWith("jdk.internal.reflect.")
                || type.startsWith("java.lang.invoke.")
                || type.startsWith("dev.asyncio4j.");
    }

    /// The innermost line that is neither this library's nor the JDK's.
    static Optional<StackTraceElement> users(Throwable where) {
        return Arrays.stream(where.getStackTrace())
                .filter(frame -> !areMachinery(frame))
                .filter(frame -> !frame.getClassName().startsWith("java."))
                .findFirst();
    }

    /// Throws a failure as it is, checked or not.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the point of it
    static <X extends Throwable> X sneak(Throwable failure) throws X {
        throw (X) failure;
    }
}
