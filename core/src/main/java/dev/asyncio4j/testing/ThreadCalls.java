// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.Poller;
import dev.asyncio4j.loop.ThreadCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The calls on other threads that a loop with virtual time and an oracle has under way: their
/// results come in the order that the oracle chooses, whichever thread is quicker.
///
/// **Idea.** A result is kept until it is chosen, and one that is chosen is waited for. So the
/// order depends on the oracle alone, although the threads really run at the same time. While
/// something is ready, the oracle is asked once a turn whether a result comes now; when nothing is,
/// it must choose one.
///
/// **Calls that wait for the loop.** A call may need what only the loop, or another call's result,
/// brings about; to wait for it would be for ever. So one whose thread has been parked for some
/// 10 ms is passed over: for good while something else is ready; for the next in the order of
/// submission if nothing is. In the latter case a park with a time limit does not count, for it may
/// be a sleep; but one second is the limit for all. That costs time, and determinism only where a
/// call blocks for about as long as that.
///
/// **Thread** loop, but for what a [ThreadCall] is told.
final class ThreadCalls {

    /// How many answers mean that no result comes now: with one call under way, one turn in four
    /// brings it.
    private static final int NONE_YET = 3;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int PARKED_LOOKS = 10;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    // set once
    private final Supplier<Poller> real;

    // loop only
    private final List<Call> underWay = new ArrayList<>(); // in order of submission
    private @Nullable Call chosen; // when nothing was ready, and not there yet
    private int begun;

    /// @param real what wakes the loop's thread
    ThreadCalls(Supplier<Poller> real) {
        this.real = real;
    }

    private final class Call implements ThreadCall {
        // set once
        private final LoopCore loop;
        private final int number;

        // loop only
        private boolean waitsForLoop; // it seems, for it was waited for in vain

        // written by its thread, read by the loop
        private volatile @Nullable Thread thread;
        private volatile @Nullable Runnable delivery;

        Call(LoopCore loop, int number) {
            this.loop = loop;
            this.number = number;
        }

        @Override
        public void begins() {
            thread = Thread.currentThread();
        }

        @Override
        public void ends(Runnable newDelivery) {
            delivery = newDelivery;
            real.get().wakeup();
        }

        @Override
        public void forget() {
            underWay.remove(this);
        }

        boolean hasEnded() {
            return delivery != null;
        }

        boolean isParked(boolean timedToo) {
            Thread mine = thread;
            return mine != null
                    && switch (mine.getState()) {
                        case WAITING, BLOCKED -> true;
                        case TIMED_WAITING -> timedToo;
                        default -> false;
                    };
        }
    }

    /// What runs in the loop: named, so that a trace tells the calls apart.
    private record Result(int number, Runnable delivery) implements Runnable {
        @Override
        public void run() {
            delivery.run();
        }

        @Override
        public String toString() {
            return "result of thread call " + number;
        }
    }

    ThreadCall begin(LoopCore loop) {
        Call call = new Call(loop, ++begun);
        underWay.add(call);
        return call;
    }

    boolean areUnderWay() {
        return !underWay.isEmpty();
    }

    /// Something else is ready: lets results come before it, or none.
    void maybeDeliver(Choices choices) {
        while (!underWay.isEmpty()) {
            int answer =
                    choices.choose(Choices.Kind.THREAD_RESULTS, NONE_YET + underWay.size())
                            - NONE_YET;
            if (answer < 0) {
                return;
            }
            Call call = underWay.get(answer);
            if (call.waitsForLoop || !awaitEnd(call, true, () -> false)) {
                return;
            }
            deliver(call);
        }
    }

    /// Nothing else is ready: waits for the result that is next, and perhaps lets others come with
    /// it; or returns because `interrupted` holds.
    void deliver(Choices choices, BooleanSupplier interrupted) {
        Call first = chosen;
        if (first == null || !underWay.contains(first)) {
            int many = underWay.size();
            int answer = many == 1 ? 0 : choices.choose(Choices.Kind.THREAD_RESULTS, many);
            first = underWay.get(answer);
            chosen = first;
        }
        Call next = firstToEnd(first, interrupted);
        if (next != null) {
            chosen = null;
            deliver(next);
            maybeDeliver(choices);
        }
    }

    /// The first call from `first` on, in order of submission, that ends without the loop's help;
    /// if none does, whichever ends; null if interrupted.
    private @Nullable Call firstToEnd(Call first, BooleanSupplier interrupted) {
        int begin = underWay.indexOf(first);
        for (int i = 0; i < underWay.size(); i++) {
            Call call = underWay.get((begin + i) % underWay.size());
            if (awaitEnd(call, false, interrupted)) {
                return call;
            }
        }
        while (!interrupted.getAsBoolean()) {
            for (Call call : underWay) {
                if (call.hasEnded()) {
                    return call;
                }
            }
            real.get().poll(Poller.FOREVER);
        }
        return null;
    }

    /// Waits until `call` has ended; false if that is in vain, or interrupted.
    private boolean awaitEnd(Call call, boolean othersReady, BooleanSupplier interrupted) {
        long begin = System.nanoTime();
        int parked = 0;
        while (!interrupted.getAsBoolean()) {
            if (call.hasEnded()) {
                return true;
            }
            if (parked == PARKED_LOOKS || System.nanoTime() - begin > PATIENCE_NANOS) {
                call.waitsForLoop = true;
                return false;
            }
            real.get().poll(LOOK_NANOS);
            parked = call.isParked(othersReady) ? parked + 1 : 0;
        }
        return false;
    }

    /// As a letter, so that it comes after those that the call itself has posted.
    private void deliver(Call call) {
        underWay.remove(call);
        Runnable delivery = call.delivery;
        if (delivery != null) {
            call.loop.callSoonThreadsafe(new Context(), new Result(call.number, delivery));
        }
    }
}
