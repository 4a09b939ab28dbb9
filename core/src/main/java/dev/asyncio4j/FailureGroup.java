// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Several failures which happened together: an [ExceptionGroup], or a [BaseExceptionGroup] if one
/// of them is not an [Exception].
///
/// A member may be a group itself. A group is taken apart by [#split(Class)] and by
/// [#subgroup(Class)], which keep the nesting, or handled type by type, where Python has `except*`:
///
/// ```java
/// try {
///     await(taskGroup(g -> { ... }));
/// } catch (ExceptionGroup failures) {
///     failures.on(IOException.class, part -> log.warn("offline", part.asThrowable()))
///             .on(QueueFull.class, part -> await(slowDown()))
///             .rethrowRest();
/// }
/// ```
///
/// **Thread** any: a group never changes.
///
/// **Like** Python's `BaseExceptionGroup` (PEP 654), with two differences. A part which is all of a
/// group is that very group, not a copy. And a class matches a group as a whole only if it is a
/// class of groups; any other looks at the members, because each Java group is also a
/// RuntimeException or an Error, whatever is in it.
public sealed interface FailureGroup permits ExceptionGroup, BaseExceptionGroup {
    /// Groups the given failures: as an [ExceptionGroup] if all of them are [Exception]s, else as a
    /// [BaseExceptionGroup].
    ///
    /// @throws IllegalArgumentException if there are none
    static FailureGroup of(String message, List<? extends Throwable> exceptions) {
        return Grouping.allExceptions(exceptions)
                ? new ExceptionGroup(message, exceptions)
                : new BaseExceptionGroup(message, exceptions);
    }

    /// Returns the message this group was made with, without the count.
    String message();

    /// Returns the failures in this group, in the order given.
    ///
    /// **Shape** never empty; members may be groups; unmodifiable.
    List<Throwable> exceptions();

    /// Returns the message with the number of members: `unhandled errors (2 sub-exceptions)`.
    String getMessage();

    /// Returns this group as what it also is, for passing it on; to throw it, see [#rethrow()].
    Throwable asThrowable();

    /// Throws this group. It never returns; the type lets the compiler see that: `throw
    /// group.rethrow()`.
    default RuntimeException rethrow() {
        throw Sneaky.<RuntimeException>as(asThrowable());
    }

    /// Returns a group with this one's message and other members, of the kind which fits them.
    ///
    /// @throws IllegalArgumentException if there are none
    default FailureGroup derive(List<? extends Throwable> exceptions) {
        return of(message(), exceptions);
    }

    /// Splits this group into the failures which meet the condition and those which do not. The
    /// condition is asked about groups too, outermost first: one which meets it is taken whole,
    /// without a look inside. The nesting is kept; groups left empty vanish; parts carry this
    /// group's message, stack trace and cause.
    default Split split(Predicate<? super Throwable> condition) {
        return Grouping.split(this, condition);
    }

    /// Splits this group into the failures of a type and the others, the nesting kept. A group
    /// counts as of the type only if the type is a class of groups.
    default Split split(Class<? extends Throwable> type) {
        return split(Grouping.instancesOf(type));
    }

    /// Returns the part which meets the condition, as [#split(Predicate)] does, or null if nothing
    /// does.
    default @Nullable FailureGroup subgroup(Predicate<? super Throwable> condition) {
        return split(condition).match();
    }

    /// Returns the part of a type, as [#split(Class)] does, or null if there is none.
    default @Nullable FailureGroup subgroup(Class<? extends Throwable> type) {
        return split(type).match();
    }

    /// Begins to handle this group type by type, with the first type; see [Handling], and end with
    /// [Handling#rethrowRest()].
    ///
    /// **Suspends** if the handler does.
    ///
    /// **Like** `except* X as handler`.
    ///
    /// @throws IllegalArgumentException if the type is a class of groups
    default <X extends Throwable> Handling on(
            Class<X> type, Consumer<? super FailureGroup> handler) {
        return new Handling(this).on(type, handler);
    }

    /// The two parts of a group: what was looked for and what was not.
    ///
    /// @param match the part which matches, null if nothing does
    /// @param rest the part which does not match, null if everything does
    record Split(@Nullable FailureGroup match, @Nullable FailureGroup rest) {}

