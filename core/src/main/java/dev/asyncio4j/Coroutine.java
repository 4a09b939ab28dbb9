// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.text.Quoted;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Work that has been described and not begun: nothing happens until it is awaited or made a task.
///
/// ```
///   CREATED --- await, or a task's first step ---> RUNNING --- the body ends ---> CLOSED
///      |                                                                            ^
///      +------------------------------- close() ------------------------------------+
/// ```
///
/// A coroutine runs once. Awaiting it runs it inside the awaiting task, like a method call; to run
/// it beside the caller, make it a task with `createTask`. Make one with `async(() -> {...})`.
/// **Thread** loop; it may be made on any thread. **Like** the coroutine object that calling an
/// `async def` function gives.
///
/// @param <T> what awaiting it gives
public final class Coroutine<T extends @Nullable Object> implements Awaitable<T> {

    private enum State {
        CREATED,
        GATHERED, // created, and given to a gather
        RUNNING,
        CLOSED
    }

    // loop only
    private State state = State.CREATED;
    private @Nullable Body<? extends T> body; // null when closed, so that what it captured can go
    private @Nullable Object
            about; // null, name, class of the code; where it is watched an Unawaited

    Coroutine(@Nullable String name, Body<? extends T> body) {
        this.body = Objects.requireNonNull(body, "body");
        this.about = name;
        EventLoop loop = EventLoop.currentOrNull();
        if (loop != null && (loop.options().strict() || loop.debug())) {
            this.about = Unawaited.watch(this, loop, name);
        }
    }

    /// Awaits it: runs the body in the current task. **Suspends** where the body does. **If
    /// cancelled** the body gets the CancelledError where it awaits.
    /// @throws IllegalStateException if it has been awaited or closed before, or there is no
    ///     current task
    /// @throws Exception whatever the body throws
    @Override
    public T onAwait() throws Exception {
        if (LoopTask.currentOrNull() == null && !(body instanceof ScopeBody)) {
            Await.ensureInTask(); // a scope refuses in its own words
        }
        Body<? extends T> mine = start();
        try { // as begin(), written out: the compiler does not merge the frames of a recursion
            return mine.run();
        } finally {
            end();
        }
    }

    /// Runs the body: in the current task, or as the current task.
    T begin() throws Exception {
        Body<? extends T> mine = start();
        try {
            return mine.run();
        } finally {
            end();
        }
    }

    /// Notes that the body runs from now on, up to [#end()].
    Body<? extends T> start() {
        Body<? extends T> mine = body;
        if (state == State.RUNNING || state == State.CLOSED || mine == null) {
            throw new IllegalStateException(
                    state == State.RUNNING
                            ? "coroutine is being awaited already"
                            : "cannot reuse already awaited coroutine");
        }
        state = State.RUNNING;
        if (about instanceof Unawaited watch) {
            watch.begun();
        }
        return mine;
    }

    /// The body; null when it has ended.
    @Nullable Body<? extends T> body() {
        return body;
    }

    /// Throws the work away before it has begun: it can no longer be awaited, and nobody warns that
    /// it never was. Nothing happens if it has ended. **Suspends** never. **Like**
    /// `coroutine.close`.
    /// @throws IllegalStateException if it is running: cancel its task instead
    public void close() {
        if (state == State.RUNNING) {
            throw new IllegalStateException("coroutine is running; cancel its task instead");
        }
        abandon();
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    /// [#close()], running or not.
    void abandon() {
        if (about instanceof Unawaited watch) {
            watch.begun();
        }
        end();
    }

    /// Notes that it was given to a gather; false if it was before.
    boolean markGathered() {
        if (state != State.CREATED) {
            return false;
        }
        state = State.GATHERED;
        return true;
    }

    /// Notes that the body has ended.
    void end() {
        state = State.CLOSED;
        if (about == null && body != null) {
            about = Names.classOf(body); // the text is made when someone asks
        }
        body = null;
    }

    /// The name it was given, or else the class whose code it is. **Thread** any. **Like**
    /// `__name__`.
    public String name() {
        Object known = about;
        if (known instanceof Unawaited watch) {
            known = watch.name();
        }
        if (known instanceof String name) {
            return name;
        }
        if (known instanceof Class<?> written) {
            return Names.ofClass(written.getName());
        }
        Body<? extends T> mine = body;
        return mine == null ? "coroutine" : Names.ofCode(mine);
    }

    /// `<Coroutine NAME created|running|closed>`.
    @Override
    public String toString() {
        State shown = state == State.GATHERED ? State.CREATED : state; // of no interest to others
        return "<Coroutine "
                + Quoted.plain(name())
                + " "
                + shown.name().toLowerCase(java.util.Locale.ROOT)
                + ">";
    }
}
