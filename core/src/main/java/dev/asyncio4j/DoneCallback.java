// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.text.Named;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A callback that a program added, and the context it is to run in. Once the future is done it is
/// what the loop calls, under the name of the program's function.
final class DoneCallback<F extends Future<?>> implements Callback, Runnable, Named {

    private final F future;
    private final Consumer<? super F> function;
    private final Context context;

    DoneCallback(F future, Consumer<? super F> function, Context context) {
        this.future = future;
        this.function = Objects.requireNonNull(function, "callback");
        this.context = Objects.requireNonNull(context, "context");
    }

    @Override
    public void schedule(Future<?> done) {
        done.loop.callSoon(context, this);
    }

    @Override
    public void run() {
        function.accept(future);
    }

    @Override
    public Object namesake() {
        return function;
    }

    @Override
    public boolean isFor(Object other) {
        return function.equals(other);
    }

    @Override
    public @Nullable Future<?> awaiter() {
        return null;
    }
}
