// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Handover;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.loop.Choices;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Does exactly one of several operations: the first that is possible.
///
/// ```java
/// String news = await(Select.first(
///         orders.getting().map(order -> "order " + order),
///         closing.waiting().map(set -> "closing"),
///         Operation.after(60).map(none -> "nothing for a minute")));
/// ```
///
/// The others have not happened: an item that is not taken here is still there, for whoever comes
/// next. That is what `waitOn(tasks, FIRST_COMPLETED)` cannot do: there each operation is a task,
/// and
/// when the losers are cancelled, some of them have happened already.
///
/// **How.** First each operation is tried, in order. If none is possible, the task takes a place in
/// each line, all of them with one ticket. Whoever has something for it completes the ticket, which
/// can be done once; for all others its places are as those of a cancelled task. Then it leaves the
/// lines it was not called from, and does the one operation. If another task was faster there (as
/// `getNoWait` may be), everything begins anew.
///
/// - **I1** From the moment the ticket is completed to the moment the task has left all places, no
///   other place of it can be woken; so nothing that was meant for it is lost.
/// - **I2** The ticket is a [Handover]: a cancellation after it was completed comes at the next
///   await, so what was called for is done first.
///
/// **Thread** loop. **Like** `select` of Go; **source** J. Reppy's Concurrent ML, 1991.
public final class Select {

    private Select() {}

    /// Does one of these: of those that are possible at once the one that comes first here, else
    /// the one that is possible first. **Suspends** if none is possible at once. **If cancelled**
    /// none has happened.
    /// @return what the operation gives that is done; it fails as that one does
    /// @throws IllegalArgumentException if there are none
    /// @throws IllegalStateException from awaiting it, as each operation does
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies it
    public static <T extends @Nullable Object> Coroutine<T> first(
            Operation<? extends T>... operations) {
        List<Operation<? extends T>> all = some(List.of(operations));
        return async("select", () -> Select.<T>inOrder(all));
    }

    /// [#first], but of those that are possible at once any, by chance: so that none can starve the
    /// others. A test's `Choices` decides it, if the loop has them.
    /// @return what the operation gives that is done; it fails as that one does
    /// @throws IllegalArgumentException if there are none
    /// @throws IllegalStateException from awaiting it, as each operation does
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies it
    public static <T extends @Nullable Object> Coroutine<T> any(
            Operation<? extends T>... operations) {
        List<Operation<? extends T>> all = some(List.of(operations));
        return async("select", () -> Select.<T>inOrder(shuffled(all)));
    }

    /// Does the first of these that is possible at once, or refuses. **Suspends** never, unless the
    /// function of a [Operation#map] does.
    /// @throws WouldBlock if none is possible
    /// @throws IllegalArgumentException if there are none
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of copies it
    public static <T extends @Nullable Object> T firstNoWait(Operation<? extends T>... operations) {
        for (Operation<? extends T> each : some(List.of(operations))) {
            Object result = each.attempt();
            if (result != Operation.NOT_YET) {
                return Select.<T>given(result);
            }
        }
        throw new WouldBlock();
    }

    private static <E> List<E> some(List<E> operations) {
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("operations: [] (expected: at least one)");
        }
        return operations;
    }

    private static <E> List<E> shuffled(List<E> operations) {
        Choices choices = EventLoop.running().choices();
        List<E> rest = new ArrayList<>(operations);
        for (int i = 0; i < rest.size() - 1; i++) {
            int left = rest.size() - i;
            int chosen =
                    choices == null
                            ? ThreadLocalRandom.current().nextInt(left)
                            : choices.choose(Choices.Kind.SELECT, left);
            Collections.rotate(rest.subList(i, i + chosen + 1), 1);
        }
        return rest;
    }

    /// Does one, in the current task.
    static <T extends @Nullable Object> T inOrder(List<Operation<? extends T>> operations) {
        while (true) {
            for (Operation<? extends T> each : operations) {
                Object result = each.attempt();
                if (result != Operation.NOT_YET) {
                    return Select.<T>given(result);
                }
            }
            Object result = waitForOne(operations);
            if (result != Operation.NOT_YET) {
                return Select.<T>given(result);
            }
        }
    }

    private record OneOf(int operations) implements WaitPoint {
        @Override
        public String what() {
            return "one of " + operations + " operations";
        }
    }

    private static <T extends @Nullable Object> @Nullable Object waitForOne(
            List<Operation<? extends T>> operations) {
        Handover<Boolean> ticket =
                new Handover<>(EventLoop.running(), new OneOf(operations.size()), () -> true);
        List<Place> places = new ArrayList<>(operations.size());
        try {
            for (Operation<? extends T> each : operations) {
                places.add(each.enter(ticket));
            }
            Asyncio.await(ticket);
        } catch (Throwable failure) {
            withdraw(operations, places, -1);
            throw failure;
        }
        int called = called(places);
        withdraw(operations, places, called); // I1
        return operations.get(called).claim(places.get(called));
    }

    private static int called(List<Place> places) {
        int index = 0;
        while (!places.get(index).isWoken()) {
            index++;
        }
        return index;
    }

    private static void withdraw(
            List<? extends Operation<?>> operations, List<Place> places, int called) {
        for (int i = 0; i < places.size(); i++) {
            if (i != called) {
                operations.get(i).withdraw(places.get(i));
            }
        }
    }

    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"}) // it gave a T
    private static <T extends @Nullable Object> T given(@Nullable Object result) {
        return (T) result;
    }
}
