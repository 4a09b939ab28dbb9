// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import org.jspecify.annotations.Nullable;

/// What the programs are written with.
public final class Steps {

    private Steps() {}

    public static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /// Gives up the turn so many times: under first in, first out, that keeps tasks apart.
    public static void turns(int count) {
        for (int i = 0; i < count; i++) {
            await(sleep(0));
        }
    }

    /// Cancels `victim` after so many turns, and expects that it ends so: nothing may swallow a
    /// cancellation that was accepted.
    static Coroutine<@Nullable Void> cancelling(Task<?> victim, int turns) {
        return async(
                () -> {
                    turns(turns);
                    boolean accepted = victim.cancel();
                    ended(victim);
                    check(!accepted || victim.isCancelled(), "a cancellation was swallowed");
                });
    }

    /// Waits until `task` has ended, be it by cancellation.
    static void ended(Task<?> task) {
        try {
            await(task);
        } catch (CancelledError its) {
            check(task.isCancelled(), "cancelled, but not " + task);
        }
    }
}
