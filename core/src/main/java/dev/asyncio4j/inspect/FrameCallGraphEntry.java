// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.text.Quoted;

/// One frame of a task's stack.
///
/// @param frame where it is
/// @param kind what it is
public record FrameCallGraphEntry(StackTraceElement frame, Kind kind) {

    /// Who called the frame.
    public enum Kind {
        /// Other code, as an ordinary call.
        CALL,
        /// An await, or the task itself: it is a coroutine's code.
        ASYNC,
        /// Who asked a generator: it is the generator's code.
        ASYNC_GENERATOR
    }

    /// The method as its author knows it: without what the compiler adds for a lambda, and with the
    /// simple name of its class.
    public String method() {
        String type = frame.getClassName();
        String name = frame.getMethodName();
        if (name.startsWith("lambda$")) {
            int end = name.lastIndexOf('$');
            name = end > 7 ? name.substring(7, end) : name;
        }
        return type.substring(type.lastIndexOf('.') + 1).replace('$', '.') + '.' + name;
    }

    /// `File 'Example.java', line 7, in async Example.fetch()`, as asyncio has it.
    @Override
    public String toString() {
        String file = frame.getFileName();
        return "File "
                + Quoted.of(file == null ? "?" : file)
                + ", line "
                + frame.getLineNumber()
                + ", in "
                + switch (kind) {
                    case CALL -> "";
                    case ASYNC -> "async ";
                    case ASYNC_GENERATOR -> "async generator ";
                }
                + method()
                + "()";
    }
}
