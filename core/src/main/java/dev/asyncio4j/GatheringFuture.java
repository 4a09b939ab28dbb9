// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The future that `gather` gives: done when all children are, or one of them has failed.
///
/// Cancelling it cancels the children; it ends when they do. With the first child that fails or
/// ends cancelled it is done (unless exceptions are to be returned); the others run on, and their
/// failures count as seen.
final class GatheringFuture<T extends @Nullable Object> extends Future<List<T>>
        implements Consumer<Future<T>>, WaitPoint {

    private final List<Future<T>> children; // in the order given, repeated where repeated
    private final boolean returnExceptions;
    private int unfinished;
    private @Nullable CancelReason cancelReason;
    private boolean passingCancelOn;

    private GatheringFuture(EventLoop loop, List<Future<T>> children, boolean returnExceptions) {
        super(loop);
        this.children = children;
        this.unfinished = children.size(); // each is told of once for each time it is given
        this.returnExceptions = returnExceptions;
    }

    static <T extends @Nullable Object> Future<List<T>> of(
            Iterable<? extends Awaitable<? extends T>> awaitables, boolean returnExceptions) {
        List<Awaitable<? extends T>> given = new ArrayList<>();
        for (Awaitable<? extends T> awaitable : awaitables) { // none begins if these cannot be told
            given.add(Objects.requireNonNull(awaitable, "awaitable"));
        }
        List<Future<T>> children = new ArrayList<>();
        List<Future<T>> done =
                new ArrayList<>(); // those of the children that were, when it came to them
        IdentityHashMap<Awaitable<?>, Future<T>> known = null; // not before it is needed
        EventLoop loop = null;
        for (Awaitable<? extends T> awaitable : given) {
            Future<T> child = null;
            if (mayBeGivenTwice(awaitable) && known == null) {
                known = new IdentityHashMap<>();
                for (int i = 0; i < children.size(); i++) {
                    known.put(given.get(i), children.get(i));
                }
            }
            if (known != null) {
                child = known.get(awaitable);
            }
            if (child == null) {
                child = childOf(loop, awaitable);
                loop = child.loop;
            }
            if (known != null) {
                known.put(awaitable, child);
            }
            children.add(child);
            if (child.isDone()) {
                done.add(child);
            }
        }
        if (loop == null) {
            Future<List<T>> empty = EventLoop.running().createFuture();
            empty.setResult(new ArrayList<>());
            return empty;
        }
        GatheringFuture<T> gathering = new GatheringFuture<>(loop, children, returnExceptions);
        gathering.watch(done);
        return gathering;
    }

    /// Whether it must be looked up, so that it does not become two tasks. A future does not, and
    /// a coroutine remembers that it was gathered: so the usual gather does without a map of
    /// identity hashes, which costs as much as half of the tasks.
    private static boolean mayBeGivenTwice(Awaitable<?> awaitable) {
        return awaitable instanceof Coroutine<?> coroutine
                ? !coroutine.markGathered()
                : !(awaitable instanceof Future);
    }

    @SuppressWarnings("unchecked") // a future is only read, so one of a subtype will do
    private static <T extends @Nullable Object> Future<T> childOf(
            @Nullable EventLoop loop, Awaitable<? extends T> awaitable) {
        Awaitable<T> widened = (Awaitable<T>) awaitable;
        return loop == null ? Combining.toFuture(widened) : Combining.toFuture(loop, widened);
    }

    /// @param done some of the children, in their order: the others may have become so since, by
    ///     the first steps of eager tasks, and then they tell of it in the next turn
    private void watch(List<Future<T>> done) {
        LoopTask<?> awaiter = LoopTask.currentOrNull();
        int next = 0;
        for (Future<T> child : children) {
            if (next < done.size() && done.get(next) == child) {
                next++;
            } else {
                ChildDone.tell(child, this, awaiter == null ? this : awaiter);
            }
        }
        done.forEach(this);
    }

    /// A child is done.
    @Override
    public void accept(Future<T> child) {
        unfinished--;
        if (isDone()) {
            child.markRetrieved();
            return;
        }
        if (!returnExceptions) {
            Throwable failure = Combining.failureOf(child);
            if (failure != null) {
                fail(failure);
                return;
            }
        }
        if (unfinished == 0) {
            finish();
        }
    }

    private void finish() {
        List<@Nullable Object> results = new ArrayList<>(children.size());
        for (Future<T> child : children) {
            Throwable failure =
                    child.isCancelled() ? child.cancellationAsResult() : Combining.failureOf(child);
            results.add(failure == null ? child.result() : failure);
        }
        CancelReason reason = cancelReason;
        if (reason == null) {
            succeed(asResults(results));
        } else {
            // A child that swallowed the cancellation does not undo it.
            fail(cancellationOf(children.getLast(), reason));
        }
    }

    /// The cancellation that comes out is that of the last child, whatever became of it. One that
    /// has withstood keeps the message of a request that came when it was not waiting, or had its
    /// cancellation on the way already; others have none.
    private static CancelledError cancellationOf(Future<?> last, CancelReason reason) {
        if (last.isCancelled()) {
            return last.makeCancelledError();
        }
        return last instanceof LoopTask<?> task && task.keptReason != null
                ? CancelledError.because(task.keptReason)
                : new CancelledError(null, reason);
    }

    @SuppressWarnings("unchecked") // with returnExceptions the caller asked for a list of Object
    private List<T> asResults(List<@Nullable Object> results) {
        return (List<T>) results;
    }

    @Override
    boolean cancel(CancelReason reason) {
        if (isDone() || passingCancelOn) {
            return false;
        }
        boolean accepted = false;
        passingCancelOn = true;
        try {
            for (Future<T> child : children) {
                accepted |= child.cancel(reason);
            }
        } finally {
            passingCancelOn = false;
        }
        if (accepted) {
            cancelReason = reason;
        }
        return accepted;
    }

    /// Whether a cancellation is on its way through here: if it comes by again, it went in a
    /// circle.
    boolean isPassingCancelOn() {
        return passingCancelOn;
    }

    @Override
    public WaitPoint waitPoint() {
        return this;
    }

    @Override
    public String what() {
        return WaitGraph.named(owedBy());
    }

    @Override
    public List<Future<?>> owedBy() {
        return children.stream().filter(child -> !child.isDone()).<Future<?>>map(f -> f).toList();
    }

    @Override
    String kind() {
        return "_GatheringFuture";
    }
}
