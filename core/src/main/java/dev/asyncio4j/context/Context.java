// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.context;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of all context variables for one task, thread or callback.
///
/// # How it works
///
/// A context is a reference to a map and a flag, `shared`. Copying shares the map and marks both
/// sides; the first `set` on a marked side clones the map once and from then on writes in place. So
/// a copy costs one small object whatever is in it, and a task which sets nothing never pays. (The
/// other side pays one clone as well when it sets next, though it may be the last user. CPython has
/// a persistent trie here: cheaper for thousands of variables, dearer for the usual few.)
///
/// The **current** context is found without a thread-local where it matters. A coroutine's thread
/// is a virtual thread whose uncaught-exception handler is its task, a [Contextual]. Any other
/// thread has a [Slot]: the event loop writes the context of each callback into its own.
///
/// # What must hold
///
/// - I1: a map is written only by a context which is not `shared`, and such a map has one holder.
/// - I2: while a coroutine is inside `run` or `call`, its thread's slot says `entered` and its
///   task's own context is `overlaid`, so that [#current()] asks the slot. That mark stays for
///   good: others who have the same context find nothing in their slots, and it costs them only the
///   look.
///
/// **Thread** one at a time: the thread that runs in it. A copy may be handed to another thread,
/// since maps in common are never written.
///
/// **Like** `contextvars.Context`; iteration is in order of the first `set`.
public final class Context implements Iterable<ContextVar<?>> {
    /// Stands for "no value", since null may be one.
    static final Object UNSET = new Object();

    private static final Map<ContextVar<?>, @Nullable Object> EMPTY = Map.of();
    private static final ThreadLocal<Slot> SLOTS = ThreadLocal.withInitial(Slot::new);

    private Map<ContextVar<?>, @Nullable Object> values;
    private boolean shared = true;
    private boolean overlaid;
    private boolean entered; // someone is inside run or call
    private @Nullable Object carried; // see ThreadValues; while nobody runs in it

    /// Creates a context in which no variable has a value.
    public Context() {
        this(EMPTY);
    }

    private Context(Map<ContextVar<?>, @Nullable Object> values) {
        this.values = values;
    }

