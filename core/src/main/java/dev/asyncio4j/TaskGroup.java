// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tasks that live no longer than a block of code: the block ends when all of them have.
///
/// If one fails, the others and the block are cancelled, and all failures come out together in an
/// [ExceptionGroup]. A child that is cancelled is no failure. KeyboardInterrupt and SystemExit come
/// out bare, and first.
///
/// ```java
/// await(taskGroup(group -> {
///     group.createTask(fetch("a"));
///     group.createTask(fetch("b"));
/// }));   // both are done here
/// ```
///
/// **Thread** loop, inside a task. **Like** `asyncio.TaskGroup`, with the block as a lambda,
/// because `close()` does not see the block's exception.
public final class TaskGroup {

    // loop only
    private final Set<Task<?>> tasks = new LinkedHashSet<>(); // not done yet
    private final List<Throwable> errors = new ArrayList<>();
    private @Nullable Throwable baseError; // a KeyboardInterrupt or SystemExit
    private @Nullable LoopTask<?> parent;
    private @Nullable Future<@Nullable Void> allDone;
    private boolean entered;
    private boolean exiting;
    private boolean aborting;
    private boolean cancelBeforeEntry;
    private boolean parentCancelRequested;

    /// A group that has not been entered: [#use] enters it.
    public TaskGroup() {}

    /// Runs `body`, then waits for all tasks made in this group. **Suspends** where the body does,
    /// and at its end if tasks are left. **If cancelled** so are body and tasks, and it ends when
    /// they have.
    /// @throws ExceptionGroup from awaiting it, if the body or tasks failed
    /// @throws BaseExceptionGroup the same, if one of the failures is an Error
    /// @throws IllegalStateException from awaiting it, if this group has been used before, or
    ///     outside a task
    public Coroutine<@Nullable Void> use(Body.InOfNothing<? super TaskGroup> body) {
        Objects.requireNonNull(body, "body");
        return call(
                group -> {
                    body.run(group);
                    return null;
                });
    }

    /// [#use] for code that returns a value. It has a name of its own because a lambda `group ->
    /// call(group)` would fit both.
    /// @return what the body returns; null if the group was cancelled by [#cancel()]
    public <T extends @Nullable Object> Coroutine<T> call(Body.In<? super TaskGroup, T> body) {
        Objects.requireNonNull(body, "body");
        ScopeBody<T> scope = () -> body(body);
        return new Coroutine<>("task_group", scope);
    }

    <T extends @Nullable Object> T body(Body.In<? super TaskGroup, T> body) throws Exception {
        LoopTask<?> mine = enter();
        @Nullable T result = null;
        @Nullable Throwable failure = null;
        try {
            result = body.run(this);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        try {
            Throwable outcome = exit(mine, failure);
            if (outcome != null) {
                throw Sneaky.<RuntimeException>as(outcome);
            }
        } finally {
            parent = null;
        }
        return suppressed(result);
    }

    @SuppressWarnings(
            "NullAway") // null only if T may be, or if the group was cancelled, as documented
    private static <T extends @Nullable Object> T suppressed(@Nullable T result) {
        return result;
    }

    private LoopTask<?> enter() {
        if (entered) {
            throw new IllegalStateException("TaskGroup " + this + " has already been entered");
        }
        LoopTask<?> mine = LoopTask.currentOrNull();
        if (mine == null) {
            throw new IllegalStateException(
                    "TaskGroup " + this + " cannot determine the parent task");
        }
        parent = mine;
        entered = true;
        if (cancelBeforeEntry) {
            cancel();
        }
        return mine;
    }

    /// What is to come out of the block; null for its result.
    private @Nullable Throwable exit(LoopTask<?> mine, @Nullable Throwable failure) {
        exiting = true;
        if (failure instanceof GeneratorExit && !canWait()) {
            aborting = true;
            errors.add(failure);
            return outcome(failure);
        }
        if (failure != null && EventLoop.isExit(failure) && baseError == null) {
            baseError = failure;
        }
        CancelledError cancellation = failure instanceof CancelledError own ? own : null;
        if (failure != null && !aborting) {
            abort("its body failed: " + named(failure));
        }
        CancelledError absorbed = null; // the last that came while it waited
        while (!tasks.isEmpty()) {
            CancelledError cancelled = awaitChildren(mine);
            if (cancelled != null) {
                absorbed = cancelled;
                if (!aborting) {
                    cancellation = cancelled;
                    abort("its parent was cancelled");
                }
            }
        }
        if (baseError != null) {
            reportOthersThan(baseError, failure);
            if (parentCancelRequested) {
                mine.uncancel();
            }
            return baseError;
        }
        if (parentCancelRequested) {
            if (mine.uncancel() == 0) {
                cancellation = null;
            } else if (cancellation == null) {
                cancellation = absorbed; // what is left was not the group's own request
            }
        }
        if (cancellation != null && errors.isEmpty()) {
            return cancellation;
        }
        if (failure != null && !(failure instanceof CancelledError)) {
            errors.add(failure);
        }
        if (errors.isEmpty()) {
            return null;
        }
        if (mine.cancelling() > 0) { // cancelled from outside: let it hit at the next await
            mine.uncancel();
            mine.cancel();
        }
        return outcome(failure);
    }

    /// Whether the block is left in a task that may suspend: not so when the loop is closed, and
    /// with it the task or the generator that the block is in.
    private static boolean canWait() {
        LoopTask<?> here = LoopTask.currentOrNull();
        return here != null && here.closing == 0;
    }

    /// A generator that is closed inside the block ends by its GeneratorExit, if all else went
    /// well.
    private Throwable outcome(@Nullable Throwable failure) {
        if (failure instanceof GeneratorExit && errors.size() == 1) {
            return failure;
        }
        return FailureGroup.of("unhandled errors in a TaskGroup", errors).asThrowable();
    }

    private final class Children implements WaitPoint {
        @Override
        public String what() {
            return WaitGraph.named(owedBy()) + " of its group";
        }

        @Override
        public List<Future<?>> owedBy() {
            return List.copyOf(tasks);
        }
    }

    /// Waits until all tasks are done, or the parent is cancelled: then gives that error.
    private @Nullable CancelledError awaitChildren(LoopTask<?> mine) {
        Future<@Nullable Void> waiter = mine.loop.createWake(new Children());
        allDone = waiter;
        try {
            waiter.onAwait();
            return null;
        } catch (CancelledError cancelled) {
            return cancelled;
        } catch (Throwable refused) { // this stack cannot be left
            abort("it cannot wait for its tasks: " + named(refused));
            throw refused;
        } finally {
            allDone = null;
        }
    }

    /// The exit comes out alone; what else has failed must not be lost.
    private void reportOthersThan(Throwable exit, @Nullable Throwable ofBody) {
        LoopTask<?> mine = parent;
        if (ofBody != null && !(ofBody instanceof CancelledError)) {
            errors.add(ofBody);
        }
        for (Throwable error : errors) {
            if (error != exit && mine != null) {
                mine.loop.callExceptionHandler(
                        Fault.of(
                                        "TaskGroup task exception was not propagated because the"
                                                + " TaskGroup body is being closed with a"
                                                + " BaseException")
                                .withException(error)
                                .with("task_group", this));
            }
        }
    }

    /// Makes a task of this group. It may be called by the body, by the group's tasks, and by
    /// anybody else while the group lives. **Suspends** never. **Like** `TaskGroup.create_task`.
    /// @throws IllegalStateException if the group has not been entered, is shutting down, or has
    ///     finished; the coroutine is closed then
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return createTask(coroutine, TaskOptions.defaults());
    }

