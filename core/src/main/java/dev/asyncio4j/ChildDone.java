// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.Ready;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A combinator's callback on one of its children. It stands in the ready queue itself, so
/// completing a child allocates nothing.
final class ChildDone<T extends @Nullable Object> implements Callback, Ready {

    private final Future<T> child;
    private final Consumer<? super Future<T>> combinator;
    private final @Nullable Future<?> awaiter;

    private ChildDone(
            Future<T> child, Consumer<? super Future<T>> combinator, @Nullable Future<?> awaiter) {
        this.child = child;
        this.combinator = combinator;
        this.awaiter = awaiter;
    }

    /// Tells `combinator` on the turn after `child` is done.
    /// @param awaiter who waits for the child by this
    static <T extends @Nullable Object> void tell(
            Future<T> child, Consumer<? super Future<T>> combinator, @Nullable Future<?> awaiter) {
        child.add(new ChildDone<>(child, combinator, awaiter));
    }

    @Override
    public void schedule(Future<?> done) {
        done.loop.makeReady(this);
    }

    @Override
    public void step() {
        try {
            combinator.accept(child);
        } catch (Throwable failure) {
            if (EventLoop.isExit(failure)) {
                throw Sneaky.<RuntimeException>as(failure);
            }
            child.loop.callExceptionHandler(
                    Fault.of("Exception in callback of " + child.kind())
                            .withException(failure)
                            .with("future", child));
        }
    }

    @Override
    public String describe() {
        return "<callback of " + child + ">";
    }

    @Override
    public String describeFromOutside() {
        return "<callback of a " + child.kind() + ">";
    }

    @Override
    public boolean isFor(Object function) {
        return combinator == function;
    }

    @Override
    public @Nullable Future<?> awaiter() {
        return awaiter;
    }
}
