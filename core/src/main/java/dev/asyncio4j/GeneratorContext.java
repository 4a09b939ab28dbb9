// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// `contextlib.asynccontextmanager`: a generator that emits once; the block runs meanwhile.
final class GeneratorContext<T extends @Nullable Object> implements AsyncContextManager<T> {

    private final AsyncGenerator<T> generator;

    GeneratorContext(Body.InOfNothing<? super Emitter<T>> code) {
        generator = AsyncGenerator.of(null, code);
    }

    @Override
    public Coroutine<T> enter() {
        return new Coroutine<>("enter", this::begin);
    }

    private T begin() {
        try {
            return generator.ask(null);
        } catch (StopAsyncIteration end) {
            throw new IllegalStateException("generator didn't emit", end);
        }
    }

    @Override
    public Coroutine<Boolean> exit(@Nullable Throwable failure) {
        return new Coroutine<>("exit", () -> failure == null ? ends() : generatorSwallows(failure));
    }

    private boolean ends() throws Exception {
        try {
            generator.ask(null);
        } catch (StopAsyncIteration end) {
            return false;
        }
        throw goesOn("generator didn't stop");
    }

    private boolean generatorSwallows(Throwable failure) throws Exception {
        try {
            generator.throwInto(failure).onAwait();
        } catch (StopAsyncIteration end) {
            return end != failure;
        } catch (Throwable thrown) {
            boolean isTheSame =
                    thrown == failure
                            || (failure instanceof StopAsyncIteration
                                    && thrown.getCause() == failure);
            if (isTheSame) {
                return false;
            }
            throw thrown;
        }
        throw goesOn("generator didn't stop after throwInto()");
    }

    private IllegalStateException goesOn(String what) throws Exception {
        generator.close().onAwait();
        return new IllegalStateException(what);
    }
}
