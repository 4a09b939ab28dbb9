// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// [HandOffTurns] with the broken hand-off: must fail.
@JCStressTest
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "each turn ran to its door")
@Outcome(expect = FORBIDDEN, desc = "the driver went on before the strand was at its door")
@State
public class HandOffTurnsBroken {
    private final BrokenHandOff strand = new BrokenHandOff(this::script);
    private volatile @Nullable Thread driver;
    private int turns;

    private void script() {
        turns = 1;
        strand.suspend();
        turns = 2;
    }

    @Actor
    public void driver(II_Result result) {
        driver = Thread.currentThread();
        strand.resume();
        result.r1 = turns;
        strand.resume();
        result.r2 = turns;
    }

    /// Unparks it for nothing.
    @Actor
    public void stranger() {
        Thread disturbed = driver;
        for (int i = 0; i < 3 && disturbed != null; i++) {
            LockSupport.unpark(disturbed);
        }
    }
}
