// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.ended;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.RateLimiter;
import java.time.Duration;
import java.util.List;

/// Mistakes in how a rate limiter deals out tokens.
final class RateBugs {

    private static final Law TOKENS =
            new Law("tokens that a cancelled task was given go to the next", RateBugs::tokens);

    private RateBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "rate limiter: a cancelled waiter keeps the tokens it was given",
                        TOKENS,
                        "sync/RateLimiter.java",
                        "move(-place.tokens);",
                        ";"));
    }

    private static Coroutine<?> tokens() {
        RateLimiter limiter = new RateLimiter(1, Duration.ofSeconds(1), 2);
        return async(
                () -> {
                    await(limiter.acquire(2));
                    Task<?> first = createTask(limiter.acquire(2));
                    turns(1);
                    Task<?> second = createTask(limiter.acquire(2));
                    Task<?> canceller =
                            createTask(
                                    async(
                                            () -> {
                                                await(sleep(2)); // as long as the first waits
                                                first.cancel();
                                            }));
                    ended(first);
                    await(second);
                    await(canceller);
                    check(
                            getRunningLoop().time() == (first.isCancelled() ? 2 : 4),
                            "the second came at " + getRunningLoop().time());
                });
    }
}
