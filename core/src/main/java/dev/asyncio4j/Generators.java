// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A loop's generators that have begun and not ended: it must see to their end. **Thread** loop.
final class Generators {

    private final EventLoop loop;
    private final Set<GeneratorFrame<?>> unfinished = new LinkedHashSet<>();
    private boolean isShutDown;

    Generators(EventLoop loop) {
        this.loop = loop;
    }

    void add(GeneratorFrame<?> frame) {
        if (isShutDown) {
            System.getLogger("asyncio")
                    .log(
                            Level.WARNING,
                            "asynchronous generator "
                                    + frame
                                    + " was scheduled after loop.shutdownAsyncgens() call");
        }
        unfinished.add(frame);
    }

    boolean remove(GeneratorFrame<?> frame) {
        return unfinished.remove(frame);
    }

    /// Closes all at the same time, and reports what fails.
    Coroutine<@Nullable Void> shutdown() {
        return new Coroutine<>("shutdown_asyncgens", Body.of(this::closeAll));
    }

    private void closeAll() {
        isShutDown = true;
        List<GeneratorFrame<?>> closing = new ArrayList<>(unfinished);
        unfinished.clear();
        if (closing.isEmpty()) {
            return;
        }
        List<@Nullable Object> results =
                GatheringFuture.<@Nullable Object>of(
                                Combining.map(closing, GeneratorFrame::closing), true)
                        .onAwait();
        for (int i = 0; i < closing.size(); i++) {
            if (results.get(i) instanceof Throwable failure
                    && !(failure instanceof CancelledError)) {
                report(loop, closing.get(i), failure);
            }
        }
    }

    /// Ends those left, without awaits, when the loop is closed.
    void abandonAll() {
        for (GeneratorFrame<?> frame : List.copyOf(unfinished)) {
            frame.abandon(loop);
        }
        unfinished.clear();
    }

    static <T extends @Nullable Object> void report(
            EventLoop loop, GeneratorFrame<T> frame, Throwable failure) {
        loop.callExceptionHandler(
                Fault.of("an error occurred during closing of asynchronous generator " + frame)
                        .withException(failure)
                        .with("asyncgen", new AsyncGenerator<>(frame)));
    }
}
