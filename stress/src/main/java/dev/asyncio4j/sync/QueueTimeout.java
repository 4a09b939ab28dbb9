// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.asyncio4j.TimeoutError;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A getter whose time is over just when an item comes: either it has the item, or the queue has.
/// The results are what it got, 0 for nothing, and how many items are left.
@JCStressTest
@Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "got")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "still there")
@Outcome(expect = FORBIDDEN, desc = "the item is lost, or there twice")
@State
public class QueueTimeout {
    private final SharedQueue<Integer> queue = new SharedQueue<>();

    @Actor
    public void getter(II_Result result) {
        try {
            result.r1 = Uninterrupted.call(() -> queue.getBlocking(Duration.ofNanos(1000)));
        } catch (TimeoutError nothing) {
            result.r1 = 0;
        }
    }

    @Actor
    public void putter() {
        queue.putNoWait(7);
    }

    @Arbiter
    public void left(II_Result result) {
        result.r2 = queue.qsize();
    }
}
