// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.List;

/// Several failures which happened together, thrown as one, with at least one among them which is
/// not an [Exception]. It is an [Error], so that `catch (Exception e)` does not swallow that one.
///
/// [FailureGroup#of(String, List)] makes this or an [ExceptionGroup], whichever fits. The members
/// are suppressed exceptions of the group as well, so that a printed stack trace shows them all.
/// What can be done with a group is told by [FailureGroup].
///
/// **Like** Python's `BaseExceptionGroup`; not made for subclasses.
public final class BaseExceptionGroup extends Error implements FailureGroup {
    private final String message;
    private final List<Throwable> exceptions;

    /// Groups the given failures under a message.
    ///
    /// @throws IllegalArgumentException if there are none, or all are [Exception]s
    public BaseExceptionGroup(String message, List<? extends Throwable> exceptions) {
        List<Throwable> members = Grouping.notExceptionsOnly(exceptions);
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
    public BaseExceptionGroup asThrowable() {
        return this;
    }
}
