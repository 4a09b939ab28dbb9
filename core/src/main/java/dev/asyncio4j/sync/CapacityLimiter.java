// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.text.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Lets so many borrowers at a time have a token, first come, first served; knows who they are, and
/// may be made larger or smaller while it is used.
///
/// Other than a [Semaphore], it refuses a borrower who has a token already, and so finds the
/// program
/// that would wait for itself; and only who has borrowed gives back. The borrower is the task that
/// acquires, or any object on whose behalf it does (told apart by `equals`). A token that is given
/// back while tasks wait belongs to the one that waits longest, even before it runs. **Thread**
/// loop. **Like** `trio.CapacityLimiter`; asyncio has nothing like it.
public final class CapacityLimiter {

    // set once
    private final Waiters waiters = new Waiters(new Binding(this));

    // loop only; while somebody waits who can be woken, all tokens are borrowed (I1)
    private final Set<Object> borrowers = new LinkedHashSet<>();
    private final Set<Object> applicants = new HashSet<>();
    private int totalTokens;

    /// What a limiter is like at one moment.
    ///
    /// @param totalTokens how many may be borrowed
    /// @param borrowedTokens how many are; more than the total just after that was lowered
    /// @param borrowers who has them, in order of borrowing
    /// @param waiting how many tasks wait for one
    public record Statistics(
            int totalTokens, int borrowedTokens, List<Object> borrowers, int waiting) {
        /// Keeps the list from changing.
        public Statistics {
            borrowers = List.copyOf(borrowers);
        }
    }

    /// The place of a task, and for whom it waits.
    private static final class Application extends Place {
        final Object borrower;

        Application(Future<Boolean> future, Object borrower) {
            super(future);
            this.borrower = borrower;
        }
    }

    /// Creates a limiter with this many tokens. **Thread** any.
    /// @param totalTokens 0 lets nobody in, until there are more
    /// @throws IllegalArgumentException if it is negative
    public CapacityLimiter(int totalTokens) {
        this.totalTokens = checked(totalTokens);
    }

    private static int checked(int totalTokens) {
        if (totalTokens < 0) {
            throw new IllegalArgumentException("totalTokens: " + totalTokens + " (expected: >= 0)");
        }
        return totalTokens;
    }

    // ---- borrowing

    /// Borrows a token for the current task. **Suspends** if there is none. **If cancelled** none
    /// is
    /// borrowed. **Like** `acquire`.
    /// @return from awaiting it, what gives the token back when it is closed; `release()` does too
    /// @throws IllegalStateException from awaiting it, if this task has one already, or waits for
    ///     one; or if the limiter is bound to a different loop
    public Coroutine<Held> acquire() {
        return async("acquire", () -> take(currentTask()));
    }

    /// Borrows a token for `borrower`. Otherwise as [#acquire()]. **Like** `acquire_on_behalf_of`.
    /// @throws IllegalStateException from awaiting it, if the borrower has one already, or somebody
    ///     waits for one on its behalf; or if the limiter is bound to a different loop
    public Coroutine<Held> acquireOnBehalfOf(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        return async("acquire_on_behalf_of", () -> take(borrower));
    }

    /// Borrows a token for the current task, or refuses. **Suspends** never. **Like**
    /// `acquire_nowait`.
    /// @throws WouldBlock if there is none
    /// @throws IllegalStateException if this task has one already, or there is no current task
    public Held acquireNoWait() {
        return acquireOnBehalfOfNoWait(currentTask());
    }

    /// Borrows a token for `borrower`, or refuses. **Suspends** never. **Like**
    /// `acquire_on_behalf_of_nowait`.
    /// @throws WouldBlock if there is none
    /// @throws IllegalStateException if the borrower has one already, or somebody waits for one on
    ///     its behalf
    public Held acquireOnBehalfOfNoWait(Object borrower) {
        Objects.requireNonNull(borrower, "borrower");
        if (!takeAtOnce(borrower)) {
            throw new WouldBlock();
        }
        return held(borrower);
    }

    /// [#acquireOnBehalfOf] as one of several operations. **Suspends** never; see [Select].
    public Operation<Held> acquiring(Object borrower) {
        return new Acquiring(Objects.requireNonNull(borrower, "borrower"));
    }

    private static Object currentTask() {
        Task<?> task = Task.current();
        if (task == null) {
            throw new IllegalStateException(
                    "no task runs here; name who borrows, by acquireOnBehalfOf(borrower)");
        }
        return task;
    }

    private Held held(Object borrower) {
        return new Held(this, () -> releaseOnBehalfOf(borrower));
    }

    private Held take(Object borrower) {
        if (!takeAtOnce(borrower)) {
            Application place = apply(waiters.wake(), borrower);
            try {
                place.await();
            } catch (Throwable failure) {
                giveUp(place);
                throw failure;
            }
            waiters.leave(place);
        }
        return held(borrower);
    }

    private boolean takeAtOnce(Object borrower) {
        if (borrowers.contains(borrower)) {
            throw new IllegalStateException(borrower + " has a token of " + this + " already");
        }
        if (applicants.contains(borrower)) {
            throw new IllegalStateException(
                    borrower + " waits for a token of " + this + " already");
        }
        return borrowers.size() < totalTokens && borrowers.add(borrower); // I1
    }

    private Application apply(Future<Boolean> future, Object borrower) {
        Application place = waiters.join(new Application(future, borrower));
        applicants.add(borrower);
        return place;
    }

    private void giveUp(Application place) {
        if (waiters.leave(place)) {
            borrowers.remove(place.borrower); // it was ours, and we will not use it
            lend();
        } else {
            applicants.remove(place.borrower);
        }
    }

