// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What both kinds of [FailureGroup] share: the rules for members, and how a group is taken apart.
final class Grouping {
    private Grouping() {}

    static boolean allExceptions(List<? extends Throwable> members) {
        return members.stream().allMatch(member -> member instanceof Exception);
    }

    static List<Throwable> exceptionsOnly(List<? extends Throwable> exceptions) {
        List<Throwable> members = some(exceptions);
        for (int i = 0; i < members.size(); i++) {
            if (!(members.get(i) instanceof Exception)) {
                throw new IllegalArgumentException(
                        "exceptions[%d]: %s (expected: an Exception; FailureGroup.of takes any)"
                                .formatted(i, members.get(i)));
            }
        }
        return members;
    }

    static List<Throwable> notExceptionsOnly(List<? extends Throwable> exceptions) {
        List<Throwable> members = some(exceptions);
        if (allExceptions(members)) {
            throw new IllegalArgumentException(
                    "exceptions: %s (expected: one which is no Exception; else use ExceptionGroup)"
                            .formatted(members));
        }
        return members;
    }

    private static List<Throwable> some(List<? extends Throwable> exceptions) {
        if (exceptions.isEmpty()) {
            throw new IllegalArgumentException("exceptions: [] (expected: at least one)");
        }
        return List.copyOf(exceptions);
    }

    static String text(String message, List<Throwable> members) {
        Objects.requireNonNull(message, "message");
        int count = members.size();
        return message + " (" + count + (count == 1 ? " sub-exception)" : " sub-exceptions)");
    }

    /// Makes the condition for a class. Only a class of groups matches a group as a whole: every
    /// [ExceptionGroup] is a RuntimeException in Java, so asking for RuntimeException would
    /// otherwise take the IOExceptions inside along.
    static Predicate<Throwable> instancesOf(Class<? extends Throwable> type) {
        return isGroup(type)
                ? type::isInstance
                : failure -> type.isInstance(failure) && !(failure instanceof FailureGroup);
    }

    static boolean isGroup(Class<?> type) {
        return FailureGroup.class.isAssignableFrom(type);
    }

    static FailureGroup.Split split(FailureGroup group, Predicate<? super Throwable> condition) {
        if (condition.test(group.asThrowable())) {
            return new FailureGroup.Split(group, null);
        }
        List<Throwable> match = new ArrayList<>();
        List<Throwable> rest = new ArrayList<>();
        for (Throwable member : group.exceptions()) {
            if (member instanceof FailureGroup nested) {
                FailureGroup.Split parts = split(nested, condition);
                addIfAny(match, parts.match());
                addIfAny(rest, parts.rest());
            } else {
                (condition.test(member) ? match : rest).add(member);
            }
        }
        return new FailureGroup.Split(part(group, match), part(group, rest));
    }

    private static void addIfAny(List<Throwable> members, @Nullable FailureGroup part) {
        if (part != null) {
            members.add(part.asThrowable());
        }
    }

    /// Makes the part of a group which has the given members. The whole group is its own part, so
    /// that it keeps its identity when nothing is taken away.
    private static @Nullable FailureGroup part(FailureGroup group, List<Throwable> members) {
        if (members.isEmpty()) {
            return null;
        }
        if (sameMembers(members, group.exceptions())) {
            return group;
        }
        FailureGroup part = group.derive(members);
        explainLike(group, part.asThrowable());
        return part;
    }

    private static boolean sameMembers(List<Throwable> some, List<Throwable> all) {
        if (some.size() != all.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!same(some.get(i), all.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Gives a part the stack, the cause and the foreign suppressed exceptions of the group it was
    /// split off: they explain the part no less.
    private static void explainLike(FailureGroup group, Throwable part) {
        Throwable whole = group.asThrowable();
        part.setStackTrace(whole.getStackTrace());
        if (whole.getCause() != null) {
            part.initCause(whole.getCause());
        }
        Arrays.stream(whole.getSuppressed())
                .filter(suppressed -> !holds(group.exceptions(), suppressed))
                .forEach(part::addSuppressed);
    }

    @SuppressWarnings("ReferenceEquality") // failures are told apart by identity, as in Python
    static boolean same(@Nullable Throwable one, @Nullable Throwable other) {
        return one == other;
    }

    static boolean holds(List<Throwable> members, Throwable failure) {
        return members.stream().anyMatch(member -> same(member, failure));
    }

    static void forEachLeaf(FailureGroup group, Consumer<Throwable> action) {
        for (Throwable member : group.exceptions()) {
            if (member instanceof FailureGroup nested) {
                forEachLeaf(nested, action);
            } else {
                action.accept(member);
            }
        }
    }
}