    /// [#createTask(Coroutine)] with a name.
    public <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine, String name) {
        return createTask(coroutine, TaskOptions.named(name));
    }

    /// [#createTask(Coroutine)] with options.
    public <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, TaskOptions options) {
        Objects.requireNonNull(coroutine, "coroutine");
        String refusal = refusal();
        LoopTask<?> mine = parent;
        if (refusal != null || mine == null) {
            coroutine.close();
            throw new IllegalStateException("TaskGroup " + this + " " + refusal);
        }
        Task<T> task = mine.loop.createTask(coroutine, options);
        tasks.add(task);
        // Always by the queue, also for a task that is done already: or an eager child that fails
        // would cancel the
        // parent inside this call.
        ChildDone.tell(task, new Ended<>(this), mine);
        if (aborting) { // its eager first step cancelled the group
            task.cancel();
        }
        return task;
    }

    private @Nullable String refusal() {
        if (!entered) {
            return "has not been entered";
        }
        if (exiting && tasks.isEmpty()) {
            return "is finished";
        }
        return aborting ? "is shutting down" : null;
    }

    /// Ends the group early and quietly: cancels its tasks and its body; the block then ends
    /// without CancelledError. Failures on the way still come out. Before the block, it is
    /// cancelled on entry; after it, nothing happens; again, nothing happens. **Suspends** never.
    /// **Like** `TaskGroup.cancel` of 3.15.
    public void cancel() {
        LoopTask<?> mine = parent;
        if (!entered) {
            cancelBeforeEntry = true;
        } else if (mine != null && !aborting && refusal() == null) {
            CancelReason reason = abort("cancel() was called");
            if (!parentCancelRequested) {
                parentCancelRequested = true;
                mine.cancel(reason);
            }
        }
    }

    /// Whether it takes no more tasks, because a failure or a cancellation ends it.
    boolean isAborting() {
        return aborting;
    }

    private CancelReason abort(String why) {
        CancelReason reason = CancelReason.of(null, "TaskGroup, because " + why);
        aborting = true;
        for (Task<?> task : List.copyOf(tasks)) {
            task.cancel(reason);
        }
        return reason;
    }

    /// As text for the reason. A failure may be a user's whose message cannot be made, and the
    /// group
    /// must end all the same.
    private static String named(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error theirs) {
            return failure.getClass().getName();
        }
    }

    private record Ended<T extends @Nullable Object>(TaskGroup group)
            implements Consumer<Future<T>> {

        @Override
        public void accept(Future<T> task) {
            group.childEnded(task);
        }
    }

    private void childEnded(Future<?> task) {
        tasks.remove(task);
        Future<@Nullable Void> waiter = allDone;
        if (waiter != null && tasks.isEmpty()) {
            waiter.succeedUnlessDone(null);
        }
        Throwable failure = task.isCancelled() ? null : task.exception();
        LoopTask<?> mine = parent;
        if (failure == null || mine == null) {
            return;
        }
        errors.add(failure);
        if (EventLoop.isExit(failure) && baseError == null) {
            baseError = failure;
        }
        if (!aborting && !parentCancelRequested) {
            CancelReason reason = abort("a task of it failed: " + named(failure));
            parentCancelRequested = true;
            mine.cancel(reason);
        }
    }

    /// `<TaskGroup tasks=... errors=... entered|cancelling>`.
    @Override
    public String toString() {
        return "<TaskGroup"
                + (tasks.isEmpty() ? "" : " tasks=" + tasks.size())
                + (errors.isEmpty() ? "" : " errors=" + errors.size())
                + (aborting ? " cancelling" : entered ? " entered" : "")
                + ">";
    }
}
