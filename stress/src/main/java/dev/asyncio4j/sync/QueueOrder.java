// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// One thread puts three items into a queue with room for one, another takes them, and both block
/// where they must: nothing is lost, doubled or out of order, no wake-up is lost (it would be for
/// ever), and who gets an item sees what was done before it was put. The results are what is inside
/// the items.
@JCStressTest
@Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "all, in order, and whole")
@Outcome(expect = FORBIDDEN, desc = "lost, out of order, or not whole")
@State
public class QueueOrder {
    private final SharedQueue<int[]> queue = new SharedQueue<>(1);

    @Actor
    public void putter() {
        for (int i = 1; i <= 3; i++) {
            int[] item = new int[1];
            item[0] = i; // plain: the queue must publish it
            Uninterrupted.call(
                    () -> {
                        queue.putBlocking(item);
                        return item;
                    });
        }
    }

    @Actor
    public void getter(III_Result result) {
        result.r1 = take();
        result.r2 = take();
        result.r3 = take();
    }

    private int take() {
        return Uninterrupted.call(queue::getBlocking)[0];
    }
}
