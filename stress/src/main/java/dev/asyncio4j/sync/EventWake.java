// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.asyncio4j.TimeoutError;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/// A thread that waits for an event just when another sets it is woken, and sees what that has done
/// before. The results are whether it was woken within a second, and what it has seen.
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "woken")
@Outcome(expect = FORBIDDEN, desc = "the wake-up is lost, or what was done before is not seen")
@State
public class EventWake {
    private final SharedEvent event = new SharedEvent();
    private int done; // plain: the event must publish it

    @Actor
    public void waiter(ZI_Result result) {
        try {
            result.r1 =
                    Uninterrupted.call(
                            () -> {
                                event.waitBlocking(Duration.ofSeconds(1));
                                return true;
                            });
        } catch (TimeoutError lost) {
            result.r1 = false;
        }
        result.r2 = done;
    }

    @Actor
    public void setter() {
        done = 1;
        event.set();
    }
}