    /// Lends what is left to those who wait.
    private void lend() {
        while (borrowers.size() < totalTokens && waiters.callNext() instanceof Application next) {
            applicants.remove(next.borrower);
            borrowers.add(next.borrower);
        }
    }

    // ---- giving back

    /// Gives the current task's token back, to the task that waits longest if there is one.
    /// **Suspends** never. **Like** `release`.
    /// @throws IllegalStateException if this task has none; or if tasks wait on another loop than
    ///     the one that runs here
    public void release() {
        releaseOnBehalfOf(currentTask());
    }

    /// Gives the token of `borrower` back. Otherwise as [#release()]. **Like**
    /// `release_on_behalf_of`.
    /// @throws IllegalStateException if the borrower has none; or if tasks wait on another loop
    /// than
    ///     the one that runs here
    public void releaseOnBehalfOf(Object borrower) {
        if (!borrowers.contains(borrower)) {
            throw new IllegalStateException(borrower + " has no token of " + this);
        }
        waiters.ensureMayWake();
        borrowers.remove(borrower);
        lend();
    }

    /// Runs `body` with a token for the current task, and gives it back however that ends.
    /// **Suspends** as [#acquire()] says, and where the body does. **If cancelled** while it waits
    /// the body is not run; later, so is the body. **Like** `async with limiter`.
    public <T extends @Nullable Object> Coroutine<T> use(Body<T> body) {
        return async(
                "use",
                () -> {
                    Object borrower = currentTask();
                    take(borrower);
                    try {
                        return body.run();
                    } finally {
                        releaseOnBehalfOf(borrower);
                    }
                });
    }

    /// [#use(Body)] for code that returns nothing.
    public Coroutine<@Nullable Void> use(Body.OfNothing body) {
        return use(Body.of(body));
    }

    /// [Asyncio#toThread] with a token, so that only so many threads run at a time. The borrower is
    /// the call itself: the task may have a token of its own. **Suspends** always. **If cancelled**
    /// the call runs on, and its token comes back when it ends. **Like** `trio.to_thread.run_sync`
    /// with a `limiter`.
    public <T extends @Nullable Object> Coroutine<T> toThread(Callable<T> call) {
        Objects.requireNonNull(call, "call");
        return async(
                "to_thread",
                () -> {
                    Object borrower = new ThreadCall(currentTask());
                    take(borrower);
                    return Asyncio.await(Operation.of(begin(call, borrower)));
                });
    }

    /// The call as a task, which gives the token back at its end.
    private <T extends @Nullable Object> Task<T> begin(Callable<T> call, Object borrower) {
        Coroutine<T> work = Asyncio.toThread(call);
        Task<T> running;
        try {
            running = Asyncio.createTask(work);
        } catch (Throwable refused) { // by a task factory
            releaseOnBehalfOf(borrower);
            work.close();
            throw refused;
        }
        running.whenDone(
                done -> {
                    releaseOnBehalfOf(borrower);
                    if (!done.isCancelled()) {
                        done.exception(); // who awaits it sees it, if anybody still does
                    }
                });
        return running;
    }

    /// Who borrows for a call in a thread; each is another.
    private static final class ThreadCall {
        private final Object task;

        ThreadCall(Object task) {
            this.task = task;
        }

        @Override
        public String toString() {
            return "<thread call of "
                    + (task instanceof Task<?> known ? Quoted.plain(known.name()) : task)
                    + ">";
        }
    }

    // ---- its size, and looking

    /// How many tokens may be borrowed. **Like** `total_tokens`.
    public int totalTokens() {
        return totalTokens;
    }

    /// Changes how many may be borrowed. If there are more, tasks that wait get them; if there are
    /// less, nobody loses the token he has. **Suspends** never. **Like** setting `total_tokens`.
    /// @throws IllegalArgumentException if it is negative
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    public void setTotalTokens(int newTotal) {
        checked(newTotal);
        waiters.ensureMayWake();
        totalTokens = newTotal;
        lend();
    }

    /// How many are borrowed. **Like** `borrowed_tokens`.
    public int borrowedTokens() {
        return borrowers.size();
    }

    /// How many can be borrowed at once. **Like** `available_tokens`, but never negative.
    public int availableTokens() {
        return Math.max(0, totalTokens - borrowers.size());
    }

    /// The tasks that wait for a token, in order. A copy.
    public List<Task<?>> waiters() {
        return waiters.tasks();
    }

    /// What it is like now. **Like** `statistics`.
    public Statistics statistics() {
        return new Statistics(
                totalTokens, borrowers.size(), new ArrayList<>(borrowers), waiters.size());
    }

    /// `<CapacityLimiter [2/3 borrowed, waiters:1]>`.
    @Override
    public String toString() {
        return "<CapacityLimiter ["
                + borrowers.size()
                + "/"
                + totalTokens
                + " borrowed"
                + waiters.suffix()
                + "]>";
    }

    private final class Acquiring extends Operation<Held> {
        private final Object borrower;

        Acquiring(Object borrower) {
            this.borrower = borrower;
        }

        @Override
        @Nullable Object attempt() {
            return takeAtOnce(borrower) ? held(borrower) : NOT_YET;
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return apply(ticket, borrower);
        }

        @Override
        @Nullable Object claim(Place place) {
            waiters.leave(place);
            return held(borrower);
        }

        @Override
        void withdraw(Place place) {
            giveUp((Application) place);
        }

        @Override
        public String toString() {
            return "<Operation acquiring " + CapacityLimiter.this + ">";
        }
    }
}