    /// Handles a group type by type, as a row of `except*` clauses does.
    ///
    /// Each [#on] hands its handler the part of its type from what the earlier ones left, at once,
    /// and calls nothing if there is no such part. What a handler throws is kept and the next
    /// handlers still run. [#rethrowRest()] then ends the row; without it the rest would be lost.
    ///
    /// **Thread** the one that handles.
    final class Handling {
        private final FailureGroup whole;
        private final List<FailureGroup> rethrown = new ArrayList<>();
        private final List<Throwable> raised = new ArrayList<>();
        private @Nullable FailureGroup rest;

        private Handling(FailureGroup whole) {
            this.whole = whole;
            this.rest = whole;
        }

        /// Handles the failures of one more type, as a group, if any are left.
        ///
        /// A handler may throw: its very part, for instance by [FailureGroup#rethrow()], which puts
        /// that part back among the unhandled, or something else, which comes out of
        /// [#rethrowRest()]. In the second case the part is added to it as a suppressed exception,
        /// unless it is there already, so that what was being handled is not lost.
        ///
        /// **Suspends** if the handler does.
        ///
        /// **Like** `except* X as handler`.
        ///
        /// @throws IllegalArgumentException if the type is a class of groups
        public <X extends Throwable> Handling on(
                Class<X> type, Consumer<? super FailureGroup> handler) {
            if (Grouping.isGroup(type)) {
                throw new IllegalArgumentException(
                        "type: %s (expected: the type of a member; use catch for groups)"
                                .formatted(type.getSimpleName()));
            }
            if (rest != null) {
                Split parts = rest.split(type);
                rest = parts.rest();
                if (parts.match() != null) {
                    handle(parts.match(), handler);
                }
            }
            return this;
        }

        private void handle(FailureGroup part, Consumer<? super FailureGroup> handler) {
            try {
                handler.accept(part);
            } catch (Throwable thrown) {
                if (Grouping.same(thrown, part.asThrowable())) {
                    rethrown.add(part);
                } else {
                    explain(thrown, part);
                    raised.add(thrown);
                }
            }
        }

        private static void explain(Throwable thrown, FailureGroup part) {
            boolean known =
                    Grouping.same(thrown.getCause(), part.asThrowable())
                            || Grouping.holds(List.of(thrown.getSuppressed()), part.asThrowable())
                            || part.subgroup(failure -> Grouping.same(failure, thrown)) != null;
            if (!known) {
                thrown.addSuppressed(part.asThrowable());
            }
        }

        /// Ends the row: returns if everything was handled and no handler threw, else throws.
        ///
        /// - Only unhandled failures are left (never matched, or thrown again by their handler):
        ///   they are thrown as one group with the message, nesting and order of the original; if
        ///   that is all of it, the original itself.
        /// - One handler threw something new and nothing is left unhandled: that is thrown bare,
        ///   whatever its type, checked or not.
        /// - Otherwise all that was thrown anew, in order of the handlers, and after it the group
        ///   of the unhandled, are thrown in one group with an empty message.
        ///
        /// **Like** the end of a row of `except*` clauses (PEP 654, as amended in Python 3.12).
        public void rethrowRest() {
            FailureGroup unhandled = unhandled();
            if (raised.isEmpty()) {
                if (unhandled != null) {
                    throw unhandled.rethrow();
                }
                return;
            }
            List<Throwable> all = new ArrayList<>(raised);
            if (unhandled != null) {
                all.add(unhandled.asThrowable());
            }
            throw Sneaky.<RuntimeException>as(
                    all.size() == 1 ? all.getFirst() : of("", all).asThrowable());
        }

        private @Nullable FailureGroup unhandled() {
            if (rethrown.isEmpty()) {
                return rest;
            }
            Set<Throwable> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
            rethrown.forEach(part -> Grouping.forEachLeaf(part, leaves::add));
            if (rest != null) {
                Grouping.forEachLeaf(rest, leaves::add);
            }
            return whole.subgroup(leaves::contains);
        }
    }
}
