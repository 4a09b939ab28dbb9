// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// [EventWake] with the broken event: must fail.
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "woken")
@Outcome(expect = FORBIDDEN, desc = "the wake-up is lost, or what was done before is not seen")
@State
public class EventWakeBroken {
    private final BrokenShared.Event event = new BrokenShared.Event();
    private int done; // plain: the event must publish it

    @Actor
    public void waiter(ZI_Result result) {
        result.r1 = Uninterrupted.call(() -> event.await(Duration.ofMillis(2)));
        result.r2 = done;
    }

    @Actor
    public void setter() {
        done = 1;
        event.set();
    }
}
