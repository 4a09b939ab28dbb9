// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Seconds;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The front door: `import static dev.asyncio4j.Asyncio.*;`
///
/// ```java
/// Coroutine<String> greet(String name) {
///     return async(() -> {
///         await(sleep(1));
///         return "Hello, " + name;
///     });
/// }
///
/// void main() {
///     System.out.println(run(greet("world")));
/// }
/// ```
///
/// Everything here belongs to the loop that runs on this thread, unless its doc says otherwise.
/// Each method is one line; the types they return say the rest. **Like** the functions of the
/// module `asyncio`.
public final class Asyncio {

    private Asyncio() {}

    // ---- coroutines

    /// Describes work that returns a value; nothing happens until it is awaited or made a task.
    /// **Suspends** never. **Thread** any. **Like** calling an `async def` function.
    public static <T extends @Nullable Object> Coroutine<T> async(Body<T> body) {
        return new Coroutine<>(null, body);
    }

    /// [#async(Body)] for work that returns nothing.
    public static Coroutine<@Nullable Void> async(Body.OfNothing body) {
        return new Coroutine<>(null, Body.of(body));
    }

    /// [#async(Body)] with a name for messages and stacks.
    public static <T extends @Nullable Object> Coroutine<T> async(String name, Body<T> body) {
        return new Coroutine<>(name, body);
    }

    /// [#async(Body.OfNothing)] with a name for messages and stacks.
    public static Coroutine<@Nullable Void> async(String name, Body.OfNothing body) {
        return new Coroutine<>(name, Body.of(body));
    }

