// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.List;

/// Several exceptions which happened together, thrown as one. All members are [Exception]s; a group
/// which must hold an [Error] is a [BaseExceptionGroup], and [FailureGroup#of(String, List)] takes
/// whichever fits.
///
/// The members are suppressed exceptions of the group as well, so that a printed stack trace shows
/// them all. What can be done with a group is told by [FailureGroup].
///
/// **Like** Python's `ExceptionGroup`; not made for subclasses.
public final class ExceptionGroup extends RuntimeException implements FailureGroup {
    private final String message;
    private final List<Throwable> exceptions;

    /// Groups the given exceptions under a message.
    ///
    /// @throws IllegalArgumentException if there are none, or one is not an [Exception]
    public ExceptionGroup(String message, List<? extends Throwable> exceptions) {
        List<Throwable> members = Grouping.exceptionsOnly(exceptions);
        super(Grouping.text(message, members));
        this.message = message;
        this.exceptions = members;
        members.forEach(this::addSuppressed);
    }

    @Override
    public String message() {
        return message;
    }

    @Override
    public List<Throwable> exceptions() {
        return exceptions;
    }

    @Override
    public ExceptionGroup asThrowable() {
        return this;
    }
}
