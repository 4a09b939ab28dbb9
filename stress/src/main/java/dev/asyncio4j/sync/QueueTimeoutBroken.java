// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// [QueueTimeout] with the broken queue: must fail.
@JCStressTest
@Outcome(id = "7, 0", expect = ACCEPTABLE, desc = "got")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "still there")
@Outcome(expect = FORBIDDEN, desc = "the item is lost, or there twice")
@State
public class QueueTimeoutBroken {
    private final BrokenShared.Queue queue = new BrokenShared.Queue();

    @Actor
    public void getter(II_Result result) {
        result.r1 = Uninterrupted.call(() -> queue.get(Duration.ofNanos(1000)));
    }

    @Actor
    public void putter() {
        queue.put(7);
    }

    @Arbiter
    public void left(II_Result result) {
        result.r2 = queue.left();
    }
}