    /// Waits for `awaitable` and gives its result: the one word that suspends. A coroutine runs
    /// inside the current task, as a call would. **Suspends** if the result is not there yet: then
    /// other tasks run. **If cancelled** a CancelledError comes out here, and what was awaited is
    /// cancelled, unless it is shielded.
    ///
    /// A failure comes out as the very object that was thrown, also if it is checked; to catch a
    /// checked one by its type use [#await(Awaitable, Class)].
    /// @throws CancelledError if this task, or what it awaits, is cancelled
    /// @throws IllegalStateException outside a coroutine; or if a coroutine is awaited twice
    public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
        return Waits.on(awaitable);
    }

    /// [#await(Awaitable)], declaring a checked exception, so that it can be caught.
    public static <T extends @Nullable Object, X extends Exception> T await(
            Awaitable<T> awaitable, Class<X> thrown) throws X {
        return Waits.on(awaitable);
    }

    /// Waits for a `CompletableFuture`, or whatever else a library gives. **Suspends** if it is not
    /// complete. **If cancelled** so is the stage's future. A failure comes out without the
    /// wrapping `CompletionException`.
    public static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return Waits.on(Combining.wrap(EventLoop.running(), stage));
    }

    // ---- running

    /// Runs `main` on a new loop until it is done, ends everything in order, and gives the result:
    /// what a program's `main` calls. **Thread** one that runs no loop; it may borrow another for
    /// the run. **Like** `asyncio.run`. A failure comes out as the very object that `main` failed
    /// with, also if it is checked.
    /// @throws IllegalStateException if a loop runs on this thread
    /// @throws KeyboardInterrupt if Ctrl-C ended it
    public static <T extends @Nullable Object> T run(Awaitable<T> main) {
        return run(main, RunnerOptions.defaults());
    }

    /// [#run(Awaitable)] with options.
    public static <T extends @Nullable Object> T run(Awaitable<T> main, RunnerOptions options) {
        return Waits.run(main, options);
    }

    /// The loop that runs here. **Thread** any. **Like** `asyncio.get_running_loop`.
    /// @throws IllegalStateException if none does
    public static EventLoop getRunningLoop() {
        return EventLoop.running();
    }

    /// A new loop, for programs that run it themselves. **Like** `asyncio.new_event_loop`.
    public static EventLoop newEventLoop() {
        return new EventLoop();
    }

    // ---- tasks

    /// Makes `coroutine` a task, which begins on the next turn and runs beside the caller.
    /// **Suspends** never. **Like** `asyncio.create_task`.
    /// @throws IllegalStateException if no loop runs here
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> coroutine) {
        return EventLoop.running().createTask(coroutine);
    }

    /// [#createTask(Coroutine)] with a name.
    public static <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, String name) {
        return EventLoop.running().createTask(coroutine, name);
    }

    /// [#createTask(Coroutine)] with options.
    public static <T extends @Nullable Object> Task<T> createTask(
            Coroutine<T> coroutine, TaskOptions options) {
        return EventLoop.running().createTask(coroutine, options);
    }

    /// The task that runs now; null in a callback. **Like** `asyncio.current_task`.
    /// @throws IllegalStateException if no loop runs here
    public static @Nullable Task<?> currentTask() {
        return EventLoop.running().currentTask();
    }

    /// The tasks of the running loop that are not done, in order of creation. **Like**
    /// `asyncio.all_tasks`.
    /// @throws IllegalStateException if no loop runs here
    public static List<Task<?>> allTasks() {
        return EventLoop.running().allTasks();
    }

    /// A future as it is, anything else as a task. **Suspends** never. **Like**
    /// `asyncio.ensure_future`.
    public static <T extends @Nullable Object> Future<T> ensureFuture(Awaitable<T> awaitable) {
        return Combining.toFuture(awaitable);
    }

    /// The same for a given loop. **Like** `asyncio.ensure_future(x, loop=loop)`.
    /// @throws IllegalArgumentException if it is a future of another loop
    public static <T extends @Nullable Object> Future<T> ensureFuture(
            Awaitable<T> awaitable, EventLoop loop) {
        return Combining.toFuture(loop, awaitable);
    }

    /// A future of the running loop that ends as `stage` does; cancelling it cancels the stage's.
    /// **Like** `asyncio.wrap_future`.
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
        return Combining.wrap(EventLoop.running(), stage);
    }

    /// [#wrapFuture(CompletionStage)] that stands for something: reports then tell what its
    /// awaiters wait for.
    public static <T extends @Nullable Object> Future<T> wrapFuture(
            CompletionStage<T> stage, WaitPoint point) {
        return Combining.wrap(EventLoop.running(), stage, point);
    }

    /// The other way round: a `CompletableFuture` that ends as `awaitable` does, for other
    /// libraries.
    /// A coroutine begins as a task. Cancelling it cancels the task or future. **Suspends** never.
    /// **Thread** loop; the result may be used on any.
    /// @throws IllegalStateException if a coroutine is given, and no loop runs here
    public static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(
            Awaitable<T> awaitable) {
        return Threadsafe.completable(awaitable);
    }

    /// Whether it is a future or a task. **Thread** any. **Like** `asyncio.isfuture`.
    public static boolean isFuture(@Nullable Object object) {
        return object instanceof Future;
    }

    /// Whether `object` is a coroutine. **Thread** any. **Like** `asyncio.iscoroutine`.
    public static boolean isCoroutine(@Nullable Object object) {
        return object instanceof Coroutine;
    }

    // ---- waiting

    /// Lets others run for this many seconds; zero or less: for one turn. **Suspends** always. **If
    /// cancelled** its timer is gone. **Like** `asyncio.sleep`.
    /// @throws IllegalArgumentException if `seconds` is not a number
    public static Coroutine<@Nullable Void> sleep(double seconds) {
        return Sleep.nanos(Seconds.toNanos("delay", seconds));
    }

    /// [#sleep(double)], by duration.
    public static Coroutine<@Nullable Void> sleep(Duration delay) {
        return Sleep.nanos(Seconds.toNanos(delay));
    }

    /// [#sleep(double)], then gives `result`.
    public static <T extends @Nullable Object> Coroutine<T> sleep(double seconds, T result) {
        return Sleep.nanos(Seconds.toNanos("delay", seconds), result);
    }

    /// Runs all at the same time and gives a future of their results, in the order given.
    /// Coroutines begin as tasks, here. The first failure, or cancellation of one, comes out at
    /// once, and the others run on. Cancelling the future cancels all. **Suspends** never; awaiting
    /// the future does. **Like** `asyncio.gather`; [#taskGroup] leaves nobody behind.
    /// @throws IllegalStateException if no loop runs here
    /// @throws IllegalArgumentException if futures of several loops are given
    @SafeVarargs
    @SuppressWarnings("varargs") // asList only reads it, and nobody keeps the array
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Awaitable<? extends T>... awaitables) {
        return GatheringFuture.of(Arrays.asList(awaitables), false);
    }

    /// [#gather(Awaitable...)] of a collection.
    public static <T extends @Nullable Object> Future<List<T>> gather(
            Iterable<? extends Awaitable<? extends T>> awaitables) {
        return GatheringFuture.of(awaitables, false);
    }

    /// [#gather(Awaitable...)] where a failure is a result like others: the list holds values and
    /// throwables. **Like** `asyncio.gather(..., return_exceptions=True)`.
    public static Future<List<@Nullable Object>> gatherReturningExceptions(
            Awaitable<?>... awaitables) {
        return GatheringFuture.of(Arrays.asList(awaitables), true);
    }

    /// [#gatherReturningExceptions(Awaitable...)] of a collection.
    public static Future<List<@Nullable Object>> gatherReturningExceptions(
            Iterable<? extends Awaitable<?>> awaitables) {
        return GatheringFuture.of(awaitables, true);
    }

    /// Runs all, at most `limit` at the same time, and gives their results in the order given. The
    /// first failure cancels the others and comes out when they have ended, further ones suppressed
    /// in it; so does the CancelledError of the first that ends cancelled. **Suspends** if there is
    /// anything to do. **If cancelled** so are all. asyncio has
    /// nothing like it.
    /// @throws IllegalArgumentException if `limit` is less than 1
    public static <T extends @Nullable Object> Coroutine<List<T>> gather(
            int limit, Iterable<? extends Awaitable<? extends T>> awaitables) {
        return Limited.gather(limit, awaitables);
    }

    /// Runs `function` on each item, at most `limit` at the same time, and gives the results in the
    /// order of the items; items are taken one by one, as workers come free. Failures as in
    /// [#gather(int, Iterable)].
    /// @throws IllegalArgumentException if `limit` is less than 1
    public static <A, T extends @Nullable Object> Coroutine<List<T>> map(
            int limit,
            Iterable<? extends A> items,
            Function<? super A, ? extends Awaitable<? extends T>> function) {
        return Limited.map(limit, items, function);
    }

    /// Waits until all futures are done. **Suspends** always. **If cancelled** the futures are left
    /// as they are. **Like** `asyncio.wait`, under the name that everything called `wait` has here
    /// (`Object.wait` has taken that one).
    /// @throws IllegalArgumentException if there are none
    public static <T extends @Nullable Object> Coroutine<WaitResult<T>> waitOn(
            Iterable<? extends Future<? extends T>> futures) {
        return Waiting.on(futures, -1, ReturnWhen.ALL_COMPLETED);
    }

    /// [#waitOn(Iterable)], until as many are done as `returnWhen` says.
    public static <T extends @Nullable Object> Coroutine<WaitResult<T>> waitOn(
            Iterable<? extends Future<? extends T>> futures, ReturnWhen returnWhen) {
        return Waiting.on(futures, -1, returnWhen);
    }

    /// [#waitOn(Iterable)], for at most `timeout`: the time being over is no error, and cancels
    /// nothing.
    public static <T extends @Nullable Object> Coroutine<WaitResult<T>> waitOn(
            Iterable<? extends Future<? extends T>> futures,
            Duration timeout,
            ReturnWhen returnWhen) {
        return Waiting.on(futures, Math.max(0, Seconds.toNanos(timeout)), returnWhen);
    }

    /// Waits for `awaitable`, for at most `seconds`; then cancels it and waits until it has ended,
    /// so it may take longer. What it makes of its cancellation, a value or another failure,
    /// counts. Zero or less does not begin a coroutine. **Suspends** as `awaitable` does. **If
    /// cancelled** so is `awaitable`. **Like** `asyncio.wait_for`.
    /// @throws TimeoutError from awaiting it, if the time was over
    /// @throws IllegalArgumentException if `seconds` is not a number
    public static <T extends @Nullable Object> Coroutine<T> waitFor(
            Awaitable<T> awaitable, double seconds) {
        return WaitFor.of(awaitable, Seconds.toNanos("timeout", seconds));
    }

    /// [#waitFor(Awaitable, double)], by duration.
    public static <T extends @Nullable Object> Coroutine<T> waitFor(
            Awaitable<T> awaitable, Duration timeout) {
        return WaitFor.of(awaitable, Seconds.toNanos(timeout));
    }

    /// A future in front of `awaitable` that takes the cancellations for it: who awaits the shield
    /// can be cancelled, and what is behind it runs on. Keep a reference to what is behind, to see
    /// its end. **Suspends** never; awaiting it does. **Like** `asyncio.shield`.
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        return Shield.of(awaitable);
    }

    /// The awaitables in the order in which they are done. **Suspends** never. **Like**
    /// `asyncio.as_completed`.
    public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
            Iterable<? extends Awaitable<? extends T>> awaitables) {
        return new AsCompleted<>(awaitables, -1);
    }

    /// [#asCompleted(Iterable)], for at most `timeout` in all.
    public static <T extends @Nullable Object> AsCompleted<T> asCompleted(
            Iterable<? extends Awaitable<? extends T>> awaitables, Duration timeout) {
        return new AsCompleted<>(awaitables, Math.max(0, Seconds.toNanos(timeout)));
    }

    // ---- scopes

    /// Runs `body` with a new [TaskGroup], and waits for the tasks it makes in it. **Suspends** as
    /// [TaskGroup#use] says; [TaskGroup#call] is for bodies that return a value. **Like** `async
    /// with asyncio.TaskGroup()`.
    public static Coroutine<@Nullable Void> taskGroup(Body.InOfNothing<? super TaskGroup> body) {
        return new TaskGroup().use(body);
    }

    /// A limit of so many seconds from now, to be used as `limit.use(() -> {...})`. **Like**
    /// `asyncio.timeout`.
    /// @param seconds positive infinity is no limit
    /// @throws IllegalStateException if no loop runs here
    /// @throws IllegalArgumentException if `seconds` is not a number
    public static Timeout timeout(double seconds) {
        return Waits.timeout(seconds);
    }

    /// [#timeout(double)], by duration.
    public static Timeout timeout(Duration limit) {
        return Waits.timeout(limit);
    }

    /// A limit by the loop's clock, see [EventLoop#time()]. **Like** `asyncio.timeout_at`.
    public static Timeout timeoutAt(double when) {
        return Waits.timeoutAt(when);
    }

    /// Runs `body` for at most so many seconds: `await(timeout(2, () -> {...}))`. See
    /// [Timeout#use].
    public static <T extends @Nullable Object> Coroutine<T> timeout(double seconds, Body<T> body) {
        return timeout(seconds).use(body);
    }

    /// [#timeout(double, Body)] for code that returns nothing.
    public static Coroutine<@Nullable Void> timeout(double seconds, Body.OfNothing body) {
        return timeout(seconds).use(body);
    }

    /// [#timeout(double, Body)], by duration.
    public static <T extends @Nullable Object> Coroutine<T> timeout(Duration limit, Body<T> body) {
        return timeout(limit).use(body);
    }

    /// [#timeout(double, Body)], by duration, for code that returns nothing.
    public static Coroutine<@Nullable Void> timeout(Duration limit, Body.OfNothing body) {
        return timeout(limit).use(body);
    }

    /// Waits for `awaitable` in a place where the task may be stopped at once: a [Task#stop] does
    /// not wait for its grace period here, but cancels. **Suspends** as `awaitable` does. asyncio
    /// has nothing like it.
    public static <T extends @Nullable Object> Coroutine<T> stoppable(Awaitable<T> awaitable) {
        return Stopping.stoppable(awaitable);
    }

    /// Enters `manager`, runs `body`, and leaves: `await(use(manager, resource -> {...}))`. See
    /// [AsyncContextManager#use]; [AsyncContextManager#call] is for bodies that return a value.
    /// **Like** `async with`.
    public static <T extends @Nullable Object> Coroutine<@Nullable Void> use(
            AsyncContextManager<T> manager, Body.InOfNothing<? super T> body) {
        return manager.use(body);
    }

    /// A context manager made of code that emits once: what comes before is the entry, what comes
    /// after is the exit, and the block runs meanwhile. What the block fails with comes out of the
    /// `emit`; code that catches it and ends swallows it. It can be used once. **Suspends** never.
    /// **Like** `contextlib.asynccontextmanager`.
    public static <T extends @Nullable Object> AsyncContextManager<T> contextManager(
            Body.InOfNothing<? super Emitter<T>> code) {
        return new GeneratorContext<>(code);
    }

    // ---- iteration

    /// For a `for`: `for (var item : awaitEach(source))`. Leaving the `for` early leaves the source
    /// as it is, so that the iteration can go on later. **Suspends** never; each step of the `for`
    /// does where the source does. **If cancelled** the CancelledError comes out of the `for`.
    /// **Like** `async for`.
    /// @throws IllegalStateException from the `for`, outside a coroutine
    public static <T extends @Nullable Object> Iterable<T> awaitEach(AsyncIterable<T> source) {
        return Iteration.over(source);
    }

    /// A generator: `code` gives items with [Emitter#emit], and runs only while the next one is
    /// asked for. **Suspends** never. **Thread** any. **Like** calling an `async def` function with
    /// `yield` in it.
    public static <T extends @Nullable Object> AsyncGenerator<T> generator(
            Body.InOfNothing<? super Emitter<T>> code) {
        return AsyncGenerator.of(null, code);
    }

    /// [#generator(Body.InOfNothing)] with a name for messages.
    public static <T extends @Nullable Object> AsyncGenerator<T> generator(
            String name, Body.InOfNothing<? super Emitter<T>> code) {
        return AsyncGenerator.of(name, code);
    }

    /// What `publisher` publishes, item by item. It subscribes when the first one is asked for, and
    /// never has more than `buffer` items asked for and not taken. Closing the generator cancels
    /// the
    /// subscription, and so does dropping it, later. **Suspends** never; awaiting an item does if
    /// none is there. The other way is [AsyncIterable#toPublisher].
    /// @throws IllegalArgumentException if `buffer` is less than 1
    public static <T> AsyncGenerator<T> fromPublisher(
            Flow.Publisher<? extends T> publisher, int buffer) {
        return FlowInbox.items(publisher, buffer);
    }

    // ---- other threads

    /// Runs a call that blocks on a thread of its own (virtual, from the loop's default executor),
    /// in a copy of the context, while the loop goes on. **Suspends** until it returns. **If
    /// cancelled** the call runs on, and its result is dropped. **Like** `asyncio.to_thread`.
    public static <T extends @Nullable Object> Coroutine<T> toThread(Callable<T> call) {
        return Waits.toThread(call, false);
    }

    /// [#toThread(Callable)] where cancelling interrupts the thread.
    public static <T extends @Nullable Object> Coroutine<T> toInterruptibleThread(
            Callable<T> call) {
        return Waits.toThread(call, true);
    }

    /// Computes on the loop's pool of one platform thread a core, in a copy of the context, while
    /// the loop goes on. **Suspends** until it is done. **If cancelled** a computation that has
    /// begun runs on, and its result is dropped. Python needs processes for this; Java's threads
    /// compute in parallel.
    public static <T extends @Nullable Object> Coroutine<T> toCpu(Callable<T> computation) {
        return Waits.toCpu(computation);
    }

    /// [EventLoop#runInExecutor(ExecutorService, Callable)] of the running loop.
    public static <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable ExecutorService executor, Callable<T> call) {
        return EventLoop.running().runInExecutor(executor, call);
    }

    /// [#runInExecutor(ExecutorService, Callable)] that stands for something: reports then tell
    /// what its awaiters wait for.
    public static <T extends @Nullable Object> Future<T> runInExecutor(
            @Nullable ExecutorService executor, Callable<T> call, WaitPoint point) {
        return EventLoop.running().executors().run(executor, call, point);
    }

    /// Runs `count` loops, each on a thread of its own, and in each the coroutine that `main` gives
    /// for its index: `run(onLoops(2, index -> serve(8080)))`. Nothing is shared between them.
    /// **Suspends** until all have ended. **If cancelled** so are their coroutines, and it ends
    /// when they have. **Thread** `main` is called on the new loops, in a copy of the context.
    /// @return awaiting it gives what they return, in order of the index
    /// @throws IllegalArgumentException if `count` is less than 1
    /// @throws ExceptionGroup from awaiting it, if one failed; then the others were cancelled
    public static <T extends @Nullable Object> Coroutine<List<T>> onLoops(
            int count, IntFunction<? extends Awaitable<T>> main) {
        return LoopThread.each(count, main);
    }

    /// Submits `coroutine` to a loop that runs on another thread. Cancelling the result cancels the
    /// task. **Suspends** never. **Thread** any. **Like** `asyncio.run_coroutine_threadsafe`.
    /// @throws IllegalStateException if the loop is closed
    public static <T extends @Nullable Object> CompletableFuture<T> runCoroutineThreadsafe(
            Coroutine<T> coroutine, EventLoop loop) {
        return Threadsafe.submit(coroutine, loop);
    }

    // ---- bookkeeping

    /// Notes that `waiter` waits for `future`, for call graphs: for primitives of your own.
    /// Anything but futures is ignored. **Like** `asyncio.future_add_to_awaited_by`.
    public static void futureAddToAwaitedBy(Object future, Object waiter) {
        Waits.addAwaiter(future, waiter);
    }

    /// Takes [#futureAddToAwaitedBy] back. **Like** `asyncio.future_discard_from_awaited_by`.
    public static void futureDiscardFromAwaitedBy(Object future, Object waiter) {
        Waits.discardAwaiter(future, waiter);
    }
}