    /// Returns the context this code runs in: the live one, which later `set` calls change. What it
    /// is for a task or a callback is decided where that is made; a thread of any other kind has
    /// one of its own, empty at first.
    ///
    /// **Thread** any.
    public static Context current() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual() && thread.getUncaughtExceptionHandler() instanceof Contextual task) {
            Context own = task.context();
            return own.overlaid ? own.orEntered() : own;
        }
        return SLOTS.get().current;
    }

    private Context orEntered() {
        Context entered = SLOTS.get().entered;
        return entered == null ? this : entered;
    }

    /// Copies the current context.
    ///
    /// **Thread** any.
    ///
    /// **Like** `contextvars.copy_context()`.
    public static Context copyCurrent() {
        Context here = current();
        here.shared = true;
        Context copy = new Context(here.values);
        ThreadValues values = ThreadValues.carried();
        if (values != null) {
            copy.carried = values.capture();
        }
        return copy;
    }

    /// Returns the calling thread's slot, made at the first call. For the event loop only, which
    /// asks once and keeps it; everyone else wants [#current()] or [#run].
    ///
    /// **Thread** any that is not a coroutine's.
    public static Slot slot() {
        return SLOTS.get();
    }

    /// Copies this context at once, however many values it has: changes of either do not show in
    /// the other.
    public Context copy() {
        if (ThreadValues.carried() != null && this == current()) {
            return copyCurrent();
        }
        shared = true;
        Context copy = new Context(values);
        copy.carried = carried;
        return copy;
    }

    /// For the floors above: gives this thread the values that this context takes along, until what
    /// is returned is closed; then the context keeps what has become of them.
    ///
    /// **Thread** the one that runs in this context.
    ///
    /// @return null if contexts take nothing along
    public ThreadValues.@Nullable Stay enterValues() {
        ThreadValues values = ThreadValues.carried();
        if (values == null) {
            return null;
        }
        ThreadValues.Stay stay = values.enter(carried);
        return () -> {
            carried = values.capture();
            stay.close();
        };
    }

    /// Runs an action in this context: `set` calls in it change this context, and what was current
    /// before is current again afterwards. The changes stay, even if the action throws.
    ///
    /// **Suspends** if the action does; other tasks do not see the difference meanwhile, but none
    /// of them can enter this context.
    ///
    /// @throws IllegalStateException if this context is being run in already, by anyone
    public void run(Runnable action) {
        call(
                () -> {
                    action.run();
                    return this;
                });
    }

    /// Runs an action in this context as [#run] does and returns its result; throws what it throws.
    ///
    /// **Suspends** if the action does.
    ///
    /// **Like** `contextvars.Context.run`.
    ///
    /// @throws IllegalStateException if this context is being run in already, by anyone
    public <T extends @Nullable Object, X extends Exception> T call(Action<? extends T, X> action)
            throws X {
        Thread thread = Thread.currentThread();
        Slot slot = SLOTS.get();
        if (thread.isVirtual() && thread.getUncaughtExceptionHandler() instanceof Contextual task) {
            return callInCoroutine(slot, task.context(), action);
        }
        return callOnThread(slot, slot.current, action);
    }

    private <T extends @Nullable Object, X extends Exception> T callInCoroutine(
            Slot slot, Context own, Action<? extends T, X> action) throws X {
        refuseIf(entered || own == this);
        Context previous = slot.entered;
        own.overlaid = true; // I2
        slot.entered = this;
        entered = true;
        try (var _ = enterValues()) {
            return action.call();
        } finally {
            entered = false;
            slot.entered = previous;
        }
    }

    private <T extends @Nullable Object, X extends Exception> T callOnThread(
            Slot slot, Context previous, Action<? extends T, X> action) throws X {
        refuseIf(entered || previous == this);
        boolean previousEntered = previous.entered;
        previous.entered = true; // it may be a callback's, which nobody has marked yet
        slot.current = this;
        entered = true;
        try (var _ = enterValues()) {
            return action.call();
        } finally {
            entered = false;
            slot.current = previous;
            previous.entered = previousEntered;
        }
    }

    private void refuseIf(boolean alreadyEntered) {
        if (alreadyEntered) {
            throw new IllegalStateException(
                    "cannot enter context: %s is already entered; run in a copy of it"
                            .formatted(this));
        }
    }

    /// Returns the variable's value in this context, or null if it has none here; its default does
    /// not count. [#contains] tells a null value from none.
    ///
    /// **Like** `contextvars.Context.get(var)`.
    @SuppressWarnings("unchecked") // a variable's values are put in by its own set only
    public <T extends @Nullable Object> @Nullable T get(ContextVar<T> variable) {
        return (T) values.get(variable);
    }

    /// Tells whether the variable has a value in this context.
    public boolean contains(ContextVar<?> variable) {
        return values.containsKey(variable);
    }

    /// Returns how many variables have a value in this context.
    public int size() {
        return values.size();
    }

    /// Iterates over the variables which have a value in this context now; a `set` meanwhile does
    /// no harm and does not show.
    @Override
    public Iterator<ContextVar<?>> iterator() {
        return toMap().keySet().iterator();
    }

    /// Returns all values as they are now; a later `set` does not show.
    ///
    /// **Shape** unmodifiable, in order of the first `set`; values may be null.
    public Map<ContextVar<?>, @Nullable Object> toMap() {
        shared = true;
        return Collections.unmodifiableMap(values);
    }

    /// Returns the variable's value here, or [#UNSET].
    @Nullable Object find(ContextVar<?> variable) {
        return values.getOrDefault(variable, UNSET);
    }

    @SuppressWarnings("ReferenceEquality") // the mark is one object
    static boolean isSet(@Nullable Object value) {
        return value != UNSET;
    }

    /// Sets the variable's value here, or removes it if that is [#UNSET], and returns the value
    /// before, or [#UNSET].
    @Nullable Object put(ContextVar<?> variable, @Nullable Object value) {
        Object old = find(variable);
        if (shared) { // I1
            values = new LinkedHashMap<>(values);
            shared = false;
        }
        if (isSet(value)) {
            values.put(variable, value);
        } else {
            values.remove(variable);
        }
        return old;
    }

    @Override
    public String toString() {
        return size() == 1 ? "<Context of 1 variable>" : "<Context of " + size() + " variables>";
    }

    /// What [Context#call] runs: it returns a value and may throw one kind of checked exception.
    @FunctionalInterface
    public interface Action<T extends @Nullable Object, X extends Exception> {
        /// Does it.
        T call() throws X;
    }

    /// The place where a thread which is not a coroutine's keeps its current context.
    ///
    /// Only the event loop may write here: it fetches its thread's slot once from [Context#slot()],
    /// enters the context of each callback, and puts back what was there when it stops. All others
    /// use [Context#run].
    ///
    /// **Thread** the one it belongs to.
    public static final class Slot {
        /// The context of whatever runs on this thread now.
        public Context current = new Context();

        /// The context a coroutine is in by `run` or `call`, null if it is in its task's own.
        private @Nullable Context entered;

        private ThreadValues.@Nullable Stay stay; // of the callback that ran last

        private Slot() {}

        /// For the loop: a callback in this context is about to run. It stays current until the
        /// next is.
        public void enter(Context next) {
            if (ThreadValues.carried() != null) {
                leaveValues();
                stay = next.enterValues();
            }
            current = next;
        }

        /// For the loop: it stops, and this context was current before.
        public void leave(Context before) {
            leaveValues();
            current = before;
        }

        private void leaveValues() {
            ThreadValues.Stay last = stay;
            if (last != null) {
                stay = null;
                last.close();
            }
        }
    }
}
